import type { RunEvent, RunFailure, RunResult } from "../run/event.ts";
import { checkSpec, engineNames } from "../run/check.ts";
import { storeKinds } from "../search/store/store-for.ts";
import { exitCodeOf } from "../report/verdicts.ts";
import { findSpecs } from "./find-specs.ts";
import { commands } from "./options.ts";
import { misuse, oneWord, parse, wholeNumber } from "./parse.ts";
import { openReporters, parseReporters } from "./reporters.ts";
import { reporterNames } from "./reporter-table.ts";
import { jobsOf, parseSettings, selectConfigurations, type Job } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";
import { viewOptions } from "./view-options.ts";

/** `allways check`. Everything that can be wrong with the call is found out before the search starts. */
export async function checkCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("check", commands.check.options, args);
  const format = oneWord("check", "format", values.format, ["table", "commit"]) ?? "table";
  const traces = oneWord("check", "traces", values.traces, ["auto", "first", "all", "none"]) ?? (format === "commit" ? "first" : "auto");
  const view = viewOptions("check", values);
  const engine = oneWord("check", "engine", values.engine, engineNames);
  const store = oneWord("check", "store", values.store, storeKinds);
  if (store === "fingerprint" && (engine === "packed" || engine === "reference")) throw misuse(`--store fingerprint is for compiled systems; --engine ${engine} keeps states`, "allways check");
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

  const found = await findSpecs(operands, around.cwd);
  const jobs = found.flatMap(({ spec }) => jobsOf(spec, selectConfigurations(spec, settings), values.property ?? []));
  const specFiles = new Map(found.flatMap(({ spec, file }) => (file === undefined ? [] : [[spec.name, file] as const])));

  const { reporters, files } = openReporters(choices, { format, traces, view, coverage: values.coverage, colour: values.color, specFiles }, around);
  try {
    const exitCode = await run(jobs, (job) => ({ engine, limits, statistics: values.stats, store, properties: job.properties }), around, (event) => {
      for (const reporter of reporters) reporter(event);
    });
    for (const file of files) file.keep();
    return exitCode;
  } finally {
    for (const file of files) file.discard();
  }
}

async function run(jobs: readonly Job[], optionsOf: (job: Job) => Parameters<typeof checkSpec>[2], { host }: Surroundings, emit: (event: RunEvent) => void): Promise<number> {
  const start = host.now();
  const results: RunResult[] = [];
  const failures: RunFailure[] = [];
  emit({ kind: "run-start", specs: [...new Set(jobs.map((job) => job.spec))], configurations: jobs.length });
  for (const job of jobs) {
    if (host.interrupted()) break;
    for (const result of await checkSpec(job.spec, [job.config], optionsOf(job), host, emit)) {
      if ("error" in result) failures.push(result);
      else results.push(result);
    }
  }
  const exitCode = host.interrupted() ? 130 : exitCodeOf(results, failures);
  emit({ kind: "run-end", results, seconds: host.now() - start, exitCode });
  return exitCode;
}
