import { expect, test } from "vitest";
import { Compiling } from "../../checker/search/compiling.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import qrcu from "../../specs/classics/qrcu.ts";

test("a search that waits for the compiler waits no longer than it is told to, and the compiler goes on in turn with it", () => {
  const system = qrcu.build({ updaters: 2, readers: 1, bug: "none" });
  const search = new PackedSearch(system, []);
  const [patient, impatient] = [undefined, 100].map((ahead) => new Compiling(system, [], search, 0, ahead)) as [Compiling, Compiling];
  expect([patient, impatient].map(({ goesFirst }) => goesFirst)).toEqual([true, true]);
  expect([patient, impatient].map((each) => each.advance())).toEqual([undefined, undefined]);
  expect([patient, impatient].map(({ goesFirst }) => goesFirst)).toEqual([true, false]);
  expect([patient, impatient].map((each) => each.isDue(0))).toEqual([true, true]);
});
