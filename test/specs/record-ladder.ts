/*
 * Records what complete searches find of a spec over the patch ladder, in every combination of level, scenario and knobs: specs/NAME/recorded.ts. To
 * be run after a change of the model that is meant to change verdicts or counts; the difference is then to be read line by line.
 *
 *   npx esbuild test/specs/record-ladder.ts --bundle --platform=node --format=esm --packages=external \
 *     --alias:allways=./checker/index.ts --outfile=node_modules/.cache/record-ladder.mjs
 *   node node_modules/.cache/record-ladder.mjs device-dax device-private
 */
import { writeFileSync } from "node:fs";
import type { Config, Parameters } from "../../checker/language/parameter.ts";
import { configurations, type Selection, type Spec } from "../../checker/language/spec.ts";
import { checkSpec } from "../../checker/run/check.ts";
import { libraryHost } from "../../checker/run/host.ts";
import deviceDax from "../../specs/device-dax.ts";
import fsDax from "../../specs/fs-dax.ts";
import { spansOf } from "../../specs/ladder/spans.ts";

const specs: readonly Spec[] = [deviceDax, fsDax];

for (const spec of specs) if (process.argv.includes(spec.name)) await record(spec);

async function record(spec: Spec): Promise<void> {
  const { patchLevel, scenario, ...knobs } = valuesOf(spec);
  const rows: string[] = [];
  for (const name of scenario ?? []) {
    const boxes = new Map<string, Config[]>();
    const all = { ...valuesOf(spec), scenario: [name] } as unknown as Selection<Parameters>;
    for (const config of configurations(spec.parameters, [all])) {
      const found = await run(spec, config);
      boxes.set(found, [...(boxes.get(found) ?? []), config]);
    }
    for (const [found, configs] of boxes) {
      for (const [fixed, levels] of merge(configs, Object.keys(knobs), knobs)) rows.push(`  ["${spansOf(patchLevel ?? [], levels)}", "${name}", ${fixed}, ${found}],`);
    }
  }
  const lines = [
    'import type { RecordedRow } from "./rows.ts";',
    "",
    "/** What every combination of level, scenario and knobs violates, and its states, transitions and depth. Recorded by test/specs/record-ladder.ts. */",
    "export const recorded: readonly RecordedRow[] = [",
    ...rows,
    "];",
    "",
  ];
  // The script runs from node_modules/.cache.
  writeFileSync(new URL(`../../specs/${spec.name}/recorded.ts`, import.meta.url), lines.join("\n"));
}

/** Every value of each parameter that has a list of them. */
function valuesOf(spec: Spec): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(spec.parameters).flatMap(([name, parameter]) => (parameter.kind === "choice" ? [[name, parameter.values]] : [])));
}

/** The same result: knobs that have any value are left out, and levels with the same knobs are one row. */
function merge(configs: readonly Config[], knobs: readonly string[], values: Readonly<Record<string, readonly string[]>>): readonly (readonly [string, readonly string[]])[] {
  let boxes = configs.map((config) => ({ level: String(config["patchLevel"]), sides: knobs.map((knob) => [String(config[knob])]) }));
  for (const side of knobs.keys()) {
    const joined = new Map<string, (typeof boxes)[number]>();
    for (const box of boxes) {
      const key = JSON.stringify([box.level, box.sides.filter((_, at) => at !== side)]);
      const other = joined.get(key);
      joined.set(key, { level: box.level, sides: box.sides.map((each, at) => (at === side ? [...(other?.sides[at] ?? []), ...each] : each)) });
    }
    boxes = [...joined.values()];
  }
  const rows = new Map<string, string[]>();
  for (const { level, sides } of boxes) {
    const fixed = knobs.flatMap((knob, at) => {
      const side = sides[at] ?? [];
      if (side.length === values[knob]?.length) return [];
      return [`${knob}: ${side.length === 1 ? JSON.stringify(side[0]) : `[${side.map((value) => JSON.stringify(value)).join(", ")}]`}`];
    });
    const key = fixed.length === 0 ? "{}" : `{ ${fixed.join(", ")} }`;
    rows.set(key, [...(rows.get(key) ?? []), level]);
  }
  return [...rows];
}

async function run(spec: Spec, config: Config): Promise<string> {
  const [result] = await checkSpec({ ...spec, expect: [] }, [config], {}, libraryHost, () => {});
  if (result === undefined || "error" in result) throw result?.error ?? new Error("no result");
  if (!result.exhaustive) throw new Error(`not exhaustive: ${JSON.stringify(config)}`);
  const violated = result.properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);
  console.log(JSON.stringify(config), result.states, violated.join(" "));
  return `"${violated.join(" ")}", ${result.states}, ${result.transitions}, ${result.depth}`;
}
