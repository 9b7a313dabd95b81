import { reduceModes } from "../reduce/reduction.ts";
import { engineNames } from "../run/check.ts";
import { storeKinds } from "../search/store/store-for.ts";
import { findSpecs, looksLikeFile } from "./find-specs.ts";
import { commands } from "./options.ts";
import { misuse, oneWord, parse, wholeNumber } from "./parse.ts";
import { parseReporters } from "./reporters.ts";
import { reporterNames } from "./reporter-table.ts";
import { runJobs } from "./run-jobs.ts";
import { jobsOf, parseSettings, selectConfigurations } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";
import { tellError } from "./tell-error.ts";
import { viewOptions } from "./view-options.ts";
import { watch, type Watched } from "./watch.ts";

/** `allways check`. Everything that can be wrong with the call is found out before the search starts. */
export async function checkCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("check", commands.check.options, args);
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
