import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { configurations, expectationOf, type Spec } from "../../checker/language/spec.ts";
import { searchPacked, searchReference, summary } from "../support.ts";

const folder = new URL("../../specs/classics/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
const specs = await Promise.all(files.map(async (file): Promise<Spec> => ((await import(new URL(file, folder).href)) as { default: Spec }).default));

/** The reference interpreter is slow: larger state spaces are left to the golden counts. */
const affordable = 3_000;

describe.each(specs.map((spec) => [spec.name, spec] as const))("%s", (_, spec) => {
  test.each(configurations(spec.parameters, spec.matrix).map((config) => [JSON.stringify(config), config] as const))("%s: counts and verdicts are as expected, on both engines", (_, config) => {
    const system = spec.build(config);
    const outcome = searchPacked(system);
    const expectation = expectationOf(spec, config);
    expect(expectation, "a shipped configuration states what is expected of it").toBeDefined();
    expect(outcome.decisions.filter(({ verdict }) => verdict === "violated").map(({ property }) => property.id)).toEqual(expectation?.violated);
    expect(outcome).toMatchObject({ stopped: undefined, ...(expectation?.states === undefined ? {} : { states: expectation.states }), ...(expectation?.transitions === undefined ? {} : { transitions: expectation.transitions }) });
    if (outcome.states <= affordable) expect(summary(searchReference(system))).toEqual(summary(outcome));
  });
});
