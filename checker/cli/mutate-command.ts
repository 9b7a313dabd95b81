import type { SpecMutations } from "../mutate/fate.ts";
import { mutateSpec, type Subject } from "../mutate/mutate.ts";
import type { Spec } from "../language/spec.ts";
import type { SearchLimits } from "../search/outcome.ts";
import type { MutationEvent } from "../report/mutation-reporter.ts";
import { exitCodeOfMutations } from "../report/verdicts.ts";
import type { Command } from "./command.ts";
import { findSpecs } from "./find-specs.ts";
import { openMutationReporters } from "./mutation-reporters.ts";
import { color, help, property, reporter, set, type OptionTable } from "./options.ts";
import { parse, wholeNumber } from "./parse.ts";
import { parseReporters } from "./reporters.ts";
import { jobsOf, parseSettings, selectConfigurations } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";

const options = {
  set,
  property: { ...property, about: "let only this property notice; may be repeated" },
  reporter: { ...reporter, about: "default: text; json: one document; without a file, to the standard output; may be repeated" },
  "max-states": { type: "string", argument: "N", about: "stop a search after this many states (default: 4 times those of the spec without a mistake, and at least 10,000; then exit 3)" },
  "max-memory": { type: "string", argument: "MIB", about: "do not keep more mebibytes of states (default: 75 % of the machine's memory; then exit 3)" },
  color,
  help,
} satisfies OptionTable;

export const mutate: Command = {
  operands: "[spec ...]",
  about: "make mistakes in a spec, and show which of them no property notices",
  options,
  notes: [
    "The mistakes, one at a time: a step does nothing; does not wait, or waits for the opposite; two steps that follow each other change places; a condition is always true, always false, or negated; a count that a step writes is one more or one less; a call is left out.",
    "A mistake is killed where a verdict is not as expected, or a step breaks the rules of the language. Not counted are equivalent ones, whose state graphs differ only in program counters and locals that nobody sees (compared up to 30,000 states), and those that no process comes to. The score is what was killed of the rest; undecided mistakes lower it.",
    "Exit code 0: every mistake that counts was killed. 1: some survived, or the spec is not as expected without a mistake. 3: some are undecided.",
  ],
  examples: [
    ["allways mutate lock.ts", "which mistakes would nobody notice?"],
    ["allways mutate p2pdma --set variant=V3 --set scenario=mmap,fork", "some configurations"],
    ["allways mutate lock.ts --reporter json=mutants.json", "with every mutant in a file"],
  ],
  run: mutateCommand,
};

/** `allways mutate`. Everything that can be wrong with the call is found out before the first mistake is made. */
async function mutateCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("mutate", options, args);
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
