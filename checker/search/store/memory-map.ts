/** The widest vector access, and a bucket. */
const alignment = 64;

/** Hands out fixed ranges of addresses, one after the other. */
export class MemoryMap {
  #end = alignment;

  /** @returns the address of so many bytes, on a cache line of their own. */
  reserve(bytes: number): number {
    const address = this.#end;
    this.#end = Math.ceil((address + bytes) / alignment) * alignment;
    return address;
  }

  get end(): number {
    return this.#end;
  }
}
