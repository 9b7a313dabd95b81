import type { SpecMutations } from "../mutate/fate.ts";
import type { MutationProgress } from "../mutate/mutate.ts";
import { duration } from "./figures.ts";
import { liveStatus } from "./live-status.ts";
import { mutationDocument } from "./mutation-document.ts";
import { mutationSummary, mutationText, type MutationTextOptions } from "./mutation-text.ts";
import { writeLines, type Output } from "./reporter.ts";
import type { SpecFile } from "./result-document.ts";

/** Everything that can be heard of mutating specs. */
export type MutationEvent =
  | { readonly kind: "progress"; readonly progress: MutationProgress; readonly seconds: number }
  | { readonly kind: "spec-end"; readonly mutated: SpecMutations }
  | { readonly kind: "run-end"; readonly all: readonly SpecMutations[]; readonly seconds: number; readonly exitCode: number };

export type MutationReporter = (event: MutationEvent) => void;

/** For a reader: each spec when it is done, and a line at the end. */
export function mutationTextReporter(out: Output, options: MutationTextOptions): MutationReporter {
  return (event) => {
    if (event.kind === "spec-end") writeLines(out, [...mutationText(event.mutated, options), ""]);
    if (event.kind === "run-end") writeLines(out, mutationSummary(event.all, event.seconds, options));
  };
}

/** One document at the end. */
export function mutationJsonReporter(out: Output, specFile: SpecFile): MutationReporter {
  return (event) => {
    if (event.kind === "run-end") out.write(`${JSON.stringify(mutationDocument(event.all, event, specFile), undefined, 2)}\n`);
  };
}

const redrawSeconds = 0.1;

/** On a terminal, one line that says how far it is. */
export function mutationProgressReporter(out: Output, columns: () => number): MutationReporter {
  const status = liveStatus(out);
  let due = 0;
  return (event) => {
    if (event.kind !== "progress") {
      status.erase();
    } else if (event.seconds >= due) {
      const { spec, done, mutants, survived } = event.progress;
      due = event.seconds + redrawSeconds;
      status.draw([`[${done}/${mutants}] ${spec.name}  ${survived} survived  ${duration(event.seconds)}`.slice(0, columns() - 1)]);
    }
  };
}
