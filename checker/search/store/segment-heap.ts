import { WebAssembly, type Memory } from "../../compile/wasm/webassembly.ts";
import { OutOfMemory } from "../state-store.ts";

const pageBytes = 65_536;
/** What a WebAssembly memory can address, but for the last page, so that the end of a segment is a 32-bit address too. */
const mostPages = 65_535;
const addressable = mostPages * pageBytes;

/**
 * Memory in segments of one size, so that a table and a queue grow in the same memory without being moved: each is a list of segments. A
 * segment that is given back is handed out again.
 */
export class SegmentHeap {
  readonly memory: Memory;
  readonly segmentBytes: number;
  readonly #maxBytes: number;
  readonly #free: number[] = [];
  #end: number;
  /** What is left of the segment that short runs share. */
  #run = 0;
  #runEnd = 0;

  /** @param fixed bytes before the first segment. */
  constructor(fixed: number, segmentBytes: number, maxBytes: number) {
    this.segmentBytes = segmentBytes;
    this.#maxBytes = Math.min(maxBytes, addressable);
    this.#end = Math.ceil(fixed / segmentBytes) * segmentBytes;
    const initial = Math.ceil(this.#end / pageBytes);
    if (initial * pageBytes > this.#maxBytes) throw new OutOfMemory(`a store needs at least ${initial * pageBytes} bytes`);
    this.memory = allocate(initial);
  }

  /** Bytes of the memory, used or not. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** How many segments can be had. */
  get available(): number {
    return this.#free.length + Math.floor((this.#maxBytes - this.#end) / this.segmentBytes);
  }

  /**
   * A segment, zeroed if it is to be.
   *
   * @throws OutOfMemory
   */
  allocate(zeroed: boolean): number {
    const recycled = this.#free.pop();
    if (recycled === undefined) return this.#extend(1);
    if (zeroed) new Uint8Array(this.memory.buffer, recycled, this.segmentBytes).fill(0);
    return recycled;
  }

  /**
   * Zeroed bytes in one piece: of a segment that is shared, or in segments of their own.
   *
   * @throws OutOfMemory
   */
  allocateRun(bytes: number): number {
    if (bytes >= this.segmentBytes) return this.#extend(Math.ceil(bytes / this.segmentBytes));
    if (this.#run + bytes > this.#runEnd) {
      this.#run = this.allocate(true);
      this.#runEnd = this.#run + this.segmentBytes;
    }
    const address = this.#run;
    this.#run += Math.ceil(bytes / 8) * 8;
    return address;
  }

  /** Give a run back. A short one is lost: runs double, so all short ones of a table together are shorter than a segment. */
  freeRun(address: number, bytes: number): void {
    if (bytes < this.segmentBytes) return;
    for (let segment = address; segment < address + bytes; segment += this.segmentBytes) this.free(segment);
  }

  free(segment: number): void {
    this.#free.push(segment);
  }

  /** Segments at the end. */
  #extend(segments: number): number {
    const address = this.#end;
    const end = address + segments * this.segmentBytes;
    if (end > this.#maxBytes) throw new OutOfMemory(`no memory beyond ${this.#maxBytes} bytes`);
    const missing = Math.ceil((end - this.bytes) / pageBytes);
    if (missing > 0) grow(this.memory, missing);
    this.#end = end;
    return address;
  }
}

function allocate(pages: number): Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: mostPages });
  } catch (error) {
    throw new OutOfMemory(`no memory for ${pages * pageBytes} bytes`, { cause: error });
  }
}

function grow(memory: Memory, pages: number): void {
  try {
    memory.grow(pages);
  } catch (error) {
    throw new OutOfMemory(`no memory for ${pages * pageBytes} more bytes`, { cause: error });
  }
}
