import { i32, i64, increment, repeatWhile, set, type Code, type Local, type ModuleBuilder } from "../../compile/wasm/assembler.ts";
import type { Memory } from "../../compile/wasm/webassembly.ts";
import { mix } from "./bijection.ts";
import type { CompiledStore } from "./compiled-store.ts";
import { KeySet } from "./key-set.ts";
import { MemoryMap } from "./memory-map.ts";
import { ownWord } from "./own-bits.ts";
import { withDefaults, type StoreOptions } from "./store-options.ts";

/** All that is kept of a state. */
const fingerprintBits = 64;

interface Exports {
  readonly fingerprints: (states: number, count: number, keys: number) => void;
}

/**
 * A store that keeps 64 bits of each state ("hash compaction", Wolper and Leroy, "Reliable Hashing without Collision Detection", 1993). Not exact: a new state whose
 * fingerprint another state has is taken for that state, and left out with all that only it leads to. The queue holds whole states.
 */
export class FingerprintStore implements CompiledStore {
  readonly words: number;
  readonly memory: Memory;
  readonly buffer: number;
  readonly capacity: number;
  readonly fresh: number;
  readonly #fingerprints: number;
  readonly #keys: KeySet;
  readonly #code: Exports;

  constructor(words: number, bits: number, options: StoreOptions = {}) {
    const map = new MemoryMap();
    this.words = words;
    this.capacity = withDefaults(options).capacity;
    this.buffer = map.reserve(this.capacity * words * 8);
    this.#fingerprints = map.reserve(this.capacity * 8);
    this.#keys = new KeySet(map, { keyBits: fingerprintBits, define: (module) => defineFingerprints(module, words, bits), queued: { address: this.buffer, words } }, options);
    this.#code = this.#keys.exports as Exports;
    this.fresh = this.#keys.fresh;
    this.memory = this.#keys.heap.memory;
  }

  get size(): number {
    return this.#keys.size;
  }

  get bytesPerState(): number {
    return this.#keys.bytesPerKey;
  }

  get omissionProbability(): number {
    return omissionProbability(this.size, fingerprintBits);
  }

  insert(count: number): number {
    this.#code.fingerprints(this.buffer, count, this.#fingerprints);
    return this.#keys.insert(this.#fingerprints, count);
  }

  take(most: number): { readonly pointer: number; readonly count: number } {
    return this.#keys.take(most);
  }

  nextLevel(): number {
    return this.#keys.nextLevel();
  }
}

/**
 * A bound on the probability that fingerprints of some of this many states are equal, if they are as good as random: each of the n(n-1)/2 pairs with
 * probability 2^-bits. The search leaves a state out only then (Stern and Dill, "Improved Probabilistic Verification by Hash Compaction", 1995).
 */
export function omissionProbability(states: number, bits: number): number {
  return Math.min(1, (states * Math.max(0, states - 1)) / 2 ** (bits + 1));
}

/**
 * Define `fingerprints(states, count, keys)`. A word is mixed into what the words before it have become. Each round is a permutation, so states that differ in one word
 * only never have the same fingerprint. The set mixes the last word.
 */
function defineFingerprints(module: ModuleBuilder, words: number, bits: number): void {
  module.exportFunction(
    module.define("fingerprints", { states: "i32", count: "i32", keys: "i32" }, "void", ({ states, count, keys }, local) => {
      const end = local("i32");
      const hash = local("i64");
      return [
        set(end, i32.add(keys, i32.mul(count, 8))),
        repeatWhile(i32.ltU(keys, end), [
          set(hash, 0x2545f4914f6cdd1dn),
          Array.from({ length: words }, (_, word): Code => [set(hash, i64.xor(hash, ownWord(states, word, bits))), word === words - 1 ? [] : mixWhole(hash)]),
          i64.store(keys, hash),
          increment(states, words * 8),
          increment(keys, 8),
        ]),
      ];
    }),
  );
}

/** After the last multiplication the low bits know too little of the high ones. */
function mixWhole(hash: Local<"i64">): Code {
  return [mix(hash, 64), set(hash, i64.xor(hash, i64.shrU(hash, 32n)))];
}
