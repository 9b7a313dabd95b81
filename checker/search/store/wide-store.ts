import type { Memory } from "../../compile/wasm/webassembly.ts";
import type { CompiledStore } from "./compiled-store.ts";
import { InternTables } from "./intern-tables.ts";
import { Interning } from "./interning.ts";
import { KeySet } from "./key-set.ts";
import { MemoryMap } from "./memory-map.ts";
import { withDefaults, type StoreOptions } from "./store-options.ts";

interface Exports {
  readonly encode: (states: number, count: number, keys: number) => void;
  readonly decode: (keys: number, count: number, states: number) => void;
  readonly reindex: (table: number) => void;
}

/** What an entry of a table of parts takes on average, and an entry of the index of a list. */
const bytesOfPart = 24;
const bytesOfListed = 16;
/** States that are made from keys at once. */
const mostTaken = 256;

/** Exact store of states of any width, as keys that {@link Interning} gives them. */
export class WideStore implements CompiledStore {
  readonly words: number;
  readonly memory: Memory;
  readonly buffer: number;
  readonly capacity: number;
  readonly fresh: number;
  /** The keys of the states in the buffer. */
  readonly #keysOfBuffer: number;
  /** Where states are made from keys. */
  readonly #taken: number;
  readonly #keys: KeySet;
  readonly #tables: InternTables;
  readonly #code: Exports;

  constructor(words: number, bits: number, options: StoreOptions = {}) {
    const map = new MemoryMap();
    const interning = new Interning(map, words, bits);
    this.words = words;
    this.capacity = withDefaults(options).capacity;
    this.buffer = map.reserve(this.capacity * words * 8);
    this.#keysOfBuffer = map.reserve(this.capacity * 8);
    this.#taken = map.reserve(mostTaken * words * 8);
    let widen: Parameters<Interning["define"]>[1] | undefined;
    this.#keys = new KeySet(
      map,
      {
        keyBits: interning.keyBits,
        import: (module) => (widen = module.importFunction("store", "widen", { table: "i32" }, "void")),
        define: (module) => widen !== undefined && interning.define(module, widen),
        host: { widen: (table) => this.#tables.widen(Number(table)) },
      },
      options,
    );
    this.#code = this.#keys.exports as Exports;
    this.#tables = new InternTables(this.#keys.heap, interning.tables, interning.tableCount, this.#code.reindex);
    this.fresh = this.#keys.fresh;
    this.memory = this.#keys.heap.memory;
  }

  get size(): number {
    return this.#keys.size;
  }

  get bytesPerState(): number {
    return this.#keys.bytesPerKey;
  }

  /**
   * Whether the parts repeat themselves so little that their tables take half of the memory that a list of whole states would. Then that is searched twice as fast: what was there before is found with two
   * cache misses instead of two for every large table and another for the key. Measured on p2pdma, which has a pair of words of which one is nearly the whole state, and on `bench/specs/wide.ts`.
   */
  get betterListed(): boolean {
    return this.#tables.entries * bytesOfPart >= 0.5 * this.size * (this.words * 8 + bytesOfListed);
  }

  insert(count: number): number {
    this.#code.encode(this.buffer, count, this.#keysOfBuffer);
    return this.#keys.insert(this.#keysOfBuffer, count);
  }

  take(most: number): { readonly pointer: number; readonly count: number } {
    const { pointer, count } = this.#keys.take(Math.min(most, mostTaken));
    this.#code.decode(pointer, count, this.#taken);
    return { pointer: this.#taken, count };
  }

  growAhead(): boolean {
    return this.#keys.growAhead();
  }

  nextLevel(): number {
    return this.#keys.nextLevel();
  }
}
