/*
 * Records what is expected of p2pdma, in specs/p2pdma: golden.ts (the matrix, with counts), large.ts (the scenario `everything`, with counts:
 * many minutes) and verdicts.ts (every combination of the knobs, verdicts only: many minutes). To be run after a change of the model
 * that is meant to change verdicts or counts; the difference is then to be read line by line.
 *
 *   npx esbuild test/specs/record-p2pdma.ts --bundle --platform=node --format=esm --packages=external \
 *     --alias:allways=./checker/index.ts --outfile=node_modules/.cache/record-p2pdma.mjs
 *   node node_modules/.cache/record-p2pdma.mjs golden large verdicts
 */
import { writeFileSync } from "node:fs";
import { configurations, type Selection } from "../../checker/language/spec.ts";
import type { Config, Parameters, ParameterValue } from "../../checker/language/parameter.ts";
import { checkSpec } from "../../checker/run/check.ts";
import { libraryHost } from "../../checker/run/host.ts";
import spec from "../../specs/p2pdma.ts";
import { scenarioNames, scenarios, type ScenarioName } from "../../specs/p2pdma/scenarios.ts";

const knobs = ["tlbFlush", "debugVm", "preemptible", "secretmem", "failBudget"] as const;
const matrix = configurations(spec.parameters, spec.matrix);
const everything = { variant: valuesOf("variant"), scenario: "everything", failBudget: 1 };
const counts = "violates, and its states, transitions and depth.";
const wanted = new Set(process.argv.slice(2));
if (wanted.has("golden")) await recordCounts("golden", `What each configuration of the matrix ${counts}`, matrix);
if (wanted.has("large")) await recordCounts("large", `What the scenario \`everything\` ${counts}`, select(everything));
if (wanted.has("verdicts")) await recordVerdicts();

async function recordCounts(name: string, about: string, configs: readonly Config[]): Promise<void> {
  const rows: string[] = [];
  for (const config of configs) {
    const { violated, states, transitions, depth } = await run(config);
    const changed = knobs.filter((knob) => config[knob] !== spec.parameters[knob]?.default).map((knob) => `${knob}: ${text([config[knob] as ParameterValue])}`);
    rows.push(`  ["${String(config["variant"])}", "${String(config["scenario"])}", ${record(changed)}, "${violated}", ${states}, ${transitions}, ${depth}],`);
  }
  write(name, "GoldenRow", about, rows);
}

/** Some values of each dimension; a verdict that all their combinations have. */
interface Box {
  readonly sides: readonly (readonly ParameterValue[])[];
  readonly violated: string;
}

async function recordVerdicts(): Promise<void> {
  const parameters = ["scenario", "variant", ...knobs];
  const boxes: Box[] = [];
  for (const scenario of scenarioNames.filter((name) => name !== "everything")) {
    const domains = domainsOf(scenario);
    for (const config of select(domains)) {
      const { violated } = await run(config);
      boxes.push({ sides: parameters.map((name) => [isIrrelevant(scenario, name) ? "any" : (config[name] as ParameterValue)]), violated });
    }
  }
  let merged = boxes;
  // Knobs first, so that a row reads: these scenarios, these versions, whatever the knobs.
  for (const dimension of [5, 4, 3, 2, 6, 1, 0, 5, 4, 3, 2, 6, 1, 0]) merged = merge(merged, dimension);
  const rows = merged.map(({ sides, violated }) => {
    const [scenarios, variants, ...values] = sides;
    const fixed = knobs.flatMap((knob, ordinal) => {
      const side = values[ordinal] ?? [];
      return side.includes("any") || side.length === valuesOf(knob).length ? [] : [`${knob}: ${text(side)}`];
    });
    return `  ["${violated}", [${list(scenarios)}], [${list(variants)}], ${record(fixed)}],`;
  });
  write("verdicts", "VerdictRow", "What every combination of scenario, version and knobs violates.", rows);
}

function select(selection: Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>): readonly Config[] {
  return configurations(spec.parameters, [selection as unknown as Selection<Parameters>]);
}

function valuesOf(name: string): readonly ParameterValue[] {
  const parameter = spec.parameters[name];
  if (parameter?.kind === "choice") return parameter.values;
  return parameter?.kind === "flag" ? [false, true] : [0, 1, 2];
}

/**
 * Knobs that the processes of a scenario never ask for: who waits for walkers and looks at mappings is GUP-fast's business, and
 * only unbind waits for grace periods.
 */
function isIrrelevant(name: ScenarioName, knob: string): boolean {
  const { gup, unbind } = scenarios[name];
  return ((knob === "tlbFlush" || knob === "secretmem") && gup !== "fast") || (knob === "preemptible" && unbind !== true);
}

function domainsOf(scenario: ScenarioName): Record<string, readonly ParameterValue[]> {
  const relevant = ["variant", ...knobs].filter((name) => !isIrrelevant(scenario, name));
  return { scenario: [scenario], ...Object.fromEntries(relevant.map((name) => [name, valuesOf(name)])) };
}

/** Join the boxes that differ in one dimension only. */
function merge(boxes: readonly Box[], dimension: number): Box[] {
  const joined = new Map<string, Box>();
  for (const box of boxes) {
    const key = JSON.stringify([box.violated, box.sides.filter((_, ordinal) => ordinal !== dimension)]);
    const other = joined.get(key);
    const sides = box.sides.map((side, ordinal) => (ordinal === dimension ? [...(other?.sides[ordinal] ?? []), ...side] : side));
    joined.set(key, { sides, violated: box.violated });
  }
  return [...joined.values()];
}

interface Recorded {
  readonly violated: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
}

async function run(config: Config): Promise<Recorded> {
  const [result] = await checkSpec(spec, [config], {}, libraryHost, () => {});
  if (result === undefined || "error" in result) throw result?.error ?? new Error("no result");
  if (!result.exhaustive) throw new Error(`not exhaustive: ${JSON.stringify(config)}`);
  const violated = result.properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);
  console.log(JSON.stringify(config), result.states, violated.join(" "));
  return { violated: violated.join(" "), states: result.states, transitions: result.transitions, depth: result.depth };
}

function list(values: readonly ParameterValue[] = []): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

function text(values: readonly ParameterValue[]): string {
  return values.length === 1 ? list(values) : `[${list(values)}]`;
}

function record(fields: readonly string[]): string {
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function write(name: string, type: string, about: string, rows: readonly string[]): void {
  const lines = [
    `import type { ${type} } from "./rows.ts";`,
    "",
    `/** ${about} Recorded by test/specs/record-p2pdma.ts. */`,
    `export const ${name}: readonly ${type}[] = [`,
    ...rows,
    "];",
    "",
  ];
  // The script runs from node_modules/.cache.
  writeFileSync(new URL(`../../specs/p2pdma/${name}.ts`, import.meta.url), lines.join("\n"));
}
