import type { SpecMutations } from "../mutate/fate.ts";
import { mutateSpec, type Subject } from "../mutate/mutate.ts";
import type { Spec } from "../language/spec.ts";
import type { SearchLimits } from "../search/outcome.ts";
import type { MutationEvent } from "../report/mutation-reporter.ts";
import { exitCodeOfMutations } from "../report/verdicts.ts";
import { findSpecs } from "./find-specs.ts";
import { openMutationReporters } from "./mutation-reporters.ts";
import { commands } from "./options.ts";
import { parse, wholeNumber } from "./parse.ts";
import { parseReporters } from "./reporters.ts";
import { jobsOf, parseSettings, selectConfigurations } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";

/** `allways mutate`. Everything that can be wrong with the call is found out before the first mistake is made. */
export async function mutateCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("mutate", commands.mutate.options, args);
  const mebibytes = wholeNumber("mutate", "max-memory", values["max-memory"]);
  const limits = {
    maxStates: wholeNumber("mutate", "max-states", values["max-states"]),
    maxBytes: mebibytes === undefined ? around.memoryBytes * 0.75 : mebibytes * 2 ** 20,
  };
  const choices = parseReporters(values.reporter ?? [], ["default", "json"]);
  const settings = parseSettings(values.set ?? []);

  const found = await findSpecs(operands, around.cwd);
  const jobs = found.map(({ spec }) => ({ spec, subjects: jobsOf(spec, selectConfigurations(spec, settings), values.property ?? []) }));
  const specFiles = new Map(found.flatMap(({ spec, file }) => (file === undefined ? [] : [[spec.name, file] as const])));

  const { reporters, files } = openMutationReporters(choices, { colour: values.color, specFiles }, around);
  try {
    const exitCode = await run(jobs, limits, around, (event) => {
      for (const reporter of reporters) reporter(event);
    });
    for (const file of files) file.keep();
    return exitCode;
  } finally {
    for (const file of files) file.discard();
  }
}

async function run(jobs: readonly { spec: Spec; subjects: readonly Subject[] }[], limits: SearchLimits, { host }: Surroundings, emit: (event: MutationEvent) => void): Promise<number> {
  const start = host.now();
  const all: SpecMutations[] = [];
  for (const { spec, subjects } of jobs) {
    if (host.interrupted()) break;
    const mutated = await mutateSpec(spec, subjects, limits, host, (progress) => emit({ kind: "progress", progress, seconds: host.now() - start }));
    all.push(mutated);
    emit({ kind: "spec-end", mutated });
  }
  const exitCode = host.interrupted() ? 130 : exitCodeOfMutations(all);
  emit({ kind: "run-end", all, seconds: host.now() - start, exitCode });
  return exitCode;
}
