import { describe, expect, test } from "vitest";
import { configurations, expectationOf, type Spec } from "../../checker/language/spec.ts";
import type { Config } from "../../checker/language/parameter.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { isOfRuns } from "../../checker/search/verdicts.ts";
import deviceDax from "../../specs/device-dax.ts";
import devicePrivate from "../../specs/device-private.ts";
import { finish, searchPacked, searchReference, summary } from "../support.ts";

/*
 * device-dax and device-private over the patch ladder on every engine: the same counts, verdicts and shortest paths, and the recorded ones. The suite takes one level of
 * each scenario; CONFORMANCE=all (npm run conformance) takes the whole matrix. fs-dax has a file of its own.
 */

const specs: readonly Spec[] = [deviceDax, devicePrivate];
const all = process.env["CONFORMANCE"] === "all";
const affordable = all ? 200_000 : 700;

/** For each scenario the next configuration of the matrix that has it. */
function sample(spec: Spec): readonly Config[] {
  const matrix = configurations(spec.parameters, spec.matrix);
  const scenarios = [...new Set(matrix.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario, position) => {
    const rows = matrix.filter((config) => config["scenario"] === scenario);
    return rows.slice(position % rows.length, (position % rows.length) + 1);
  });
}

const cases = specs.flatMap((spec) => (all ? configurations(spec.parameters, spec.matrix) : sample(spec)).map((config) => [spec.name, JSON.stringify(config), spec, config] as const));

describe.each(cases)("%s %s", (_, _config, spec, config) => {
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

  test.runIf(all || packed.states <= 4_000)("is the same compiled, but for properties of runs", () => {
    const properties = system.properties.filter((property) => !isOfRuns(property));
    const search = new AutoSearch(system, properties, {}, { compile: 0 });
    expect(summary(finish(search))).toEqual(summary(finish(new PackedSearch(system, properties))));
    expect(search.engine).toBe("compiled");
  });

  test.runIf(packed.states <= affordable)("is the same on the reference interpreter", () => {
    expect(summary(searchReference(system))).toEqual(summary(packed));
  });
});
