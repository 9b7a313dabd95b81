import { ModuleBuilder } from "../../compile/wasm/assembler.ts";
import { WebAssembly, type Global, type Memory } from "../../compile/wasm/webassembly.ts";
import { CompactTable } from "./compact-table.ts";
import type { CompiledStore } from "./compiled-store.ts";
import { Frontier } from "./frontier.ts";
import { Insertion } from "./insertion.ts";
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

const stateBytes = 8;

/** Exact store of states up to 64 bits: their mixed bits in a {@link CompactTable}. */
export class CompactStore implements CompiledStore {
  readonly words = 1;
  readonly memory: Memory;
  readonly buffer: number;
  readonly capacity: number;
  readonly fresh: number;
  readonly #heap: SegmentHeap;
  readonly #frontier: Frontier;
  readonly #size: TableSize;
  readonly #code: Exports;

  constructor(bits: number, given: StoreOptions = {}) {
    const options = withDefaults(given);
    const { capacity, segmentBytes, maxBytes } = options;
    const map = new MemoryMap();
    const module = new ModuleBuilder();
    module.importMemory("store", "memory", { initial: 0 });
    const host = { grow: module.importFunction("store", "grow", {}, "void"), extend: module.importFunction("store", "extend", {}, "void") };
    const table = new CompactTable(module, map, bits, segmentBytes);
    const growth = new TableGrowth(module, map, table);
    growth.define();
    const insertion = new Insertion(module, map, table, options);
    insertion.define(host);
    this.capacity = capacity;
    this.fresh = insertion.fresh;
    this.buffer = map.reserve(capacity * stateBytes);
    this.#heap = new SegmentHeap(map.end, segmentBytes, maxBytes);
    this.memory = this.#heap.memory;
    this.#frontier = new Frontier(this.#heap, stateBytes);
    insertion.initialize(this.memory);
    this.#code = new WebAssembly.Instance<Exports>(new WebAssembly.Module(module.finish()), {
      store: { memory: this.memory, grow: () => this.#size.grow(), extend: () => this.#extend() },
    }).exports;
    this.#size = new TableSize(this.#heap, table, this.#code, options);
  }

  get size(): number {
    return (this.#code.size.value as number) >>> 0;
  }

  get bytesPerState(): number {
    return this.#heap.bytes / Math.max(1, this.size);
  }

  insert(count: number): number {
    return this.#code.insert(this.buffer, count);
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

  #extend(): undefined {
    const { tail, tailEnd } = this.#code;
    const next = this.#frontier.extend((tail.value as number) >>> 0);
    tail.value = next.tail | 0;
    tailEnd.value = next.end | 0;
  }
}
