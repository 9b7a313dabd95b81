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
