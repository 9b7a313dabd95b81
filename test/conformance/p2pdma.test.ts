import { describe, expect, test } from "vitest";
import { configurations, expectationOf } from "../../checker/language/spec.ts";
import type { Config } from "../../checker/language/parameter.ts";
import spec from "../../specs/p2pdma.ts";
import { scenarioNames } from "../../specs/p2pdma/scenarios.ts";
import { searchCompiled, searchPacked, searchReference, summary } from "../support.ts";

/*
 * The kernel model on every engine: the same counts, verdicts and shortest paths, and the recorded ones. The reference interpreter takes about a second
 * for 2,000 states, so the suite takes one version of each scenario; CONFORMANCE=all (npm run conformance) takes the whole matrix, a quarter of an hour.
 */

const matrix = configurations(spec.parameters, spec.matrix);
const all = process.env["CONFORMANCE"] === "all";
const affordable = all ? 200_000 : 2_000;

/** For each scenario the next version, and the configuration of the matrix with the most unusual knobs. */
function sample(): readonly Config[] {
  const variants = [...new Set(matrix.map(({ variant }) => variant))];
  return scenarioNames.flatMap((scenario, position) => {
    const rows = matrix.filter((config) => config["scenario"] === scenario && config["variant"] === variants[position % variants.length]);
    return rows.slice(-1);
  });
}

describe.each((all ? matrix : sample()).map((config) => [JSON.stringify(config), config] as const))("p2pdma %s", (_, config) => {
  const system = spec.build(config);
  const packed = searchPacked(system);

  test("is as recorded", () => {
    const { violated, states, transitions, depth } = expectationOf(spec, config) ?? {};
    const found = packed.decisions.filter(({ verdict }) => verdict === "violated").map(({ property }) => property.id);
    expect({ stopped: packed.stopped, violated: found.sort(), states: packed.states, transitions: packed.transitions, depth: packed.depth }).toEqual({
      stopped: undefined,
      violated: [...(violated ?? [])].sort(),
      states,
      transitions,
      depth,
    });
  });

  test("is the same compiled", () => {
    const compiled = searchCompiled(system);
    expect(summary(compiled)).toEqual(summary(packed));
    expect(compiled.engine).toBe("compiled");
  });

  test.runIf(packed.states <= affordable)("is the same on the reference interpreter", () => {
    expect(summary(searchReference(system))).toEqual(summary(packed));
  });
});
