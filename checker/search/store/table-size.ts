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
  /** Bytes up to which a table quadruples when it grows. */
  readonly quadrupling: number;
  /** The factor by which a larger table grows. */
  readonly growth: number;
  /** Told before the table grows. */
  readonly growing: () => void;
}

/** So full, as a share of what it may be, must a table be for it to be worth growing before it has to. */
const nearlyFull = 0.75;

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
    this.#options.growing();
    do {
      const [oldBuckets, oldShift, oldFormat] = [this.#buckets, shift.value as bigint, format.value as number];
      this.#resize(this.#largerSize());
      this.#call(`grow${this.#bytesOf(oldFormat)}to${this.#bytesOf(format.value as number)}`, oldBuckets, oldShift);
      this.#call(`rehouse${this.#bytesOf(format.value as number)}`);
    } while ((homeless.value as number) > 0);
  }

  /** Grow now if it will soon be needed, and there is memory. @returns whether it has. */
  growAhead(): boolean {
    const { size, limit } = this.#code;
    if ((size.value as number) >>> 0 < ((limit.value as number) >>> 0) * nearlyFull || !this.#hasRoomFor(this.#usualSize)) return false;
    this.grow();
    return true;
  }

  get #usualSize(): number {
    const { quadrupling, growth } = this.#options;
    const early = Math.min(4, quadrupling / (this.#segments.length * this.#heap.segmentBytes));
    return this.#times(Math.max(early, growth));
  }

  #largerSize(): number {
    const size = [this.#usualSize, this.#times(this.#options.growth), this.#times(leastGrowth)].find((buckets) => this.#hasRoomFor(buckets));
    if (size === undefined) throw new OutOfMemory("no memory for a larger table");
    return size;
  }

  #times(factor: number): number {
    return this.#wholeSegments(this.#buckets * Math.max(factor, leastGrowth));
  }

  #hasRoomFor(buckets: number): boolean {
    return this.#segmentsFor(buckets) - this.#segments.length <= this.#heap.available;
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
