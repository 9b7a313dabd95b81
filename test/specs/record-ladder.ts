/*
 * Records what complete searches find of a spec over the patch ladder, in every combination of level, scenario and knobs: specs/NAME/recorded.ts. To
 * be run after a change of the model that is meant to change verdicts or counts; the difference is then to be read line by line.
 *
 *   npx esbuild test/specs/record-ladder.ts --bundle --platform=node --format=esm --packages=external \
 *     --alias:allways=./checker/index.ts --outfile=node_modules/.cache/record-ladder.mjs
 *   node node_modules/.cache/record-ladder.mjs device-dax device-private
 */
import { writeFileSync } from "node:fs";
import type { Config, Parameter, Parameters, ParameterValue } from "../../checker/language/parameter.ts";
import { configurations, type Selection, type Spec } from "../../checker/language/spec.ts";
import type { System } from "../../checker/language/system.ts";
import { deviceDaxLevels, devicePrivateLevels, fsDaxLevels, type PatchLevel } from "../../model/index.ts";
import deviceDax from "../../specs/device-dax.ts";
import { deviceDaxSystem } from "../../specs/device-dax/system.ts";
import devicePrivate from "../../specs/device-private.ts";
import { devicePrivateSystem } from "../../specs/device-private/system.ts";
import fsDax from "../../specs/fs-dax.ts";
import { fsDaxSystem } from "../../specs/fs-dax/system.ts";
import type { ScenarioName } from "../../specs/fs-dax/scenarios.ts";
import { spansOf } from "../../specs/ladder/spans.ts";
import { searchPacked } from "../support.ts";

/** A spec, its levels in order, and how it builds a system of one. */
interface Recorded {
  readonly spec: Spec;
  readonly levels: Readonly<Record<string, PatchLevel>>;
  readonly build: (level: PatchLevel, config: Config) => System;
}

const specs: readonly Recorded[] = [
  { spec: deviceDax, levels: deviceDaxLevels, build: (level, config) => deviceDaxSystem(level, config as unknown as ConfigOfSystem<typeof deviceDaxSystem>) },
  { spec: devicePrivate, levels: devicePrivateLevels, build: (level, config) => devicePrivateSystem(level, config as unknown as ConfigOfSystem<typeof devicePrivateSystem>) },
  { spec: fsDax, levels: fsDaxLevels, build: (level, config) => fsDaxSystem(level, config["scenario"] as ScenarioName) },
];
type ConfigOfSystem<F extends (level: PatchLevel, config: never) => System> = F extends (level: PatchLevel, config: infer C) => System ? C : never;

for (const recorded of specs) if (process.argv.includes(recorded.spec.name)) record(recorded);

function record({ spec, levels, build }: Recorded): void {
  const names = Object.keys(levels);
  const { patchLevel: _patchLevel, scenario, ...knobs } = Object.fromEntries(Object.entries(spec.parameters).map(([name, parameter]) => [name, valuesOf(parameter)]));
  const rows: string[] = [];
  for (const name of scenario ?? []) {
    const results = new Map<string, { level: string; config: Config }[]>();
    for (const config of configurations(spec.parameters, [{ ...knobs, scenario: [name] } as unknown as Selection<Parameters>])) {
      const searched: Searched[] = [];
      for (const level of names) {
        const found = search(searched, (patch) => build(patch, config), levels[level] as PatchLevel);
        results.set(found, [...(results.get(found) ?? []), { level, config }]);
      }
      console.log(spec.name, JSON.stringify(config), `${searched.length} searches`);
    }
    const merged = [...results].flatMap(([found, same]) => merge(same, knobs).map(([fixed, where]) => ({ fixed, where, found })));
    const first = ({ where }: (typeof merged)[number]): number => names.findIndex((level) => where.includes(level));
    merged.sort((a, b) => first(a) - first(b));
    for (const { fixed, where, found } of merged) rows.push(`  ["${spansOf(names, where)}", "${String(name)}", ${fixed}, ${found}],`);
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

interface Searched {
  /** The switches that building and searching have read, with their values. */
  readonly read: Map<string, unknown>;
  readonly found: string;
}

/** A level whose switches have the values that another search has read is the same system, and need not be searched again. */
function search(searched: Searched[], build: (level: PatchLevel) => System, level: PatchLevel): string {
  const known = searched.find(({ read }) => [...read].every(([name, value]) => level[name as keyof PatchLevel] === value));
  if (known !== undefined) return known.found;
  const read = new Map<string, unknown>();
  const watched = new Proxy(level, {
    get(target, name) {
      const value: unknown = target[name as keyof PatchLevel];
      read.set(String(name), value);
      return value;
    },
  });
  const { stopped, decisions, states, transitions, depth } = searchPacked(build(watched));
  if (stopped !== undefined) throw new Error(`not exhaustive: ${stopped}`);
  const violated = decisions.filter(({ verdict }) => verdict === "violated").map(({ property }) => property.id);
  const found = `"${violated.join(" ")}", ${states}, ${transitions}, ${depth}`;
  searched.push({ read, found });
  return found;
}

function valuesOf(parameter: Parameter): readonly ParameterValue[] {
  switch (parameter.kind) {
    case "choice":
      return parameter.values;
    case "flag":
      return [false, true];
    case "integer":
      return [parameter.default];
  }
}

/** Knobs that have any value are left out, and levels with the same knobs are one row. */
function merge(same: readonly { level: string; config: Config }[], knobs: Readonly<Record<string, readonly ParameterValue[]>>): readonly (readonly [string, readonly string[]])[] {
  const names = Object.keys(knobs);
  let boxes = same.map(({ level, config }) => ({ level, sides: names.map((knob) => [config[knob] as ParameterValue]) }));
  for (const side of names.keys()) {
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
    const fixed = names.flatMap((knob, at) => {
      const side = sides[at] ?? [];
      if (side.length === knobs[knob]?.length) return [];
      return [`${knob}: ${side.length === 1 ? JSON.stringify(side[0]) : `[${side.map((value) => JSON.stringify(value)).join(", ")}]`}`];
    });
    const key = fixed.length === 0 ? "{}" : `{ ${fixed.join(", ")} }`;
    rows.set(key, [...(rows.get(key) ?? []), level]);
  }
  return [...rows];
}
