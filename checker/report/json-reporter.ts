import type { RunEvent, RunFailure } from "../run/event.ts";
import type { Output, Reporter } from "./reporter.ts";
import { resultDocument, type SpecFile } from "./result-document.ts";

/** Writes the result document in one piece at the end of the run. */
export function jsonReporter(out: Output, specFile: SpecFile): Reporter {
  const failures: RunFailure[] = [];
  return (event: RunEvent): void => {
    if (event.kind === "failure") failures.push(event.failure);
    if (event.kind === "run-end") out.write(`${JSON.stringify(resultDocument(event.results, failures, event, specFile), undefined, 2)}\n`);
  };
}
