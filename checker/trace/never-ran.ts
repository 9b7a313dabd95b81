import type { Location, Program } from "../language/program.ts";
import type { Interpreter } from "../search/reference/interpreter.ts";
import type { FirstStates } from "./first-states.ts";
import type { ScopeOf } from "./predicate-parts.ts";
import { blockedBy } from "./reason.ts";
import type { Reason } from "./trace.ts";

/** Why a step was never taken, as far as the first states tell. */
export interface NeverRan {
  readonly procedure: string;
  readonly step: string;
  /** The first process that was found before the step in some state, and what blocked it there; none if no state looked at has a process before it. */
  readonly met: { readonly process: string; readonly reasons: readonly Reason[] } | undefined;
}

/** Look for what blocks the steps that a search has never taken. */
export function whyNeverRan(interpreter: Interpreter, { states }: FirstStates, steps: readonly { readonly procedure: string; readonly step: string }[], scopeOf: ScopeOf): readonly NeverRan[] {
  const found = new Map<string, NeverRan["met"]>();
  for (const state of states) {
    if (found.size === steps.length) break;
    for (const [process, { pc }] of state.processes.entries()) {
      const { actions } = (interpreter.programs[process] as Program).locations[pc] as Location;
      for (const [action, { step, frame }] of actions.entries()) {
        const key = keyOf(frame.procedure.name, step.label);
        if (found.has(key) || !steps.some((wanted) => keyOf(wanted.procedure, wanted.step) === key)) continue;
        found.set(key, { process: interpreter.system.processes[process]?.title ?? "", reasons: blockedBy(interpreter, state, { process, action, choice: 0 }, scopeOf) });
      }
    }
  }
  return steps.map(({ procedure, step }) => ({ procedure, step, met: found.get(keyOf(procedure, step)) }));
}

function keyOf(procedure: string, step: string): string {
  return JSON.stringify([procedure, step]);
}
