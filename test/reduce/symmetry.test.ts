import fc from "fast-check";
import { expect, test } from "vitest";
import { AllwaysError } from "../../checker/language/error.ts";
import type { Property } from "../../checker/language/property.ts";
import type { System } from "../../checker/language/system.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { FailedStep } from "../../checker/search/failed-step.ts";
import type { Outcome } from "../../checker/search/outcome.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { Interpreter } from "../../checker/search/reference/interpreter.ts";
import type { Walker, WalkingSearch } from "../../checker/search/walk.ts";
import { TemporalSearch } from "../../checker/temporal/temporal-search.ts";
import { confirm, replayPath } from "../../checker/trace/replay.ts";
import { finish } from "../support.ts";
import { buildAlike, randomAlike, type RandomAlike } from "./random-alike.ts";

/** What symmetry must not change: everything but which of the shortest paths is told. */
function figures({ states, transitions, depth, passed, decisions }: Outcome): object {
  return { states, transitions, depth, passed, decisions: decisions.map(({ property: { id }, verdict, path }) => [id, verdict, path?.moves.length]) };
}

function result<T>(run: () => T): T | { readonly failed: number | string } {
  try {
    return run();
  } catch (error) {
    if (error instanceof FailedStep) return { failed: error.path.moves.length };
    if (error instanceof AllwaysError && error.code !== "AW901") return { failed: error.message };
    throw error;
  }
}

const searchFor = (system: System, searchWith: (others: readonly Property[], walker: Walker) => WalkingSearch): Outcome => finish(new TemporalSearch(system, system.properties, {}, searchWith));

const all = process.env["CONFORMANCE"] === "all";
const runs = all ? 3000 : 60;

/** The step that fails stands behind a quantifier, and its path is told in a system of orbits. */
const overflowing: RandomAlike = {
  nodes: 3,
  pages: 1,
  worker: [
    { kind: "if", test: "alone", does: ["overflow"] },
    { kind: "step", guard: "all wait", does: ["toggle"] },
    { kind: "step", guard: null, does: ["toggle"] },
  ],
  daemon: null,
  rounds: false,
  starts: "alike",
  oddProperty: true,
};

test("symmetry changes no count, no verdict, no length of a path, no coverage", () => {
  const seen = { compared: 0, reduced: 0, tenfold: 0, different: 0 };
  fc.assert(
    fc.property(randomAlike, (drawn) => {
      const system = buildAlike(drawn);
      const packed = result(() => finish(new PackedSearch(system, system.properties, { maxStates: all ? 20_000 : 3000 })));
      if ("stopped" in packed && packed.stopped !== undefined) return;
      const reduced = result(() => finish(new AutoSearch(system, system.properties, { reduce: "symmetry" }, { compile: 0, reduce: 0 })));
      seen.compared++;
      if ("failed" in packed || "failed" in reduced) {
        expect(reduced).toEqual(packed);
        return;
      }
      expect(figures(reduced)).toEqual(figures(packed));
      const interpreter = new Interpreter(system);
      for (const { property, path } of reduced.decisions) if (path !== undefined) confirm(interpreter, property, replayPath(interpreter, path));
      const { stored, remarks } = reduced.reduction ?? { stored: Number.NaN, remarks: [] };
      if (stored < packed.states) seen.reduced++;
      if (stored * 10 < packed.states) seen.tenfold++;
      if (remarks.some(({ used }) => !used)) seen.different++;
    }),
    { numRuns: runs, examples: [[overflowing]] },
  );
  // The generator must keep reaching what the comparison is about.
  expect(seen.compared).toBeGreaterThan(runs * 0.7);
  expect(seen.reduced).toBeGreaterThan(runs * 0.4);
  if (all) expect(seen.tenfold).toBeGreaterThan(runs * 0.02);
  expect(seen.different).toBeGreaterThan(runs * 0.1);
});

test("what stays possible, stays so among orbits, and the way to where it is not is as short", () => {
  const seen = { reduced: 0, violated: 0 };
  fc.assert(
    fc.property(randomAlike, (drawn) => {
      const system = buildAlike(drawn, true);
      const whole = result(() => searchFor(system, (others, walker) => new PackedSearch(system, others, { maxStates: 2000 }, walker)));
      if ("failed" in whole || whole.stopped !== undefined) return;
      const reduced = searchFor(system, (others, walker) => new AutoSearch(system, others, { reduce: "symmetry" }, { compile: 0 }, walker));
      expect(figures(reduced)).toEqual(figures(whole));
      const interpreter = new Interpreter(system);
      for (const { property, path } of reduced.decisions) if (path !== undefined) confirm(interpreter, property, replayPath(interpreter, path));
      if ((reduced.reduction?.stored ?? whole.states) < whole.states) seen.reduced++;
      if (whole.decisions.some(({ property: { kind }, verdict }) => kind === "alwaysPossible" && verdict === "violated")) seen.violated++;
    }),
    { numRuns: all ? 1000 : 40 },
  );
  expect(seen.reduced).toBeGreaterThan(3);
  expect(seen.violated).toBeGreaterThan(0);
});
