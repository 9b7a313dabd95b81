import { AllwaysError } from "../language/error.ts";
import { findSpecs } from "./find-specs.ts";
import { commands } from "./options.ts";
import { parse } from "./parse.ts";
import { parseReporters } from "./reporters.ts";
import { reporterNames } from "./reporter-table.ts";
import { runJobs } from "./run-jobs.ts";
import { alongLadder, jobsOf, parseSettings, selectConfigurations } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";

/** `allways ladder`: what `allways check` checks, at every level of the spec's ladder, and told level by level. */
export async function ladderCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("ladder", commands.ladder.options, args);
  const choices = parseReporters(values.reporter ?? [], reporterNames);
  const settings = parseSettings(values.set ?? []);
  const found = (await findSpecs(operands, around.cwd)).filter(({ spec }) => operands.length > 0 || spec.ladder !== undefined);
  for (const { spec } of found) {
    if (spec.ladder === undefined) throw new AllwaysError("AW306", `${spec.name} has no parameter that is a ladder`, { hint: "name it in the spec: ladder: { parameter: ... }; or see: allways check" });
  }
  const jobs = found.flatMap(({ spec }) => jobsOf(spec, alongLadder(spec, selectConfigurations(spec, settings), settings), values.property ?? []));
  const specFiles = new Map(found.flatMap(({ spec, file }) => (file === undefined ? [] : [[spec.name, file] as const])));
  const report = { format: "ladder", traces: "none", view: {}, coverage: undefined, colour: values.color, specFiles } as const;
  return runJobs(jobs, { limits: { maxBytes: around.memoryBytes * 0.75 } }, choices, report, around);
}
