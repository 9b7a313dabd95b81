import { WebAssembly, type Memory } from "../compile/wasm/webassembly.ts";
import { evenedOut, type Alike } from "./alike.ts";
import type { CanonicalExports, CanonicalModule } from "./canonical-module.ts";

/** Canonical forms of states in somebody else's memory: they are copied in, made canonical, and copied back. */
export class CanonicalForm {
  readonly #code: CanonicalExports;
  readonly #module: CanonicalModule;
  readonly #bytes: number;
  readonly #alike: readonly Alike[];

  /** @param words 64-bit words of a state. */
  constructor(module: CanonicalModule, words: number, alike: readonly Alike[]) {
    this.#alike = alike;
    this.#module = module;
    this.#bytes = words * 8;
    this.#code = new WebAssembly.Instance<CanonicalExports>(module.code).exports;
  }

  /** Replace `count` states at an address by their canonical forms. */
  canonicalize(memory: Memory, address: number, count: number): void {
    for (const { from, size } of this.#pieces(count)) {
      const states = new Uint8Array(memory.buffer, address + from * this.#bytes, size * this.#bytes);
      this.#buffer(size).set(states);
      this.#code.canonicalize(size);
      states.set(this.#buffer(size));
    }
  }

  /** The canonical form of one state. */
  of(state: BigUint64Array): BigUint64Array {
    const { buffer } = this.#code.memory;
    const states = new BigUint64Array(buffer, this.#module.buffer, state.length);
    states.set(state);
    this.#code.canonicalize(1);
    return states.slice();
  }

  /** Counts of statements over canonical states, times their weights, as counts over all states. */
  evenedOut(passed: readonly number[]): readonly number[] {
    return evenedOut(this.#alike, passed);
  }

  /** How many states each of some canonical ones stands for. */
  weights(states: BigUint64Array): BigUint64Array {
    const { buffer } = this.#code.memory;
    const words = this.#bytes / 8;
    const weights = new BigUint64Array(states.length / words);
    for (const { from, size } of this.#pieces(weights.length)) {
      new BigUint64Array(buffer, this.#module.buffer, size * words).set(states.subarray(from * words, (from + size) * words));
      this.#code.weigh(size);
      weights.set(new BigUint64Array(buffer, this.#module.weights, size), from);
    }
    return weights;
  }

  *#pieces(count: number): Generator<{ readonly from: number; readonly size: number }> {
    for (let from = 0; from < count; from += this.#module.capacity) yield { from, size: Math.min(count - from, this.#module.capacity) };
  }

  #buffer(count: number): Uint8Array {
    return new Uint8Array(this.#code.memory.buffer, this.#module.buffer, count * this.#bytes);
  }
}
