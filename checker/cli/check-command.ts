import { reduceModes } from "../reduce/reduction.ts";
import { engineNames } from "../run/check.ts";
import { storeKinds } from "../search/store/store-for.ts";
import type { Command } from "./command.ts";
import { findSpecs, looksLikeFile } from "./find-specs.ts";
import { color, help, property, reporter, set, view, type OptionTable } from "./options.ts";
import { misuse, oneWord, parse, wholeNumber } from "./parse.ts";
import { parseReporters } from "./reporters.ts";
import { reporterNames } from "./reporter-table.ts";
import { runJobs } from "./run-jobs.ts";
import { jobsOf, parseSettings, selectConfigurations } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";
import { tellError } from "./tell-error.ts";
import { viewOptions } from "./view-options.ts";
import { watch, type Watched } from "./watch.ts";

const options = {
  set,
  property,
  reporter: { ...reporter, about: "default: text; json, jsonl, html, junit, sarif, github, markdown, tap (see below); without a file, to the standard output; may be repeated" },
  format: { type: "string", argument: "FORMAT", about: "table: results and diagrams; commit: only the race diagrams, at most 75 columns, indented by 4, ready for a commit message" },
  traces: { type: "string", argument: "WHICH", about: "which race diagrams to draw: auto, first, all or none (see below)" },
  ...view,
  "max-states": { type: "string", argument: "N", about: "stop a configuration after this many states (then exit 3)" },
  "max-memory": { type: "string", argument: "MIB", about: "do not keep more mebibytes of states (default: 75 % of the machine's memory; then exit 3)" },
  "max-depth": { type: "string", argument: "N", about: "do not search deeper than this many steps (then exit 3)" },
  workers: { type: "string", argument: "N", about: "search large state spaces in so many threads, 1 to 64 (default: as many as there are cores); what is found is the same for any number" },
  "stop-on-violation": { type: "boolean", about: "stop a configuration at its first violation" },
  store: { type: "string", argument: "STORE", about: "exact (default); fingerprint: keep 64 bits of each state, where states are wider: less memory, and a small probability, which is told, that states are left out" },
  reduce: { type: "string", argument: "WHAT", about: "what may be left out of a search where it makes no difference: none, symmetry, por or all (default: all, of large state spaces); if it is said, small ones are reduced, too, and what could not be left out is explained" },
  bisect: { type: "boolean", about: "exit as git bisect run wants it: 0 good, 1 bad, 125 cannot be told (a spec error, a limit)" },
  watch: { type: "boolean", about: "check again whenever the spec or a file that it imports changes, until Ctrl-C" },
  coverage: { type: "boolean", about: "say how often every step ran and every branch was taken (without it: which steps never ran)" },
  stats: { type: "boolean", about: "say why there are so many states: levels, values of each variable, steps; and where the time went" },
  engine: { type: "string", argument: "ENGINE", about: "auto: run the steps of small systems, compile those of large ones (default); packed, compiled: one of these; reference: the slow and obvious one" },
  color,
  help,
} satisfies OptionTable;

export const check: Command = {
  operands: "[spec ...]",
  about: "walk every interleaving and say which properties hold",
  options,
  notes: [
    "A spec is a .ts or .js file, or the name of a spec that comes with Allways (see: allways list). Without a spec, all of those are checked.",
    "--traces auto draws every violation if one configuration is checked; of several configurations it draws each property that is violated unexpectedly, once, by its shortest trace. first: each violated property once, expected or not (the default of --format commit). all: every trace, also the witnesses of what is reachable.",
    "json is one document, jsonl an object for each event as it happens; html a page to step through the races; junit for CI servers; sarif for code scanning; github annotates the lines of a spec in GitHub Actions, and writes the job's summary (by itself where GITHUB_ACTIONS is true); markdown for people; tap for test harnesses.",
    "A report file is written only when the run has ended, in one piece. It does not silence the terminal. Progress goes to the standard error output.",
  ],
  examples: [
    ["allways check", "everything that comes with Allways"],
    ["allways check p2pdma --set variant=V3 --set failBudget=0,1", "two configurations"],
    ["allways check lock.ts --reporter json=out.json", "your own spec, with a report"],
    ["allways check lock.ts --reporter junit=junit.xml --reporter sarif=lock.sarif", "reports for a CI server"],
    ["allways check lock.ts --format commit", "race diagrams to paste"],
    ["allways check lock.ts --watch", "while you write"],
    ["git bisect run npx allways check lock.ts --bisect", "which commit broke it?"],
  ],
  run: checkCommand,
};

/** `allways check`. Everything that can be wrong with the call is found out before the search starts. */
async function checkCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("check", options, args);
  const format = oneWord("check", "format", values.format, ["table", "commit"]) ?? "table";
  const traces = oneWord("check", "traces", values.traces, ["auto", "first", "all", "none"]) ?? (format === "commit" ? "first" : "auto");
  const view = viewOptions("check", values);
  const engine = oneWord("check", "engine", values.engine, engineNames);
  const store = oneWord("check", "store", values.store, storeKinds);
  if (store === "fingerprint" && (engine === "packed" || engine === "reference")) throw misuse(`--store fingerprint is for compiled systems; --engine ${engine} keeps states`, "allways check");
  const reduce = oneWord("check", "reduce", values.reduce, reduceModes);
  if (reduce !== undefined && reduce !== "none" && (engine === "packed" || engine === "reference")) throw misuse(`--reduce ${reduce} is for compiled systems; --engine ${engine} visits every state`, "allways check");
  const mebibytes = wholeNumber("check", "max-memory", values["max-memory"]);
  const limits = {
    maxStates: wholeNumber("check", "max-states", values["max-states"]),
    maxDepth: wholeNumber("check", "max-depth", values["max-depth"]),
    maxBytes: mebibytes === undefined ? around.memoryBytes * 0.75 : mebibytes * 2 ** 20,
    workers: wholeNumber("check", "workers", values.workers, 64) ?? around.cores,
    stopOnViolation: values["stop-on-violation"],
  };
  const choices = parseReporters(values.reporter ?? [], reporterNames);
  const settings = parseSettings(values.set ?? []);

  const checked: Watched = async (notice, surroundings) => {
    const found = await findSpecs(operands, around.cwd, notice);
    const jobs = found.flatMap(({ spec }) => jobsOf(spec, selectConfigurations(spec, settings), values.property ?? []));
    const specFiles = new Map(found.flatMap(({ spec, file }) => (file === undefined ? [] : [[spec.name, file] as const])));
    const report = { format, traces, view, coverage: values.coverage, reductions: reduce !== undefined, colour: values.color, specFiles } as const;
    return runJobs(jobs, { engine, limits, statistics: values.stats, store, reduce }, choices, report, surroundings);
  };
  if (values.watch !== true) return checked(() => {}, around);
  if (!operands.some(looksLikeFile)) throw misuse("--watch needs the file of a spec: those that come with Allways do not change", "allways check");
  return watch(checked, (error) => tellError(error, values.color, around), around);
}
