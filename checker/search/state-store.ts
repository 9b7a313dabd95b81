const chunkBits = 14;
const chunkStates = 1 << chunkBits;

/** Thrown when memory for more states cannot be had. */
export class OutOfMemory extends Error {}

/**
 * The exact visited set: every state once, in the order of discovery, with its parent. A state's id is its position in that order, so the
 * list is also the breadth-first queue. Duplicates are found through an open-addressing table of ids that compares whole states.
 */
export class StateStore {
  readonly #length: number;
  readonly #record: number;
  readonly #chunks: Uint32Array[] = [];
  readonly #maxBytes: number;
  #table = new Uint32Array(1 << 12);
  #size = 0;

  /** @param length of a state in 32-bit words. @param maxBytes that may be allocated. */
  constructor(length: number, maxBytes: number = Number.POSITIVE_INFINITY) {
    this.#maxBytes = maxBytes;
    this.#length = length;
    this.#record = length + 1;
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes that are allocated for each state. */
  get bytesPerState(): number {
    return this.#bytes / Math.max(1, this.#size);
  }

  get #bytes(): number {
    return this.#table.byteLength + this.#chunks.length * chunkStates * this.#record * 4;
  }

  /**
   * Find or insert a state.
   *
   * @returns its id if it is new, else -1 - id.
   * @throws OutOfMemory
   */
  add(state: Uint32Array, parent: number): number {
    const mask = this.#table.length - 1;
    let slot = hash(state, 0, this.#length) & mask;
    for (let entry = this.#table[slot] as number; entry !== 0; entry = this.#table[slot] as number) {
      if (this.#equals(entry - 1, state)) return -entry;
      slot = (slot + 1) & mask;
    }
    const id = this.#size;
    this.#append(state, parent);
    this.#table[slot] = id + 1;
    if (this.#size * 2 > this.#table.length) this.#grow();
    return id;
  }

  /** The chunk that holds a state; {@link offsetOf} says where in it. */
  chunkOf(id: number): Uint32Array {
    return this.#chunks[id >>> chunkBits] as Uint32Array;
  }

  offsetOf(id: number): number {
    return (id & (chunkStates - 1)) * this.#record;
  }

  /** A copy of a state. */
  stateOf(id: number): Uint32Array {
    const offset = this.offsetOf(id);
    return this.chunkOf(id).slice(offset, offset + this.#length);
  }

  /** The state from which a state was first reached; its own id for an initial state. */
  parentOf(id: number): number {
    return this.chunkOf(id)[this.offsetOf(id) + this.#length] as number;
  }

  #allocate(length: number): Uint32Array<ArrayBuffer> {
    if (this.#bytes + length * 4 > this.#maxBytes) throw new OutOfMemory(`no memory beyond ${this.#maxBytes} bytes`);
    try {
      return new Uint32Array(length);
    } catch (error) {
      throw new OutOfMemory(`no memory for ${length * 4} bytes`, { cause: error });
    }
  }

  #equals(id: number, state: Uint32Array): boolean {
    const chunk = this.chunkOf(id);
    const offset = this.offsetOf(id);
    for (let word = 0; word < this.#length; word++) if (chunk[offset + word] !== state[word]) return false;
    return true;
  }

  #append(state: Uint32Array, parent: number): void {
    const id = this.#size;
    if (id >>> chunkBits === this.#chunks.length) this.#chunks.push(this.#allocate(chunkStates * this.#record));
    const chunk = this.chunkOf(id);
    const offset = this.offsetOf(id);
    for (let word = 0; word < this.#length; word++) chunk[offset + word] = state[word] as number;
    chunk[offset + this.#length] = parent;
    this.#size = id + 1;
  }

  #grow(): void {
    const table = this.#allocate(this.#table.length * 2);
    const mask = table.length - 1;
    for (let id = 0; id < this.#size; id++) {
      let slot = hash(this.chunkOf(id), this.offsetOf(id), this.#length) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = id + 1;
    }
    this.#table = table;
  }
}

/** The rounds and the finalizer of MurmurHash3 (Appleby, public domain) over 32-bit words. */
function hash(words: Uint32Array, offset: number, length: number): number {
  let h = 0x9747b28c;
  for (let word = offset; word < offset + length; word++) {
    let k = Math.imul(words[word] as number, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
