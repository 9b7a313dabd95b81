import { expect, test } from "vitest";
import { check } from "../../checker/run/check.ts";
import barrier from "../../specs/level-barrier.ts";

test("the threads of a search finish a level together, and each way to do it a little too late is found", async () => {
  const results = await check(barrier);
  expect(results.map(({ config, exhaustive, asExpected }) => ({ bug: config["bug"], exhaustive, asExpected }))).toEqual(
    ["none", "late-look", "late-bell", "late-note"].map((bug) => ({ bug, exhaustive: true, asExpected: true })),
  );
});
