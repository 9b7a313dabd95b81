/** States that fit into a channel: enough that a sender rarely waits, few enough to stay in the cache. */
const capacity = 1 << 14;
/** Positions of the counters: states ever written and ever read, modulo 2^32, each on a cache line of its own. */
const written = 0;
const read = 16;
const headerBytes = 128;

/** States on their way from one shard to another: a ring with one writer and one reader, in shared memory (Lamport, "Specifying Concurrent Program Modules", 1983). */
export class Channel {
  readonly buffer: SharedArrayBuffer;
  readonly #words: number;
  readonly #counters: Int32Array;
  readonly #states: BigUint64Array;

  /** @param words of 64 bits in a state. @param buffer of another thread's end; absent: a new channel. */
  constructor(words: number, buffer?: SharedArrayBuffer) {
    this.#words = words;
    this.buffer = buffer ?? new SharedArrayBuffer(headerBytes + capacity * words * 8);
    this.#counters = new Int32Array(this.buffer, 0, headerBytes / 4);
    this.#states = new BigUint64Array(this.buffer, headerBytes);
  }

  /** States that wait to be read. */
  get waiting(): number {
    return (Atomics.load(this.#counters, written) - Atomics.load(this.#counters, read)) >>> 0;
  }

  /** Write as many of the states as there is room for. @returns how many. */
  write(states: BigUint64Array): number {
    const count = Math.min(states.length / this.#words, capacity - this.waiting);
    const from = (Atomics.load(this.#counters, written) >>> 0) % capacity;
    const first = Math.min(count, capacity - from);
    this.#states.set(states.subarray(0, first * this.#words), from * this.#words);
    this.#states.set(states.subarray(first * this.#words, count * this.#words), 0);
    Atomics.add(this.#counters, written, count);
    return count;
  }

  /** Read at most as many states as there is room for. @returns how many. */
  read(into: BigUint64Array): number {
    const count = Math.min(into.length / this.#words, this.waiting);
    const from = (Atomics.load(this.#counters, read) >>> 0) % capacity;
    const first = Math.min(count, capacity - from);
    into.set(this.#states.subarray(from * this.#words, (from + first) * this.#words));
    into.set(this.#states.subarray(0, (count - first) * this.#words), first * this.#words);
    Atomics.add(this.#counters, read, count);
    return count;
  }
}
