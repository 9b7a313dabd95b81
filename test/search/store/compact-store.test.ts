import fc from "fast-check";
import { describe } from "vitest";
import { CompactStore } from "../../../checker/search/store/compact-store.ts";
import { storeContract } from "./contract.ts";

describe("the compact store", () => {
  storeContract((_, bits, options) => new CompactStore(bits, options), fc.integer({ min: 1, max: 64 }).map((bits) => ({ words: 1, bits })));
});
