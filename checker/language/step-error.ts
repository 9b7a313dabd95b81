import { AllwaysError } from "./error.ts";
import type { Action } from "./program.ts";
import { thrownAt } from "./source.ts";

/** What a user's function threw while a step ran, as a spec error that says which step it was. */
export function stepError(error: unknown, process: string, action: Action): AllwaysError {
  const where = `process ${process}, ${action.frame.callPath.join(" > ")}, step "${action.step.label}"`;
  const position = thrownAt(error) ?? action.step.source.position;
  if (error instanceof AllwaysError) {
    return new AllwaysError(error.code, `${error.message} (${where})`, { ...(error.hint === undefined ? {} : { hint: error.hint }), position: error.position ?? position, cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new AllwaysError("AW203", `a step threw: ${message} (${where})`, { hint: "a step must be able to run in every state in which its guard is true", position, cause: error });
}

/** What a user's function threw before the first step: while an initial state was set, or control ran to a process's first step. */
export function initialError(error: unknown): AllwaysError {
  if (error instanceof AllwaysError) return new AllwaysError(error.code, `${error.message} (in the initial state)`, { ...(error.hint === undefined ? {} : { hint: error.hint }), position: error.position ?? thrownAt(error), cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new AllwaysError("AW203", `the initial state cannot be made: ${message}`, { hint: "see initially, and what stands before the first step of each process", position: thrownAt(error), cause: error });
}
