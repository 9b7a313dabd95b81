import { describe, expect, test } from "vitest";
import { configurations, expectationOf, type Selection } from "../../checker/language/spec.ts";
import type { Config, Parameters, ParameterValue } from "../../checker/language/parameter.ts";
import { levels } from "../../model/index.ts";
import spec from "../../specs/fs-dax.ts";
import { scenarioNames } from "../../specs/fs-dax/scenarios.ts";
import { searchCompiled, searchPacked, searchReference, summary } from "../support.ts";

/*
 * The FS_DAX model on every engine: the same counts, verdicts and shortest paths, and the recorded ones. The suite takes one level of each scenario;
 * CONFORMANCE=all (npm run conformance) takes the whole ladder.
 */

const all = process.env["CONFORMANCE"] === "all";
const affordable = all ? 5_000 : 500;

function configsOf(selection: Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>): readonly Config[] {
  return configurations(spec.parameters, [selection as unknown as Selection<Parameters>]);
}

/** By turns a level before the page counts changed, and one after. */
function sample(): readonly Config[] {
  return scenarioNames.flatMap((scenario, position) => configsOf({ scenario, patchLevel: levels[position % 2 === 0 ? (position * 3) % 18 : 18 + (position % 7)] ?? "V26" }));
}

const chosen = all ? configsOf({ scenario: scenarioNames, patchLevel: levels }) : sample();

/** With two pages, a step looks at more counts together than a tree is made of: these systems stay packed. */
const tooWide = new Set(["two-pages", "reclaim", "hole", "write", "write-dma", "cow", "two-inodes", "two-inodes-dma", "fuse", "huge-write"]);

describe.each(chosen.map((config) => [JSON.stringify(config), config] as const))("fs-dax %s", (_, config) => {
  const system = spec.build(config);
  const packed = searchPacked(system);

  test("is as recorded", () => {
    const { violated, states, transitions, depth } = expectationOf(spec, config) ?? {};
    const found = packed.decisions.filter(({ verdict }) => verdict === "violated").map(({ property }) => property.id).sort();
    expect({ stopped: packed.stopped, violated: found, states: packed.states, transitions: packed.transitions, depth: packed.depth }).toEqual({ stopped: undefined, violated: [...(violated ?? [])].sort(), states, transitions, depth });
  });

  test("is the same compiled", () => {
    const compiled = searchCompiled(system);
    expect(summary(compiled)).toEqual(summary(packed));
    expect([config["scenario"], compiled.engine]).toEqual([config["scenario"], tooWide.has(String(config["scenario"])) ? "packed" : "compiled"]);
  });

  test.runIf(packed.states <= affordable)("is the same on the reference interpreter", () => {
    expect(summary(searchReference(system))).toEqual(summary(packed));
  });
});
