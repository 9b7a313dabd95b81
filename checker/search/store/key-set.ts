import { ModuleBuilder } from "../../compile/wasm/assembler.ts";
import { WebAssembly, type Global, type ImportValue } from "../../compile/wasm/webassembly.ts";
import { CompactTable } from "./compact-table.ts";
import { Frontier } from "./frontier.ts";
import { Insertion, type Queued } from "./insertion.ts";
import { MemoryMap } from "./memory-map.ts";
import { SegmentHeap } from "./segment-heap.ts";
import { withDefaults, type StoreOptions } from "./store-options.ts";
import { TableGrowth } from "./table-growth.ts";
import { TableSize, type TableExports } from "./table-size.ts";

interface Exports extends TableExports {
  readonly insert: (keys: number, count: number) => number;
  readonly tail: Global;
  readonly tailEnd: Global;
}

/** What stands before the keys: reserves memory and defines functions of its own in the same module. */
export interface Front {
  readonly keyBits: number;
  /** Import from `store` what {@link host} has. */
  import?(module: ModuleBuilder): void;
  define?(module: ModuleBuilder): void;
  readonly host?: Readonly<Record<string, ImportValue>>;
  /** What the queue holds instead of keys: the states in a buffer, of so many words. */
  readonly queued?: Queued;
}

const keyBytes = 8;

/** A growing set of keys of up to 64 bits, exact, with the queue of a breadth-first search, in one WebAssembly memory: {@link CompactTable}. */
export class KeySet {
  readonly heap: SegmentHeap;
  /** Positions of the new keys of the last insertion. */
  readonly fresh: number;
  /** All functions of the module, those of the front too. */
  readonly exports: object;
  readonly #frontier: Frontier;
  readonly #size: TableSize;
  readonly #code: Exports;

  constructor(map: MemoryMap, front: Front, given: StoreOptions) {
    const options = withDefaults(given);
    const module = new ModuleBuilder();
    module.importMemory("store", "memory", { initial: 0 });
    const host = { grow: module.importFunction("store", "grow", {}, "void"), extend: module.importFunction("store", "extend", {}, "void") };
    front.import?.(module);
    const table = new CompactTable(module, map, front.keyBits, options.segmentBytes);
    new TableGrowth(module, map, table).define();
    const insertion = new Insertion(module, map, table, options, front.queued);
    insertion.define(host);
    front.define?.(module);
    this.fresh = insertion.fresh;
    this.heap = new SegmentHeap(map.end, options.segmentBytes, options.maxBytes);
    const { memory } = this.heap;
    insertion.initialize(memory);
    this.#frontier = new Frontier(this.heap, front.queued === undefined ? keyBytes : front.queued.words * 8);
    this.#code = new WebAssembly.Instance<Exports>(new WebAssembly.Module(module.finish()), {
      store: { ...front.host, memory, grow: () => this.#size.grow(), extend: () => this.#extend() },
    }).exports;
    this.exports = this.#code;
    this.#size = new TableSize(this.heap, table, this.#code, options);
  }

  get size(): number {
    return (this.#code.size.value as number) >>> 0;
  }

  get bytesPerKey(): number {
    return this.heap.bytes / Math.max(1, this.size);
  }

  /** @returns how many were new. */
  insert(keys: number, count: number): number {
    return this.#code.insert(keys, count);
  }

  take(most: number): { readonly pointer: number; readonly count: number } {
    return this.#frontier.take(most);
  }

  nextLevel(): number {
    const { tail, tailEnd } = this.#code;
    const size = this.#frontier.nextLevel((tail.value as number) >>> 0);
    tail.value = 0;
    tailEnd.value = 0;
    return size;
  }

  /** Grow now if it will soon be needed. @returns whether it has. */
  growAhead(): boolean {
    return this.#size.growAhead();
  }

  #extend(): void {
    const { tail, tailEnd } = this.#code;
    const next = this.#frontier.extend((tail.value as number) >>> 0);
    tail.value = next.tail | 0;
    tailEnd.value = next.end | 0;
  }
}
