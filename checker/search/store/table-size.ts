import type { Global } from "../../compile/wasm/webassembly.ts";
import { OutOfMemory } from "../state-store.ts";
import { fits, type CompactTable } from "./compact-table.ts";
import { bucketBytes } from "./entry-format.ts";
import type { SegmentHeap } from "./segment-heap.ts";
import { leastGrowth, spareBuckets } from "./table-growth.ts";

export interface TableExports {
  readonly size: Global;
  readonly limit: Global;
  readonly buckets: Global;
  readonly shift: Global;
  readonly format: Global;
  readonly homeless: Global;
  readonly [growOrRehouse: `${"grow" | "rehouse"}${number}${string}`]: ((oldBuckets?: number, oldShift?: bigint) => void) | undefined;
}

export interface SizeOptions {
  /** States for which there is room before the table grows for the first time. */
  readonly initialCapacity: number;
  /** The share of the slots that may be taken. */
  readonly maxLoad: number;
  /** Bytes of a table below which it doubles when it grows. */
  readonly doubling: number;
  /** The factor by which a larger table grows. */
  readonly growth: number;
}

/** How large a table is, and when it grows: without being told how many states there will be, and as long as there is memory. */
export class TableSize {
  readonly #heap: SegmentHeap;
  readonly #table: CompactTable;
  readonly #code: TableExports;
  readonly #options: SizeOptions;
  readonly #segments: number[] = [];
  #buckets = 0;

  constructor(heap: SegmentHeap, table: CompactTable, code: TableExports, options: SizeOptions) {
    this.#heap = heap;
    this.#table = table;
    this.#code = code;
    this.#options = options;
    const { initialCapacity, maxLoad } = options;
    this.#resize(this.#wholeSegments(initialCapacity / maxLoad / this.#formatOf(this.#wholeSegments(0)).slots));
  }

  /**
   * Make the table larger and give each entry its new place.
   *
   * @throws OutOfMemory
   */
  grow(): void {
    const { homeless, shift, format } = this.#code;
    do {
      const [oldBuckets, oldShift, oldFormat] = [this.#buckets, shift.value as bigint, format.value as number];
      this.#resize(this.#largerSize());
      this.#call(`grow${this.#bytesOf(oldFormat)}to${this.#bytesOf(format.value as number)}`, oldBuckets, oldShift);
      this.#call(`rehouse${this.#bytesOf(format.value as number)}`);
    } while ((homeless.value as number) > 0);
  }

  #largerSize(): number {
    const usual = this.#segments.length * this.#heap.segmentBytes < this.#options.doubling ? 2 : this.#options.growth;
    for (const factor of [Math.max(usual, leastGrowth), leastGrowth]) {
      const buckets = this.#wholeSegments(this.#buckets * factor);
      if (this.#segmentsFor(buckets) - this.#segments.length <= this.#heap.available) return buckets;
    }
    throw new OutOfMemory("no memory for a larger table");
  }

  #segmentsFor(buckets: number): number {
    return Math.max(1, Math.ceil((buckets + spareBuckets) / (this.#heap.segmentBytes / bucketBytes)));
  }

  /** At least so many buckets, and what else their segments have room for. */
  #wholeSegments(buckets: number): number {
    return this.#segmentsFor(buckets) * (this.#heap.segmentBytes / bucketBytes) - spareBuckets;
  }

  #resize(buckets: number): void {
    const segments = this.#segmentsFor(buckets);
    if (segments > this.#table.mostSegments) throw new OutOfMemory("the table has its largest size");
    for (let position = this.#segments.length; position < segments; position++) {
      const segment = this.#heap.allocate(true);
      this.#segments.push(segment);
      new DataView(this.#heap.memory.buffer).setUint32(this.#table.directory + position * 4, segment, true);
    }
    const format = this.#formatOf(buckets);
    this.#buckets = buckets;
    this.#code.buckets.value = buckets;
    this.#code.shift.value = BigInt(Math.floor(Math.log2(buckets)));
    this.#code.format.value = this.#table.formats.indexOf(format);
    this.#code.limit.value = Math.floor(buckets * format.slots * this.#options.maxLoad);
  }

  /** The narrowest format that keys fit into. */
  #formatOf(buckets: number): CompactTable["formats"][number] {
    const { formats, bits } = this.#table;
    const format = formats.find((candidate) => fits(candidate, bits, Math.floor(Math.log2(buckets))));
    if (format === undefined) throw new Error(`keys of ${bits} bits fit into no format`);
    return format;
  }

  #bytesOf(format: number): number {
    return this.#table.formats[format]?.bytes ?? 0;
  }

  #call(name: `${"grow" | "rehouse"}${number}${string}`, oldBuckets?: number, oldShift?: bigint): void {
    this.#code[name]?.(oldBuckets, oldShift);
  }
}
