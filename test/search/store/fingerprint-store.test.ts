import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FingerprintStore, omissionProbability } from "../../../checker/search/store/fingerprint-store.ts";
import { storeContract, tell } from "./contract.ts";

describe("the fingerprint store", () => {
  const sizes = fc.integer({ min: 1, max: 64 * 9 }).map((bits) => ({ words: Math.ceil(bits / 64), bits }));
  storeContract((words, bits, options) => new FingerprintStore(words, bits, options), sizes);

  test("tells apart what differs in one to three of 256 bits: fingerprints depend on all of them", () => {
    const states: (readonly bigint[])[] = [[0n, 0n, 0n, 0n]];
    const bits = Array.from({ length: 256 }, (_, bit) => bit);
    const stateOf = (...set: readonly number[]): readonly bigint[] => [0, 1, 2, 3].map((word) => set.filter((bit) => bit >> 6 === word).reduce((value, bit) => value | (1n << BigInt(bit & 63)), 0n));
    for (const a of bits) {
      states.push(stateOf(a));
      for (const b of bits.slice(a + 1)) {
        states.push(stateOf(a, b));
        if (b % 8 === 0) for (const c of bits.slice(b + 1)) if (c % 4 === 0) states.push(stateOf(a, b, c));
      }
    }
    const [said] = tell(new FingerprintStore(4, 256), [{ insert: states }]);
    expect(said?.size).toBe(states.length);
    expect(states.length).toBeGreaterThan(100_000);
  });

  test("says how probable an omission is", () => {
    expect(omissionProbability(1, 64)).toBe(0);
    expect(omissionProbability(2, 64)).toBe(2 ** -64);
    expect(omissionProbability(1e8, 64)).toBeCloseTo(2.7e-4, 5);
    expect(omissionProbability(2 ** 40, 64)).toBe(1);
    const store = new FingerprintStore(2, 128);
    tell(store, [{ insert: [[1n, 2n], [1n, 3n], [1n, 2n]] }]);
    expect(store.omissionProbability).toBe(2 ** -64);
  });
});
