import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ListStore } from "../../../checker/search/store/list-store.ts";
import { storeContract } from "./contract.ts";

describe("the list store", () => {
  const sizes = fc.integer({ min: 1, max: 64 * 9 }).map((bits) => ({ words: Math.ceil(bits / 64), bits }));
  storeContract((words, bits, options) => new ListStore(words, bits, options), sizes);

  test("gives every state the position of its discovery, and finds it there", () => {
    const store = new ListStore(2, 128, { capacity: 100, segmentBytes: 1024 });
    const known: bigint[] = [];
    for (let round = 0; round < 30; round++) {
      const states = Array.from({ length: 100 }, (_, position) => BigInt((round * 61 + position * 7) % 1500));
      new BigUint64Array(store.memory.buffer, store.buffer, 200).set(states.flatMap((state) => [state, state << 40n]));
      store.insert(100);
      for (const state of states) if (!known.includes(state)) known.push(state);
      expect([...new Uint32Array(store.memory.buffer, store.ids, 100)]).toEqual(states.map((state) => known.indexOf(state)));
    }
    expect(store.size).toBe(known.length);
    expect(known.map((_, id) => new BigUint64Array(store.memory.buffer, store.at(id, 1).pointer, 2)[0])).toEqual(known);
  });

  test("does not take a state for another one that has the same fingerprint", () => {
    // Of so many states, some twenty pairs have equal ones.
    const states = 400_000;
    const store = new ListStore(2, 128, {});
    for (let from = 0; from < states; from += 10_000) {
      const words = new BigUint64Array(store.memory.buffer, store.buffer, 20_000);
      for (let position = 0; position < 10_000; position++) words.set([BigInt(from + position), BigInt(from + position) * 3n], position * 2);
      store.insert(10_000);
    }
    expect(store.size).toBe(states);
  });
});
