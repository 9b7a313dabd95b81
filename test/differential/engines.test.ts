import fc from "fast-check";
import { expect, test } from "vitest";
import { AllwaysError } from "../../checker/language/error.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { ReferenceSearch } from "../../checker/search/reference/reference-search.ts";
import { FailedStep } from "../../checker/search/failed-step.ts";
import { finish, summary } from "../support.ts";
import { build, randomSystem } from "./random-system.ts";

const limits = { maxStates: 400, statistics: true };

/** Hundreds of systems each time; CONFORMANCE=all (npm run conformance) takes thousands. */
const runs = process.env["CONFORMANCE"] === "all" ? 5000 : 300;

/** The summary of a search, or the path to the step that failed. */
function result(run: () => object): object {
  try {
    return run();
  } catch (error) {
    if (error instanceof FailedStep) return { failed: error.path };
    if (error instanceof AllwaysError) return { failed: error.message };
    throw error;
  }
}

test("packed search and reference interpreter agree on random systems", () => {
  const seen = { complete: 0, failed: 0, violated: 0, crashed: 0 };
  fc.assert(
    fc.property(randomSystem, (drawn) => {
      const system = build(drawn);
      const packed = result(() => summary(finish(new PackedSearch(system, system.properties, limits))));
      const reference = result(() => summary(finish(new ReferenceSearch(system, system.properties, limits))));
      expect(packed).toEqual(reference);
      if ("failed" in packed) seen.failed++;
      else {
        const { stopped, decisions } = packed as { stopped: unknown; decisions: [string, string][] };
        if (stopped === undefined) seen.complete++;
        if (decisions.some(([, verdict]) => verdict === "violated")) seen.violated++;
        if (decisions.some(([id, verdict]) => id === "alarm" && verdict === "violated")) seen.crashed++;
      }
    }),
    { numRuns: runs },
  );
  // The generator must keep reaching what the comparison is about.
  expect(seen.complete).toBeGreaterThan(runs / 2);
  expect(seen.violated).toBeGreaterThan(runs / 3);
  expect(seen.crashed).toBeGreaterThan(0);
  expect(seen.failed).toBeGreaterThan(0);
});
