import fc from "fast-check";
import { expect, test } from "vitest";
import { OutOfMemory } from "../../../checker/search/state-store.ts";
import type { CompiledStore } from "../../../checker/search/store/compiled-store.ts";
import type { StoreOptions } from "../../../checker/search/store/store-options.ts";

export type Words = readonly bigint[];
type MakeStore = (words: number, bits: number, options: StoreOptions) => CompiledStore;
type Sizes = fc.Arbitrary<{ readonly words: number; readonly bits: number }>;

/** Insert the states in buffers full, or take so many of the current level, in pieces, grow if that will soon be needed, and go on to the next level. */
type Operation = { readonly insert: readonly Words[] } | { readonly take: number; readonly pieces: number; readonly ahead?: boolean };

/** What a store says: the new states, the size after; the states that were taken, the size of the next level. */
interface Said {
  readonly states: readonly string[];
  readonly size: number;
}

/** What a store says to each operation. */
export function tell(store: CompiledStore, operations: readonly Operation[]): Said[] {
  const { words } = store;
  const read = (pointer: number, count: number): string[] => {
    const all = new BigUint64Array(store.memory.buffer, pointer, count * words);
    return Array.from({ length: count }, (_, position) => all.slice(position * words, (position + 1) * words).join());
  };
  const insert = (states: readonly Words[]): string[] => {
    new BigUint64Array(store.memory.buffer, store.buffer, states.length * words).set(states.flat());
    const count = store.insert(states.length);
    // The states are read where they were written: insertion must leave the buffer as it is.
    const present = read(store.buffer, states.length);
    return [...new Uint32Array(store.memory.buffer, store.fresh, count)].map((position) => present[position] as string);
  };
  const take = (most: number, pieces: number): string[] => {
    const taken: string[] = [];
    while (taken.length < most) {
      const { pointer, count } = store.take(Math.min(pieces, most - taken.length));
      if (count === 0) break;
      taken.push(...read(pointer, count));
    }
    return taken;
  };
  return operations.map((operation) => {
    if ("take" in operation) {
      const states = take(operation.take, operation.pieces);
      if (operation.ahead === true) store.growAhead?.();
      return { states, size: store.nextLevel() };
    }
    const parts = Array.from({ length: Math.ceil(operation.insert.length / store.capacity) }, (_, part) => operation.insert.slice(part * store.capacity, (part + 1) * store.capacity));
    return { states: parts.flatMap(insert), size: store.size };
  });
}

/** What it should say. */
export function shouldTell(operations: readonly Operation[]): Said[] {
  const seen = new Set<string>();
  let current: string[] = [];
  let next: string[] = [];
  return operations.map((operation) => {
    if ("take" in operation) {
      const states = current.slice(0, operation.take);
      current = next;
      next = [];
      return { states, size: current.length };
    }
    const states = operation.insert.map((state) => state.join()).filter((print) => seen.size < seen.add(print).size);
    next.push(...states);
    return { states, size: seen.size };
  });
}

/** Tiny memory, so that everything that grows does so early and often. */
export const tiny: fc.Arbitrary<StoreOptions> = fc.record({
  capacity: fc.integer({ min: 1, max: 300 }),
  segmentBytes: fc.constantFrom(1024, 4096),
  batch: fc.integer({ min: 1, max: 64 }),
  filterBits: fc.integer({ min: 1, max: 6 }),
  maxLoad: fc.constantFrom(0.5, 0.8, 0.9, 0.97),
  quadrupling: fc.constantFrom(0, 1 << 14),
  growth: fc.constantFrom(1, 1.25, 2),
});

function wordsOf(whole: bigint, words: number): Words {
  return Array.from({ length: words }, (_, word) => BigInt.asUintN(64, whole >> BigInt(64 * word)));
}

/** States of so many bits: small ones, large ones, neighbours and random ones, with many duplicates. */
function statesOf(words: number, bits: number): fc.Arbitrary<Words[]> {
  const top = 2n ** BigInt(bits) - 1n;
  const value = fc.oneof(
    fc.bigInt({ min: 0n, max: top }),
    fc.bigInt({ min: 0n, max: top < 300n ? top : 300n }),
    fc.bigInt({ min: top < 300n ? 0n : top - 300n, max: top }),
    fc.constantFrom(0n, top),
    fc.integer({ min: 0, max: bits - 1 }).map((bit) => 1n << BigInt(bit)),
  );
  const state = value.map((whole) => wordsOf(whole, words));
  const picked = fc.tuple(fc.array(state, { minLength: 1, maxLength: 30 }), fc.array(fc.nat(), { maxLength: 400 }));
  return fc.oneof(
    fc.array(state, { maxLength: 400 }),
    picked.map(([some, picks]) => picks.map((pick) => some[pick % some.length] as Words)),
  );
}

/** A few insertions, with levels between them; at the end everything is inserted again. */
function operationsOf(words: number, bits: number): fc.Arbitrary<Operation[]> {
  const level = fc.record({ take: fc.oneof(fc.constant(Infinity), fc.nat({ max: 100 })), pieces: fc.integer({ min: 1, max: 200 }), ahead: fc.boolean() });
  return fc.array(fc.tuple(statesOf(words, bits), level), { maxLength: 6 }).map((levels) => [
    ...levels.flatMap(([insert, taken]): Operation[] => [{ insert }, taken]),
    { insert: levels.flatMap(([insert]) => insert) },
    { take: Infinity, pieces: 7 },
  ]);
}

/** What every store does. */
export function storeContract(make: MakeStore, sizes: Sizes): void {
  test("says what is new, in the order of discovery, whatever the keys and however little room there is at first", () => {
    const cases = sizes.chain(({ words, bits }) => fc.record({ words: fc.constant(words), bits: fc.constant(bits), operations: operationsOf(words, bits), options: tiny }));
    fc.assert(
      fc.property(cases, ({ words, bits, operations, options }) => {
        expect(tell(make(words, bits, options), operations)).toEqual(shouldTell(operations));
      }),
      { numRuns: 200 },
    );
  });

  test("keeps thousands of states through every growth", () => {
    fc.assert(
      fc.property(sizes, fc.bigInt({ min: 1n, max: 2n ** 64n }), tiny, ({ words, bits }, factor, options) => {
        // Neither random nor dense: few bits differ between neighbours, and every third state comes again.
        const states = Array.from({ length: 20_000 }, (_, position) => {
          const ordinal = BigInt(position - (position % 3 === 0 ? 7 : 0));
          return wordsOf(BigInt.asUintN(bits, (ordinal * (factor | 1n)) << BigInt(position % 5)), words);
        });
        const all = { take: Infinity, pieces: 1000 };
        const operations = [{ insert: states }, all, { insert: states.toReversed() }, all];
        expect(tell(make(words, bits, { ...options, segmentBytes: 4096, growth: 1.25 }), operations)).toEqual(shouldTell(operations));
      }),
      { numRuns: 10 },
    );
  });

  test("says when its memory is used up, and how many states it holds until then", () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 12, max: 60 }), tiny, ({ words, bits }, pages, options) => {
        const maxBytes = pages * 65_536;
        const store = make(words, bits, { ...options, capacity: 4096, maxBytes });
        const error = fill(store, bits, 100);
        // States of few bits all fit.
        if (bits > 30 || error !== undefined) expect(error).toBeInstanceOf(OutOfMemory);
        expect(store.memory.buffer.byteLength).toBeLessThanOrEqual(maxBytes);
        expect(store.bytesPerState * Math.max(1, store.size)).toBeCloseTo(store.memory.buffer.byteLength);
      }),
      { numRuns: 5 },
    );
  });
}

/** Insert so many buffers of states. @returns the error that ended it. */
function fill(store: CompiledStore, bits: number, rounds: number): unknown {
  try {
    for (let round = 0; round < rounds; round++) {
      const states = Array.from({ length: store.capacity }, (_, position) => BigInt(round * store.capacity + position) * 0x9e3779b97f4a7c15f39cc0605cedc835n);
      new BigUint64Array(store.memory.buffer, store.buffer, store.capacity * store.words).set(states.flatMap((whole) => wordsOf(BigInt.asUintN(bits, whole), store.words)));
      store.insert(store.capacity);
    }
    return undefined;
  } catch (error) {
    return error;
  }
}
