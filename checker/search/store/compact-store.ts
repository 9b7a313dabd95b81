import { ModuleBuilder } from "../../compile/wasm/assembler.ts";
import { WebAssembly, type Global, type Memory } from "../../compile/wasm/webassembly.ts";
import { OutOfMemory } from "../state-store.ts";
import { CompactTable, fewestBuckets, fits } from "./compact-table.ts";
import type { CompiledStore } from "./compiled-store.ts";
import { bucketBytes } from "./entry-format.ts";
import { Frontier } from "./frontier.ts";
import { Insertion } from "./insertion.ts";
import { MemoryMap } from "./memory-map.ts";
import { SegmentHeap } from "./segment-heap.ts";
import { leastGrowth, spareBuckets, TableGrowth } from "./table-growth.ts";

export interface StoreOptions {
  /** States that fit into the buffer. */
  readonly capacity?: number;
  /** States for which there is room before the table grows for the first time. */
  readonly initialCapacity?: number;
  /** Bytes after which the store is out of memory. */
  readonly maxBytes?: number;
  /** Bytes by which table and frontier grow, a power of two of at least 4096. */
  readonly segmentBytes?: number;
  readonly batch?: number;
  readonly filterBits?: number;
  readonly maxLoad?: number;
  readonly growth?: number;
}

interface Exports {
  readonly insert: (keys: number, count: number) => number;
  readonly size: Global;
  readonly limit: Global;
  readonly tail: Global;
  readonly tailEnd: Global;
  readonly buckets: Global;
  readonly shift: Global;
  readonly format: Global;
  readonly homeless: Global;
  readonly [growOrRehouse: `${"grow" | "rehouse"}${string}`]: (oldBuckets?: number, oldShift?: bigint) => void;
}

const mostSegments = 4096;
/** Bits of the narrowest keys. Shorter ones are taken as that long. */
const fewestBits = 32;

/** Exact store of states up to 64 bits, in {@link CompactTable}. */
export class CompactStore implements CompiledStore {
  readonly words = 1;
  readonly memory: Memory;
  readonly buffer: number;
  readonly capacity: number;
  readonly fresh: number;
  readonly #bits: number;
  readonly #maxLoad: number;
  readonly #growth: number;
  readonly #heap: SegmentHeap;
  readonly #frontier: Frontier;
  readonly #segments: number[] = [];
  readonly #table: CompactTable;
  readonly #code: Exports;

  constructor(bits: number, options: StoreOptions = {}) {
    const { capacity = 1 << 14, initialCapacity = 0, maxBytes = Infinity, segmentBytes = 1 << 20, batch = 128, filterBits = 15, maxLoad = 7 / 8, growth = 1.25 } = options;
    this.#bits = Math.max(fewestBits, bits);
    this.#maxLoad = maxLoad;
    this.#growth = growth;
    this.capacity = capacity;
    const map = new MemoryMap();
    const module = new ModuleBuilder();
    module.importMemory("store", "memory", { initial: 0 });
    const imports = { grow: module.importFunction("store", "grow", {}, "void"), extend: module.importFunction("store", "extend", {}, "void") };
    this.#table = new CompactTable(module, map, { bits: this.#bits, segmentBytes, mostSegments });
    new TableGrowth(module, map, this.#table);
    const insertion = new Insertion(module, map, this.#table, imports, { batch, filterBits, capacity });
    this.fresh = insertion.fresh;
    this.buffer = map.reserve(capacity * 8);
    this.#heap = new SegmentHeap(map.end, segmentBytes, maxBytes);
    this.memory = this.#heap.memory;
    this.#frontier = new Frontier(this.#heap, 8);
    this.#code = new WebAssembly.Instance<Exports>(new WebAssembly.Module(module.finish()), {
      store: { memory: this.memory, grow: () => this.#grow(), extend: () => this.#extend() },
    }).exports;
    insertion.initialize(this.memory);
    this.#resize(this.#bucketsFor(initialCapacity));
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

  #extend(): void {
    const { tail, tailEnd } = this.#code;
    const next = this.#frontier.extend((tail.value as number) >>> 0);
    tail.value = next.tail | 0;
    tailEnd.value = next.end | 0;
  }
}
