import { WebAssembly } from "../../checker/compile/wasm/webassembly.ts";
import type { CompiledStore } from "../../checker/search/store/compiled-store.ts";

/** A store that is a Set of texts: what the real ones are compared with. */
export class MapStore implements CompiledStore {
  readonly words: number;
  readonly memory = new WebAssembly.Memory({ initial: 64 });
  readonly fresh = 64;
  readonly buffer = 1 << 20;
  readonly capacity: number;
  readonly #seen = new Set<string>();
  readonly #ownBits: bigint;
  #level: BigUint64Array[] = [];
  #next: BigUint64Array[] = [];
  #taken = 0;

  constructor(words: number, bits: number = words * 64) {
    this.words = words;
    this.#ownBits = (1n << BigInt(bits - (words - 1) * 64)) - 1n;
    this.capacity = Math.floor((1 << 21) / (words * 8));
  }

  get size(): number {
    return this.#seen.size;
  }

  get bytesPerState(): number {
    return 0;
  }

  insert(count: number): number {
    const fresh = new Uint32Array(this.memory.buffer, this.fresh, count);
    let found = 0;
    for (let position = 0; position < count; position++) {
      const state = new BigUint64Array(this.memory.buffer, this.buffer + position * this.words * 8, this.words).slice();
      const own = state.with(this.words - 1, (state.at(-1) as bigint) & this.#ownBits).join();
      if (this.#seen.has(own)) continue;
      this.#seen.add(own);
      this.#next.push(state);
      fresh[found++] = position;
    }
    return found;
  }

  take(most: number): { pointer: number; count: number } {
    const count = Math.min(most, this.#level.length - this.#taken);
    const pointer = 1 << 18;
    this.#level.slice(this.#taken, this.#taken + count).forEach((state, position) => new BigUint64Array(this.memory.buffer, pointer + position * this.words * 8, this.words).set(state));
    this.#taken += count;
    return { pointer, count };
  }

  nextLevel(): number {
    this.#level = this.#next;
    this.#next = [];
    this.#taken = 0;
    return this.#level.length;
  }
}
