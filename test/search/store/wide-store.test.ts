import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WideStore } from "../../../checker/search/store/wide-store.ts";
import { storeContract } from "./contract.ts";

describe("the wide store", () => {
  const sizes = fc.integer({ min: 65, max: 64 * 9 }).map((bits) => ({ words: Math.ceil(bits / 64), bits }));
  storeContract((words, bits, options) => new WideStore(words, bits, options), sizes);

  test("says when the parts of states do not repeat themselves, so that they are better listed whole", () => {
    const filled = (wordsOf: (state: number) => readonly number[]): WideStore => {
      const store = new WideStore(4, 256);
      new BigUint64Array(store.memory.buffer, store.buffer, 40_000).set(Array.from({ length: 10_000 }, (_, state) => wordsOf(state)).flat().map((word) => BigInt(word) << 32n));
      store.insert(10_000);
      return store;
    };
    // Each half has a hundred contents, and the states are all pairs of them; in the others one half tells the other.
    expect(filled((state) => [state % 10, Math.floor(state / 10) % 10, Math.floor(state / 100) % 10, Math.floor(state / 1000)]).betterListed).toBe(false);
    expect(filled((state) => [state, state, state, state]).betterListed).toBe(true);
  });
});
