import { AllwaysError } from "../language/error.ts";
import type { Config } from "../language/parameter.ts";
import type { PlainRecord, PlainState } from "../language/plain-state.ts";
import type { Spec } from "../language/spec.ts";
import { Interpreter, type Successor } from "../search/reference/interpreter.ts";
import { Counterexample } from "./counterexample.ts";
import type { ScopeOf } from "./predicate-parts.ts";
import { decides } from "./replay.ts";
import type { Trace, TraceStep } from "./trace.ts";

/** What a step is recognised by; and, where a record has it, the shared state that it led to. */
export type RecordedStep = Pick<TraceStep, "process" | "callPath" | "step" | "choice"> & { readonly after?: PlainRecord };

export interface RecordedTrace {
  readonly initial: Trace["initial"];
  readonly steps: readonly RecordedStep[];
  readonly loopStart: number | undefined;
}

/**
 * Walk a recorded trace by its names, on the spec as it is now.
 *
 * @throws AllwaysError AW310 if the spec has changed so that the trace does not fit it any more, or does not decide the property.
 */
export function retrace(spec: Spec, config: Config, propertyId: string, trace: RecordedTrace, scopeOf: ScopeOf): Counterexample {
  const interpreter = new Interpreter(spec.build(config));
  const property = interpreter.system.properties.find(({ id }) => id === propertyId);
  if (property === undefined) throw misfit(spec, `there is no property ${propertyId} any more`);
  const first = initialOf(interpreter, trace);
  if (first === undefined) throw misfit(spec, "its initial state is not one of the spec's");
  const states = [first.state];
  const successors: Successor[] = [];
  for (const [position, step] of trace.steps.entries()) {
    const enabled = [...interpreter.successors(states[position] as PlainState)];
    const taken = enabled.find((candidate) => isStep(interpreter, candidate, step));
    if (taken === undefined) {
      const possible = enabled.map((candidate) => `${interpreter.system.processes[candidate.move.process]?.title ?? ""}: ${candidate.action.step.label}`);
      throw misfit(spec, `step ${position + 1}, "${step.step}" of ${step.process}, cannot be taken`, `possible there: ${possible.join("; ") || "nothing"}`);
    }
    if (step.after !== undefined && !same(step.after, taken.next.shared)) throw misfit(spec, `step ${position + 1}, "${step.step}" of ${step.process}, leads to another state`);
    successors.push(taken);
    states.push(taken.next);
  }
  if (!decides(interpreter, property, { states, successors, loopStart: trace.loopStart }, states.at(-1) as PlainState)) throw misfit(spec, `it can be taken, but ${propertyId} does not fail at its end any more`);
  const path = { initial: first.ordinal, moves: successors.map(({ move }) => move), ...(trace.loopStart === undefined ? {} : { loopStart: trace.loopStart }) };
  return new Counterexample(interpreter, property, path, scopeOf, "given");
}

function initialOf(interpreter: Interpreter, { initial }: RecordedTrace): { readonly ordinal: number; readonly state: PlainState } | undefined {
  for (const candidate of interpreter.initialStates()) if (same(candidate.state.shared, initial)) return candidate;
  return undefined;
}

function isStep(interpreter: Interpreter, { move, action, choice }: Successor, step: RecordedStep): boolean {
  return (
    interpreter.system.processes[move.process]?.title === step.process &&
    action.step.label === step.step &&
    same(action.frame.callPath, step.callPath) &&
    same(choice ?? null, step.choice ?? null)
  );
}

/** Records are compared whatever the order of their fields: other tools write them as they like. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([field, of]) => [field, sorted(of)]));
}

function misfit({ name }: Spec, what: string, hint = "the spec has changed since the trace was recorded: check it again"): AllwaysError {
  return new AllwaysError("AW310", `the trace does not fit ${name}: ${what}`, { hint });
}
