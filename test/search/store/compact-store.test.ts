import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unmixed } from "../../../checker/search/store/bijection.ts";
import { CompactStore } from "../../../checker/search/store/compact-store.ts";
import type { StoreOptions } from "../../../checker/search/store/store-options.ts";
import { shouldTell, storeContract, tell, tiny } from "./contract.ts";

describe("the compact store", () => {
  storeContract((_, bits, options) => new CompactStore(bits, options), fc.integer({ min: 1, max: 64 }).map((bits) => ({ words: 1, bits })));

  test("tells keys apart that differ in one bit after mixing, so that all but that bit of them meet", () => {
    const cases = fc.integer({ min: 32, max: 64 }).chain((bits) =>
      fc.record({
        bits: fc.constant(bits),
        bases: fc.array(fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }), { minLength: 1, maxLength: 4 }),
        others: fc.integer({ min: 0, max: 3000 }),
        options: tiny,
      }),
    );
    fc.assert(
      fc.property(cases, ({ bits, bases, others, options }) => {
        // The bases lie far apart in the table: more keys than these of almost one high half would find no place in a table of any size.
        const apart = bases.map((base, position) => BigInt.asUintN(bits - 3, base) | (BigInt(position) << BigInt(bits - 2)));
        const flipped = apart.flatMap((base) => [base, ...Array.from({ length: bits }, (_, bit) => base ^ (1n << BigInt(bit)))]);
        const insert = flipped.map((mixed) => [unmixed(mixed, bits)]);
        const filling = Array.from({ length: others }, (_, position) => [BigInt(position)]);
        const operations = [{ insert: filling }, { insert }, { insert: insert.toReversed() }, { insert: filling }, { take: Infinity, pieces: 9 }, { insert }];
        expect(tell(new CompactStore(bits, options), operations)).toEqual(shouldTell(operations));
      }),
      { numRuns: 100 },
    );
  });

  test.each([3, 40, 60])("takes bits above the %i of a state for no part of it, and passes them on", (bits) => {
    const noted = (state: bigint, note: bigint): readonly bigint[] => [state | (note << BigInt(bits))];
    const told = tell(new CompactStore(bits), [{ insert: [noted(5n, 1n), noted(6n, 0n), noted(5n, 2n)] }, { take: 0, pieces: 1 }, { take: 9, pieces: 9 }]);
    expect(told.map(({ states }) => states)).toEqual([[noted(5n, 1n), noted(6n, 0n)].map(String), [], [noted(5n, 1n), noted(6n, 0n)].map(String)]);
  });

  test("grows ahead when it is nearly full and there is memory, and only then", () => {
    const options = { segmentBytes: 65_536, capacity: 10_000, growth: 2, quadrupling: 0 };
    const filledWith = (count: number, limits: StoreOptions = {}): CompactStore => {
      const store = new CompactStore(60, { ...options, ...limits });
      tell(store, [{ insert: Array.from({ length: count }, (_, position) => [BigInt(position)]) }]);
      return store;
    };
    // Of its first segment the table leaves spare buckets out, and of the others a share.
    const full = Math.floor((65_536 / 64 - 6) * 8 * 0.85);
    expect(filledWith(Math.ceil(full / 2)).growAhead()).toBe(false);
    const store = filledWith(full - 20);
    const before = store.bytesPerState;
    expect([store.growAhead(), store.growAhead()]).toEqual([true, false]);
    expect(store.bytesPerState).toBeGreaterThan(before);
    expect(filledWith(full - 20, { maxBytes: store.memory.buffer.byteLength - 65_536 }).growAhead()).toBe(false);
  });
});
