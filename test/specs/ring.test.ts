import { expect, test } from "vitest";
import { check } from "../../checker/run/check.ts";
import ring from "../../specs/ring.ts";

test("what one thread sends to another arrives once and in order, and each way to do it wrongly is found", async () => {
  const results = await check(ring);
  expect(results.map(({ config }) => config["bug"])).toEqual(["none", "none", "none", "early-add", "early-free", "one-lap"]);
  for (const { config, exhaustive, asExpected } of results) expect({ config, exhaustive, asExpected }).toEqual({ config, exhaustive: true, asExpected: true });
});
