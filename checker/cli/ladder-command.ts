import { AllwaysError } from "../language/error.ts";
import type { Command } from "./command.ts";
import { findSpecs } from "./find-specs.ts";
import { color, help, property, reporter, set, type OptionTable } from "./options.ts";
import { parse } from "./parse.ts";
import { parseReporters } from "./reporters.ts";
import { reporterNames } from "./reporter-table.ts";
import { runJobs } from "./run-jobs.ts";
import { alongLadder, jobsOf, parseSettings, selectConfigurations } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";

const options = { set, property, reporter, color, help } satisfies OptionTable;

export const ladder: Command = {
  operands: "[spec ...]",
  about: "check every version that a spec knows, and say what each repairs and breaks",
  options,
  notes: [
    "For a spec that names a parameter as its ladder: the versions of what is modelled, oldest first. Each configuration of its matrix is checked at every level. Without a spec, all that have a ladder are checked.",
    "The table shows in how many configurations each property is violated. Below it, each level that changes a verdict, with what it repairs and what it breaks, compared with the level below.",
  ],
  examples: [
    ["allways ladder fs-dax", "which commit of the series repairs what, and which breaks what"],
    ["allways ladder fs-dax --set patchLevel=P17,P18", "one commit"],
  ],
  run: ladderCommand,
};

/** `allways ladder`: what `allways check` checks, at every level of the spec's ladder, and told level by level. */
async function ladderCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("ladder", options, args);
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
