import type { Location, Program } from "../language/program.ts";
import type { System } from "../language/system.ts";
import { Interpreter } from "../search/reference/interpreter.ts";
import { blockedBy, type ScopeOf } from "./reason.ts";
import type { Reason } from "./trace.ts";

/** Why a step was never taken, as far as the first states tell. */
export interface NeverRan {
  readonly procedure: string;
  readonly step: string;
  /** The first process that was found before the step in some state, and what blocked it there; none if no state looked at has a process before it. */
  readonly met: { readonly process: string; readonly reasons: readonly Reason[] } | undefined;
  /** All states were looked at. */
  readonly everywhere: boolean;
}

/** Look among the first `most` states, on the reference interpreter, for what blocks the steps that a search has never taken. */
export function whyNeverRan(system: System, steps: readonly { readonly procedure: string; readonly step: string }[], most: number, scopeOf: ScopeOf): readonly NeverRan[] {
  const interpreter = new Interpreter(system);
  const found = new Map<string, NeverRan["met"]>();
  const queue = [...interpreter.initialStates()].map(({ state }) => state);
  const visited = new Set(queue.map((state) => JSON.stringify(state)));
  for (let at = 0; at < queue.length && at < most && found.size < steps.length; at++) {
    const state = queue[at] as (typeof queue)[number];
    for (const [process, { pc }] of state.processes.entries()) {
      const { actions } = (interpreter.programs[process] as Program).locations[pc] as Location;
      for (const [action, { step, frame }] of actions.entries()) {
        const key = keyOf(frame.procedure.name, step.label);
        if (found.has(key) || !steps.some((wanted) => keyOf(wanted.procedure, wanted.step) === key)) continue;
        found.set(key, { process: system.processes[process]?.title ?? "", reasons: blockedBy(interpreter, state, { process, action, choice: 0 }, scopeOf) });
      }
    }
    for (const { next } of interpreter.successors(state)) {
      const key = JSON.stringify(next);
      if (!visited.has(key)) queue.push(next);
      visited.add(key);
    }
  }
  return steps.map(({ procedure, step }) => ({ procedure, step, met: found.get(keyOf(procedure, step)), everywhere: queue.length <= most }));
}

function keyOf(procedure: string, step: string): string {
  return JSON.stringify([procedure, step]);
}
