import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { configurations, expectationOf, type Spec } from "../../checker/language/spec.ts";
import type { Config } from "../../checker/language/parameter.ts";
import { check } from "../../checker/run/check.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { defaultConfig, finish, searchCompiled, searchPacked, searchReference, summary } from "../support.ts";

/*
 * Protocols whose counts others have published: what `allways check` runs, and every expectation with a number of states. The suite leaves out what has more
 * than two million; CONFORMANCE=all (npm run conformance) leaves out only what takes minutes by itself.
 */

const folder = new URL("../../specs/classics/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
const specs = await Promise.all(files.map(async (file): Promise<Spec> => ((await import(new URL(file, folder).href)) as { default: Spec }).default));

const largest = process.env["CONFORMANCE"] === "all" ? 20_000_000 : 2_000_000;
/** The reference interpreter takes about a second for 2,000 states. */
const affordable = 1_000;

function rows(spec: Spec): readonly Config[] {
  const golden = spec.expect.filter(({ states }) => states !== undefined && states <= largest);
  return configurations(spec.parameters, [...spec.matrix, ...golden.map(({ when = {} }) => when)]);
}

describe.each(specs.map((spec) => [spec.name, spec] as const))("%s", (_, spec) => {
  test.each(rows(spec).map((config) => [JSON.stringify(config), config] as const))("%s", async (_, config) => {
    const expectation = expectationOf(spec, config);
    expect(expectation?.violated, "a configuration states what is expected of it").toBeDefined();
    const [result] = await check(spec, { configs: [config] });
    expect(result?.properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id).sort()).toEqual(expectation?.violated?.toSorted());
    expect(result).toMatchObject({ exhaustive: true, mismatches: [], asExpected: true });
  }, 600_000);

  test("is the same on every engine", () => {
    const system = spec.build(defaultConfig(spec));
    if (finish(new PackedSearch(system, [], { maxStates: affordable })).stopped !== undefined) return;
    const packed = searchPacked(system);
    expect(summary(searchReference(system))).toEqual(summary(packed));
    expect(summary(searchCompiled(system))).toEqual(summary(packed));
  });
});

test("a bug is a parameter that breaks what holds without it, after a known number of steps", () => {
  const bugs = specs.filter(({ parameters }) => "bug" in parameters);
  for (const spec of bugs) {
    const { values = [] } = spec.parameters["bug"] as { values?: readonly string[] };
    for (const bug of values.filter((value) => value !== "none")) {
      const rows = spec.matrix.flatMap((selection) => configurations(spec.parameters, [selection])).filter((config) => config["bug"] === bug);
      expect(rows.map((config) => Object.keys(expectationOf(spec, config)?.shortest ?? {}).length), `${spec.name} ${bug}`).not.toEqual([]);
      for (const config of rows) {
        const { violated = [], shortest = {} } = expectationOf(spec, config) ?? {};
        expect(violated, `${spec.name} ${bug}`).not.toEqual([]);
        expect(Object.keys(shortest), `${spec.name} ${bug}`).toEqual(expect.arrayContaining([...violated]));
      }
    }
  }
  expect(bugs.length).toBeGreaterThan(10);
});
