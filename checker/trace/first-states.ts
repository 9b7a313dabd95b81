import type { PlainState } from "../language/plain-state.ts";
import type { Interpreter } from "../search/reference/interpreter.ts";

/** States to look for examples in: those that are reached first. */
export interface FirstStates {
  readonly states: readonly PlainState[];
  /** There are no others. */
  readonly all: boolean;
}

/** Walk the first states on the reference interpreter, level by level. */
export function firstStates(interpreter: Interpreter, most: number): FirstStates {
  const found = new Map<string, PlainState>();
  const find = (state: PlainState): void => void found.set(JSON.stringify(state), state);
  for (const { state } of interpreter.initialStates()) find(state);
  // A map is walked in the order of insertion, also over what is inserted meanwhile; a state that is found again keeps its place.
  for (const state of found.values()) {
    if (found.size > most) break;
    for (const { next } of interpreter.successors(state)) find(next);
  }
  const states = [...found.values()];
  return { states: states.slice(0, most), all: states.length <= most };
}
