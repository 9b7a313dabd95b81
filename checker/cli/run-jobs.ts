import { checkSpec, type CheckOptions } from "../run/check.ts";
import type { RunEvent, RunFailure, RunResult } from "../run/event.ts";
import { remarkVacuity } from "../run/vacuity.ts";
import { exitCodeOf } from "../report/verdicts.ts";
import { openReporters, type ReporterChoice, type ReportOptions } from "./reporters.ts";
import type { Job } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";

/** So many states are walked once more to find out that an invariant says nothing: a second's work. */
const vacuityStates = 100_000;

/** Check one configuration after the other, with reporters that listen; returns the exit code. Report files are kept only if the run comes to its end. */
export async function runJobs(jobs: readonly Job[], options: CheckOptions, choices: readonly ReporterChoice[], report: ReportOptions, around: Surroundings): Promise<number> {
  const { reporters, files } = openReporters(choices, report, around);
  try {
    const exitCode = await run(jobs, options, around, (event) => {
      for (const reporter of reporters) reporter(event);
    });
    for (const file of files) file.keep();
    return exitCode;
  } finally {
    for (const file of files) file.discard();
  }
}

async function run(jobs: readonly Job[], options: CheckOptions, { host }: Surroundings, emit: (event: RunEvent) => void): Promise<number> {
  const start = host.now();
  const results: RunResult[] = [];
  const failures: RunFailure[] = [];
  emit({ kind: "run-start", specs: [...new Set(jobs.map((job) => job.spec))], configurations: jobs.length });
  for (const [at, job] of jobs.entries()) {
    if (host.interrupted()) break;
    for (const result of await checkSpec(job.spec, [job.config], { ...options, properties: job.properties }, host, emit)) {
      if ("error" in result) failures.push(result);
      else results.push(result);
    }
    if (jobs[at + 1]?.spec === job.spec || host.interrupted()) continue;
    // Reports tell of a spec when all its configurations are done.
    const { name } = job.spec;
    if (failures.every(({ spec }) => spec !== name)) for (const remark of await remarkVacuity(job.spec, results.filter(({ spec }) => spec === name), host, vacuityStates)) emit({ kind: "remark", spec: job.spec, ...remark });
  }
  const exitCode = host.interrupted() ? 130 : exitCodeOf(results, failures);
  emit({ kind: "run-end", results, seconds: host.now() - start, exitCode });
  return exitCode;
}
