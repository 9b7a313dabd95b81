import { expect, it } from "vitest";
import { nearest } from "../../checker/cli/nearest.ts";

it("finds what was meant, and nothing where nothing is near", () => {
  const words = ["check", "list", "replay", "--property", "--set"];
  expect(["chekc", "lst", "Reply", "--prop", "--ste", "explore", "x"].map((word) => nearest(word, words))).toEqual(["check", "list", "replay", "--property", "--set", undefined, undefined]);
});
