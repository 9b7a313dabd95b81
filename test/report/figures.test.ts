import { expect, it } from "vitest";
import { count, duration, memory, plural, roughly } from "../../checker/report/figures.ts";

it("writes figures that a reader can compare", () => {
  expect([0, 999, 1000, 14_818_302].map(count)).toEqual(["0", "999", "1,000", "14,818,302"]);
  expect([0, 950.4, 1234, 51_234, 999_999, 14_818_302, 3.1e9].map(roughly)).toEqual(["0", "950", "1.2 k", "51 k", "1.0 M", "15 M", "3.1 G"]);
  expect([0.04, 9.94, 9.96, 59.4, 59.6, 185, 3599.7, 7380].map(duration)).toEqual(["0.0 s", "9.9 s", "10 s", "59 s", "1:00 min", "3:05 min", "1:00 h", "2:03 h"]);
  expect([310 * 2 ** 20, 1.4 * 2 ** 30].map(memory)).toEqual(["310 MiB", "1.4 GiB"]);
  expect([0, 1, 2000].map((value) => plural(value, "state"))).toEqual(["0 states", "1 state", "2,000 states"]);
});
