import type { Memory } from "../../compile/wasm/webassembly.ts";
import type { CompiledStore } from "./compiled-store.ts";
import { KeySet } from "./key-set.ts";
import { MemoryMap } from "./memory-map.ts";
import { withDefaults, type StoreOptions } from "./store-options.ts";

/** Exact store of states up to 64 bits, which are keys themselves. */
export class CompactStore implements CompiledStore {
  readonly words = 1;
  readonly memory: Memory;
  readonly buffer: number;
  readonly capacity: number;
  readonly fresh: number;
  readonly #keys: KeySet;

  constructor(bits: number, options: StoreOptions = {}) {
    const map = new MemoryMap();
    this.capacity = withDefaults(options).capacity;
    this.buffer = map.reserve(this.capacity * 8);
    this.#keys = new KeySet(map, { keyBits: bits }, options);
    this.fresh = this.#keys.fresh;
    this.memory = this.#keys.heap.memory;
  }

  get size(): number {
    return this.#keys.size;
  }

  get bytesPerState(): number {
    return this.#keys.bytesPerKey;
  }

  insert(count: number): number {
    return this.#keys.insert(this.buffer, count);
  }

  take(most: number): { readonly pointer: number; readonly count: number } {
    return this.#keys.take(most);
  }

  growAhead(): boolean {
    return this.#keys.growAhead();
  }

  nextLevel(): number {
    return this.#keys.nextLevel();
  }
}
