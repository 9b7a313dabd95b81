import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Config } from "../../checker/language/parameter.ts";
import { configurations, expectationOf, type Spec } from "../../checker/language/spec.ts";
import type { ReduceMode } from "../../checker/reduce/reduction.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import type { Outcome } from "../../checker/search/outcome.ts";
import { isOfRuns } from "../../checker/search/verdicts.ts";
import { finish } from "../support.ts";

/*
 * Reductions change no verdict and no length of a shortest path: every shipped spec, with what is recorded of it, once with one state for each orbit and once with everything left out that may
 * be. The suite takes a few configurations of each spec; CONFORMANCE=all (npm run conformance) takes all that `allways check` runs, and compares each reduction with the search that has none.
 */

const all = process.env["CONFORMANCE"] === "all";
/** Configurations of a spec that the suite takes. */
const sample = 3;
/** What has more states belongs to `npm run conformance`. */
const largest = 25_000;
const modes: readonly ReduceMode[] = all ? ["none", "symmetry", "por", "all"] : ["symmetry", "all"];

async function specsIn(path: string): Promise<readonly Spec[]> {
  const folder = new URL(path, import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  return Promise.all(files.map(async (file): Promise<Spec> => ((await import(new URL(file, folder).href)) as { default: Spec }).default));
}

const specs = [...(await specsIn("../../specs/classics/")), ...(await specsIn("../../specs/"))];

function rows(spec: Spec): readonly Config[] {
  const matrix = configurations(spec.parameters, spec.matrix);
  if (all) return matrix;
  const small = matrix.filter((config) => (expectationOf(spec, config)?.states ?? largest) < largest);
  return small.filter((_, position) => position % Math.ceil(small.length / sample) === 0);
}

/** The violated ones of some properties. */
const violatedOf = ({ decisions }: Outcome): readonly string[] => decisions.filter(({ verdict }) => verdict === "violated").map(({ property: { id } }) => id);

/** Verdicts, and how long the path is that decides. */
const lengthsOf = ({ decisions }: Outcome): object => decisions.map(({ property: { id }, verdict, path }) => [id, verdict, path?.moves.length]);

describe.each(specs.filter((spec) => rows(spec).length > 0).map((spec) => [spec.name, spec] as const))("%s, reduced", (_, spec) => {
  test.each(rows(spec).map((config) => [JSON.stringify(config), config] as const))("%s", (_, config) => {
    const expectation = expectationOf(spec, config) ?? {};
    const system = spec.build(config);
    const properties = system.properties.filter((property) => !isOfRuns(property));
    let unreduced: object | undefined;
    for (const reduce of modes) {
      const outcome = finish(new AutoSearch(system, properties, { reduce }, { compile: 0, reduce: 0 }));
      expect(lengthsOf(outcome)).toEqual((unreduced ??= lengthsOf(outcome)));
      const expected = properties.map(({ id }) => id).filter((id) => expectation.violated?.includes(id));
      expect([reduce, outcome.stopped, violatedOf(outcome)]).toEqual([reduce, undefined, expected]);
      for (const { property, path } of outcome.decisions) {
        const steps = expectation.shortest?.[property.id];
        if (steps !== undefined) expect([reduce, property.id, path?.moves.length]).toEqual([reduce, property.id, steps]);
      }
      const counts = { states: expectation.states, transitions: expectation.transitions, depth: expectation.depth };
      if (outcome.reduction?.whole !== false) expect(outcome).toMatchObject(Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined)));
    }
  }, 600_000);
});
