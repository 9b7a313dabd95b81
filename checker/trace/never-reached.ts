import type { StatePredicate } from "../language/property.ts";
import type { Interpreter } from "../search/reference/interpreter.ts";
import type { FirstStates } from "./first-states.ts";
import type { ScopeOf } from "./predicate-parts.ts";
import { allReasonsOf } from "./reason.ts";

/** A part of a predicate, and in how many of the states that were looked at it is to blame for the whole. */
export interface Blame {
  readonly text: string;
  readonly states: number;
}

/** Why no state has what a predicate asks for: the parts of it that are false, those to blame most often first. */
export function whyNeverReached(interpreter: Interpreter, { states }: FirstStates, predicate: StatePredicate, scopeOf: ScopeOf): readonly Blame[] {
  const blamed = new Map<string, number>();
  const scope = scopeOf(predicate);
  for (const state of states) {
    const { shared, processes } = interpreter.view(state);
    for (const { text } of allReasonsOf(predicate, [shared, processes], (of) => (of === predicate ? scope : scopeOf(of)))) blamed.set(text, (blamed.get(text) ?? 0) + 1);
  }
  return [...blamed].map(([text, times]) => ({ text, states: times })).toSorted((one, other) => other.states - one.states);
}
