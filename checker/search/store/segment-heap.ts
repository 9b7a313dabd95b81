import { WebAssembly, type Memory } from "../../compile/wasm/webassembly.ts";
import { OutOfMemory } from "../state-store.ts";

const pageBytes = 65_536;
/** What a WebAssembly memory can address. */
const addressable = 65_536 * pageBytes;

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
    if (recycled !== undefined) {
      if (zeroed) new Uint8Array(this.memory.buffer, recycled, this.segmentBytes).fill(0);
      return recycled;
    }
    const address = this.#end;
    const end = address + this.segmentBytes;
    if (end > this.#maxBytes) throw new OutOfMemory(`no memory beyond ${this.#maxBytes} bytes`);
    const missing = Math.ceil((end - this.bytes) / pageBytes);
    if (missing > 0) grow(this.memory, missing);
    this.#end = end;
    return address;
  }

  free(segment: number): void {
    this.#free.push(segment);
  }
}

function allocate(pages: number): Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: addressable / pageBytes });
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
