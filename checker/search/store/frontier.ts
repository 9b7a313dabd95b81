import type { SegmentHeap } from "./segment-heap.ts";

interface Piece {
  readonly segment: number;
  /** Where its states end. */
  end: number;
}

/** The queue of a breadth-first search: the states of the current level that are still to be expanded, and those of the next, in segments. */
export class Frontier {
  readonly #heap: SegmentHeap;
  readonly #stateBytes: number;
  #current: Piece[] = [];
  #next: Piece[] = [];
  /** How many segments of the current level were taken whole, and where to go on in the next one. */
  #taken = 0;
  #head = 0;
  #discovered = 0;

  constructor(heap: SegmentHeap, stateBytes: number) {
    this.#heap = heap;
    this.#stateBytes = stateBytes;
  }

  /**
   * A new segment for the next level; the one before is full up to `tail`.
   *
   * @returns where it begins and ends.
   * @throws OutOfMemory
   */
  extend(tail: number): { readonly tail: number; readonly end: number } {
    const segment = this.#heap.allocate(false);
    this.#closeLast(tail);
    this.#next.push({ segment, end: segment });
    const states = Math.floor(this.#heap.segmentBytes / this.#stateBytes);
    return { tail: segment, end: segment + states * this.#stateBytes };
  }

  /** A piece of the current level. What was taken before is given back. */
  take(most: number): { readonly pointer: number; readonly count: number } {
    const piece = this.#current[this.#taken];
    if (piece === undefined) return { pointer: 0, count: 0 };
    if (this.#head === 0) this.#head = piece.segment;
    if (this.#head === piece.end) {
      this.#heap.free(piece.segment);
      this.#taken++;
      this.#head = 0;
      return this.take(most);
    }
    const count = Math.min(most, (piece.end - this.#head) / this.#stateBytes);
    const pointer = this.#head;
    this.#head += count * this.#stateBytes;
    return { pointer, count };
  }

  /** The next level becomes the current one; it is full up to `tail`. @returns its states. */
  nextLevel(tail: number): number {
    this.#closeLast(tail);
    for (const { segment } of this.#current.slice(this.#taken)) this.#heap.free(segment);
    this.#current = this.#next;
    this.#next = [];
    this.#taken = 0;
    this.#head = 0;
    const size = this.#discovered;
    this.#discovered = 0;
    return size;
  }

  #closeLast(tail: number): void {
    const last = this.#next.at(-1);
    if (last === undefined) return;
    this.#discovered += (tail - last.end) / this.#stateBytes;
    last.end = tail;
  }
}
