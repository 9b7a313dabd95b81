import { OutOfMemory } from "../search/state-store.ts";

/**
 * So many 32-bit integers, all 0.
 *
 * @throws OutOfMemory
 */
export function integers(length: number): Int32Array {
  try {
    return new Int32Array(length);
  } catch (error) {
    throw new OutOfMemory(`no memory for ${length * 4} bytes`, { cause: error });
  }
}

/**
 * So many bytes, all 0.
 *
 * @throws OutOfMemory
 */
export function bytes(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (error) {
    throw new OutOfMemory(`no memory for ${length} bytes`, { cause: error });
  }
}

/** A stack of 32-bit integers. */
export class IntStack {
  #elements = integers(1024);
  size = 0;

  push(element: number): void {
    if (this.size === this.#elements.length) {
      const larger = integers(this.size * 2);
      larger.set(this.#elements);
      this.#elements = larger;
    }
    this.#elements[this.size++] = element;
  }

  pop(): number {
    return this.#elements[--this.size] as number;
  }

  at(position: number): number {
    return this.#elements[position] as number;
  }

  set(position: number, element: number): void {
    this.#elements[position] = element;
  }

  /** A copy of what lies at and above a position. */
  from(position: number): Int32Array {
    return this.#elements.slice(position, this.size);
  }
}
