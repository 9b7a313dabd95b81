import fc from "fast-check";
import { expect, test } from "vitest";
import { compileSystem } from "../../checker/compile/compiled-system.ts";
import type { StepTree } from "../../checker/compile/decision-tree.ts";
import { PackedSystem } from "../../checker/compile/packed-system.ts";
import { AllwaysError } from "../../checker/language/error.ts";
import type { System } from "../../checker/language/system.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { FailedStep } from "../../checker/search/failed-step.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { complete, finish, searchReference, summary } from "../support.ts";
import { buildFolds, randomFolds } from "./random-folds.ts";

function result(run: () => object): object {
  try {
    return run();
  } catch (error) {
    if (error instanceof FailedStep) return { failed: error.path };
    if (error instanceof AllwaysError && error.code !== "AW901") return { failed: error.message };
    throw error;
  }
}

/** How many folds the steps of a system test. */
function countFolds(system: System): number {
  const folds = new Set<number>();
  const visit = (tree: StepTree): void => {
    if (tree.kind !== "test") return;
    if (tree.field.kind === "folded") folds.add(tree.field.ordinal);
    for (const each of new Set(tree.cases)) visit(each);
  };
  for (const { actions } of complete(compileSystem(new PackedSystem(system), []))?.processes ?? []) for (const { tree } of actions.flat()) visit(tree);
  return folds.size;
}

const all = process.env["CONFORMANCE"] === "all";
const runs = all ? 2000 : 25;

test("steps that ask of all members at once do what they do on every engine, also where terms do more than look", () => {
  const seen = { compared: 0, folded: 0 };
  fc.assert(
    fc.property(randomFolds, (drawn) => {
      const system = buildFolds(drawn);
      const packed = result(() => summary(finish(new PackedSearch(system, system.properties, { maxStates: all ? 5000 : 1500 }))));
      if ("stopped" in packed && packed.stopped !== undefined) return;
      seen.compared++;
      if (!("failed" in packed) && seen.compared % 4 === 0) expect(result(() => summary(searchReference(system)))).toEqual(packed);
      if ((all || seen.folded === 0) && countFolds(system) > 0) seen.folded++;
      expect(result(() => summary(finish(new AutoSearch(system, system.properties, {}, { compile: 0 }))))).toEqual(packed);
    }),
    { numRuns: runs },
  );
  expect(seen.compared).toBeGreaterThan(runs * 0.6);
  expect(seen.folded).toBeGreaterThan(all ? runs * 0.3 : 0);
});
