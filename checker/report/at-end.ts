import type { RunEvent } from "../run/event.ts";
import type { Finished } from "./test-outcome.ts";
import type { Reporter } from "./reporter.ts";

/** A reporter that says everything at the end of the run, in the order in which it was found. */
export function atEnd(report: (finished: readonly Finished[], end: Extract<RunEvent, { kind: "run-end" }>) => void): Reporter {
  const finished: Finished[] = [];
  return (event) => {
    if (event.kind === "configuration-end") finished.push(event.result);
    if (event.kind === "failure") finished.push(event.failure);
    if (event.kind === "run-end") report(finished, event);
  };
}
