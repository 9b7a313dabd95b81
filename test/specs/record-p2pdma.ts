/*
 * Records what is expected of p2pdma: specs/p2pdma/golden.ts (the matrix, with counts) and specs/p2pdma/verdicts.ts (every combination of
 * the knobs, verdicts only). To be run after a change of the model that is meant to change verdicts or counts, and the difference to be read line by line:
 *
 *   npx esbuild test/specs/record-p2pdma.ts --bundle --platform=node --format=esm --packages=external --alias:allways=./checker/index.ts \
 *     --outfile=node_modules/.cache/record-p2pdma.mjs && node node_modules/.cache/record-p2pdma.mjs [golden] [verdicts]
 */
import { writeFileSync } from "node:fs";
import { configurations, type Selection } from "../../checker/language/spec.ts";
import type { Config, Parameters, ParameterValue } from "../../checker/language/parameter.ts";
import { checkSpec } from "../../checker/run/check.ts";
import { libraryHost } from "../../checker/run/host.ts";
import spec from "../../specs/p2pdma.ts";

const knobs = ["tlbFlush", "debugVm", "preemptible", "secretmem", "failBudget"] as const;
const wanted = process.argv.slice(2);
if (wanted.length === 0 || wanted.includes("golden")) await recordGolden();
if (wanted.length === 0 || wanted.includes("verdicts")) await recordVerdicts();

async function recordGolden(): Promise<void> {
  const rows: string[] = [];
  for (const config of configurations(spec.parameters, spec.matrix)) {
    const { violated, states, transitions, depth } = await run(config);
    const changed = knobs.filter((knob) => config[knob] !== spec.parameters[knob]?.default).map((knob) => `${knob}: ${JSON.stringify(config[knob])}`);
    const when = changed.length === 0 ? "{}" : `{ ${changed.join(", ")} }`;
    rows.push(`  ["${String(config["variant"])}", "${String(config["scenario"])}", ${when}, "${violated}", ${states}, ${transitions}, ${depth}],`);
  }
  write("golden", "GoldenRow", "What each configuration of the matrix violates, and its states, transitions and depth.", rows);
}

/** Some values of each dimension; a verdict that all their combinations have. */
interface Box {
  readonly sides: readonly (readonly ParameterValue[])[];
  readonly violated: string;
}

async function recordVerdicts(): Promise<void> {
  const dimensions = ["scenario", "variant", ...knobs];
  const domains: Record<string, readonly ParameterValue[]> = { debugVm: [false, true], preemptible: [true, false], secretmem: [false, true], failBudget: [0, 1, 2] };
  for (const name of ["scenario", "variant", "tlbFlush"]) {
    const parameter = spec.parameters[name];
    if (parameter?.kind === "choice") domains[name] = parameter.values;
  }
  domains["scenario"] = domains["scenario"]?.filter((scenario) => scenario !== "everything") ?? [];
  let boxes: Box[] = [];
  for (const config of configurations(spec.parameters, [domains as Selection<Parameters>])) {
    boxes.push({ sides: dimensions.map((name) => [config[name] as ParameterValue]), violated: (await run(config)).violated });
  }
  // Knobs first, so that a row reads: these scenarios, these versions, whatever the knobs.
  for (const dimension of [4, 5, 3, 2, 6, 1, 0, 4, 5, 3, 2, 6, 1, 0]) boxes = merge(boxes, dimension);
  const rows = boxes.map(({ sides, violated }) => {
    const [scenarios, variants, ...values] = sides;
    const fixed = knobs.flatMap((knob, ordinal) => {
      const side = values[ordinal] ?? [];
      return side.length === domains[knob]?.length ? [] : [`${knob}: ${JSON.stringify(side.length === 1 ? side[0] : side)}`];
    });
    return `  ["${violated}", ${JSON.stringify(scenarios)}, ${JSON.stringify(variants)}, ${fixed.length === 0 ? "{}" : `{ ${fixed.join(", ")} }`}],`.replaceAll('","', '", "');
  });
  write("verdicts", "VerdictRow", "What every combination of scenario, version and knobs violates.", rows);
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

async function run(config: Config): Promise<{ violated: string; states: number; transitions: number; depth: number }> {
  const [result] = await checkSpec(spec, [config], {}, libraryHost, () => {});
  if (result === undefined || "error" in result) throw result?.error ?? new Error("no result");
  if (!result.exhaustive) throw new Error(`not exhaustive: ${JSON.stringify(config)}`);
  const violated = result.properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);
  console.log(JSON.stringify(config), result.states, violated.join(" "));
  return { violated: violated.join(" "), states: result.states, transitions: result.transitions, depth: result.depth };
}

function write(name: string, type: string, about: string, rows: readonly string[]): void {
  const text = `import type { ${type} } from "./expectations.ts";\n\n/** ${about} Recorded by test/specs/record-p2pdma.ts. */\nexport const ${name}: readonly ${type}[] = [\n${rows.join("\n")}\n];\n`;
  writeFileSync(new URL(`../../specs/p2pdma/${name}.ts`, import.meta.url), text);
}
