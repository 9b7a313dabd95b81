import fc from "fast-check";
import { describe } from "vitest";
import { WideStore } from "../../../checker/search/store/wide-store.ts";
import { storeContract } from "./contract.ts";

describe("the wide store", () => {
  const sizes = fc.integer({ min: 65, max: 64 * 9 }).map((bits) => ({ words: Math.ceil(bits / 64), bits }));
  storeContract((words, bits, options) => new WideStore(words, bits, options), sizes);
});
