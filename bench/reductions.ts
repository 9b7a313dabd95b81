/*
 * What reductions save: the same configurations with nothing left out, and with more and more. Writes bench/reductions.md. Run after `npm run build` with
 *
 *   npx esbuild bench/reductions.ts --bundle --platform=node --format=esm --packages=external --log-level=warning | node --input-type=module -
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ResultDocument, RunEntry } from "../checker/report/result-document.ts";
import type { ReduceMode } from "../checker/reduce/reduction.ts";
import { isOfRuns } from "../checker/search/verdicts.ts";
import type { Spec } from "../checker/language/spec.ts";
import deviceDax from "../specs/device-dax.ts";
import devicePrivate from "../specs/device-private.ts";
import fsDax from "../specs/fs-dax.ts";
import { load, machine } from "./machine.ts";
import { measure, type Measurement } from "./measure.ts";

interface Model {
  readonly spec: string;
  /** Those of one configuration; none: all of the spec's matrix, added up. */
  readonly settings: readonly string[];
  /** Empty: all. Temporal ones need the whole graph. */
  readonly properties: readonly string[];
  readonly modes: readonly ReduceMode[];
}

const all: readonly ReduceMode[] = ["none", "symmetry", "por", "all"];
const ofPages = ["P1", "P2", "P2'", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", "P11", "P12", "L3", "L4", "deadlock"];
const p2pdma = (modes: readonly ReduceMode[], ...settings: string[]): Model => ({ spec: "p2pdma", settings: ["variant=V5", "debugVm=false", ...settings], properties: ofPages, modes });

const models: readonly Model[] = [
  { spec: "refcount-pool", settings: ["processes=6"], properties: [], modes: all },
  { spec: "refcount-pool", settings: ["processes=7"], properties: [], modes: all },
  { spec: "refcount-pool", settings: ["processes=8"], properties: [], modes: ["symmetry", "all"] },
  { spec: "two-phase-commit", settings: ["managers=7", "bug=none"], properties: ["consistent"], modes: all },
  { spec: "mcs-lock", settings: ["processes=4", "bug=none"], properties: ["mutex", "awake"], modes: all },
  { spec: "mcs-lock-without-cas", settings: ["processes=3", "bug=none"], properties: ["mutex"], modes: all },
  { spec: "peterson-n", settings: ["processes=5", "bug=none"], properties: ["mutex"], modes: all },
  { spec: "qrcu", settings: ["updaters=2", "readers=2", "bug=none"], properties: ["too-early"], modes: all },
  { spec: "bakery", settings: ["start=outside", "bug=none"], properties: ["mutex"], modes: all },
  p2pdma(all, "scenario=two-pages", "failBudget=1"),
  p2pdma(all, "scenario=everything", "failBudget=1"),
  p2pdma(all, "scenario=mmap", "mms=4", "failBudget=1"),
  p2pdma(all, "scenario=two-pages", "pages=3", "mms=3", "failBudget=0"),
  p2pdma(["symmetry", "all"], "scenario=two-pages", "pages=3", "mms=4", "failBudget=0"),
  p2pdma(all, "scenario=gup-fast", "threads=3", "failBudget=0"),
  p2pdma(["symmetry", "all"], "scenario=gup-fast", "threads=4", "failBudget=0"),
  p2pdma(["all"], "scenario=gup-fast", "threads=5", "failBudget=0"),
  { spec: "p2pdma", settings: [], properties: ofPages, modes: ["none", "all"] },
  ...["scenario=huge", "scenario=huge-parts", "scenario=entry-queue"].map((scenario) => ofStates(fsDax, "patchLevel=F10", scenario)),
  ...["scenario=pin", "scenario=unbind"].map((scenario) => ofStates(deviceDax, "patchLevel=V26", "size=pte", "tlbFlush=noipi", scenario)),
  ...["scenario=reuse", "scenario=evict-two-faults", "scenario=remove"].map((scenario) => ofStates(devicePrivate, "patchLevel=V26", "driver=free-list", scenario)),
];

/** A configuration with all its properties of states. */
function ofStates(spec: Spec, ...settings: string[]): Model {
  const defaults = Object.fromEntries(Object.entries(spec.parameters).map(([name, parameter]) => [name, parameter.default]));
  const system = spec.build({ ...defaults, ...Object.fromEntries(settings.map((setting) => setting.split("=") as [string, string])) });
  return { spec: spec.name, settings, properties: system.properties.filter((property) => !isOfRuns(property)).map(({ id }) => id), modes: all };
}

const directory = mkdtempSync(join(tmpdir(), "allways-reductions-"));

/** What is violated ends with 1, as expected or not: so a shell swallows the status. */
function check({ spec, settings, properties }: Model, mode: ReduceMode): Measurement & { readonly runs: readonly RunEntry[] } {
  const file = join(directory, "out.json");
  const words = [process.execPath, resolve("dist/checker/cli/main.js"), "check", spec, "--workers", "1", "--traces", "none", "--reduce", mode, "--reporter", `json=${file}`];
  words.push(...settings.flatMap((setting) => ["--set", setting]), ...properties.flatMap((id) => ["--property", id]));
  const measured = measure(["sh", "-c", `${words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(" ")} || true`], directory);
  const { runs } = JSON.parse(readFileSync(file, "utf8")) as ResultDocument;
  if (runs.length === 0 || (settings.length > 0 && runs.length > 1)) throw new Error(`${words.join(" ")} is not one configuration`);
  return { ...measured, runs };
}

const count = (value: number): string => value.toLocaleString("en-US");
const verdicts = (runs: readonly RunEntry[]): string => runs.map(({ properties }) => properties.map(({ id, verdict }) => `${id} ${verdict}`).join(", ")).join("; ");
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const rows: string[] = [];
const before = load();
try {
  for (const model of models) {
    const title = [model.spec, ...model.settings.filter((setting) => !/^(?:bug=none|debugVm=false)$/u.test(setting))].join(" ");
    let expected: string | undefined;
    for (const mode of model.modes) {
      const { runs, cpuSeconds, peakBytes } = check(model, mode);
      expected ??= verdicts(runs);
      if (verdicts(runs) !== expected || !runs.every(({ exhaustive }) => exhaustive)) throw new Error(`${title}: ${mode} finds ${verdicts(runs)}, not ${expected}`);
      const violated = [...new Set(runs.flatMap(({ properties }) => properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id)))].join(" ");
      const kept = sum(runs.map(({ reduction, states }) => reduction?.stored ?? states));
      const whole = runs.every(({ reduction }) => reduction?.whole !== false) ? count(sum(runs.map(({ states }) => states))) : "";
      const name = runs.length === 1 ? title : `${title}, ${runs.length} configurations`;
      rows.push(`| ${name} | ${mode} | ${count(kept)} | ${whole} | ${cpuSeconds.toFixed(2)} | ${(peakBytes / 2 ** 20).toFixed(0)} | ${violated === "" ? "none" : violated} |`);
      process.stdout.write(`${rows.at(-1)}\n`);
    }
  }
} finally {
  rmSync(directory, { recursive: true });
}
writeFileSync(
  "bench/reductions.md",
  `# What reductions save

<!-- Written by bench/reductions.ts; not to be edited. -->

${machine().map((line) => `- ${line}`).join("\n")}
- ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC; load average ${before} before, ${load()} after

One worker, whole processes: CPU seconds are user and system time from the start of Node to the end of the report, with recording, comparing and generating. **Kept** are the states in the visited set; **stand for** are the states of the whole graph, which symmetry counts by the
sizes of orbits, and equal to the digit to those that are counted one by one; where orders of steps are left out it is not known. Verdicts are the same in all rows of a model, or there is no table. Properties of runs are left out: temporal ones need the whole graph.

| model | --reduce | kept | stand for | CPU s | peak MiB | violated |
| --- | --- | ---: | ---: | ---: | ---: | --- |
${rows.join("\n")}
`,
);
