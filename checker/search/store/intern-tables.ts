import { internTable } from "./interning.ts";
import type { SegmentHeap } from "./segment-heap.ts";

const fewestPlaces = 16;

/** The memory of the tables of {@link Interning}: half of an index stays free, and a full table doubles. */
export class InternTables {
  readonly #heap: SegmentHeap;
  readonly #tables: number;
  readonly #count: number;
  readonly #reindex: (table: number) => void;

  constructor(heap: SegmentHeap, tables: number, count: number, reindex: (table: number) => void) {
    this.#heap = heap;
    this.#tables = tables;
    this.#count = count;
    this.#reindex = reindex;
    for (let table = 0; table < count; table++) this.#allocate(tables + table * internTable.bytes, fewestPlaces);
  }

  /** How many different parts there are, of all kinds. */
  get entries(): number {
    const view = new DataView(this.#heap.memory.buffer, this.#tables);
    return Array.from({ length: this.#count }, (_, table) => view.getUint32(table * internTable.bytes + internTable.count, true)).reduce((sum, count) => sum + count, 0);
  }

  /** @throws OutOfMemory */
  widen(table: number): void {
    const [index, keys, count, limit] = new Uint32Array(this.#heap.memory.buffer, table, 4) as unknown as [number, number, number, number];
    this.#allocate(table, limit * 4);
    const widened = new DataView(this.#heap.memory.buffer).getUint32(table + internTable.keys, true);
    new Uint8Array(this.#heap.memory.buffer).copyWithin(widened, keys, keys + count * 8);
    this.#reindex(table);
    this.#heap.freeRun(index, limit * 2 * 4);
    this.#heap.freeRun(keys, limit * 8);
  }

  #allocate(table: number, places: number): void {
    const index = this.#heap.allocateRun(places * 4);
    const keys = this.#heap.allocateRun((places / 2) * 8);
    const view = new DataView(this.#heap.memory.buffer, table, internTable.bytes);
    view.setUint32(internTable.index, index, true);
    view.setUint32(internTable.keys, keys, true);
    view.setUint32(internTable.limit, places / 2, true);
    view.setBigUint64(internTable.shift, BigInt(64 - Math.log2(places)), true);
  }
}
