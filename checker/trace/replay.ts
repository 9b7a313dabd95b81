import { AllwaysError } from "../language/error.ts";
import type { PlainProcess, PlainState } from "../language/plain-state.ts";
import type { Location, Program } from "../language/program.ts";
import type { Property } from "../language/property.ts";
import type { Plain } from "../language/value.ts";
import type { Path } from "../search/outcome.ts";
import type { Interpreter, Successor } from "../search/reference/interpreter.ts";
import { localChanges, sharedChanges } from "./difference.ts";
import { violates } from "./lasso.ts";
import type { ScopeOf } from "./predicate-parts.ts";
import { blockedBy, reasonsOfEnd } from "./reason.ts";
import { sliceOf } from "./slice.ts";
import { watchedOf } from "./watched.ts";
import type { Standing, Trace, TraceStep } from "./trace.ts";

/** A path on the reference interpreter: the states that it passes, and the steps between them. */
export interface Replay {
  readonly states: readonly PlainState[];
  readonly successors: readonly Successor[];
  /** For a lasso: how many steps lead to its loop; if there are no more, it stutters. */
  readonly loopStart: number | undefined;
}

/**
 * Walk a path on the reference interpreter.
 *
 * @throws AllwaysError AW901 if a step of the path cannot be taken: then an engine and the reference disagree.
 */
export function replayPath(interpreter: Interpreter, path: Path): Replay {
  const first = interpreter.initialState(path.initial);
  if (first === undefined) throw disagreement(`there is no initial state ${path.initial}`);
  const states = [first];
  const successors: Successor[] = [];
  for (const [position, move] of path.moves.entries()) {
    const successor = interpreter.take(states[position] as PlainState, move);
    if (successor === undefined) throw disagreement(`step ${position + 1} of a path cannot be taken`);
    successors.push(successor);
    states.push(successor.next);
  }
  return { states, successors, loopStart: path.loopStart };
}

/**
 * Make sure that a replayed path decides a property the way that an engine says.
 *
 * @throws AllwaysError AW901 if it does not.
 */
export function confirm(interpreter: Interpreter, property: Property, replay: Replay): void {
  const last = replay.states.at(-1) as PlainState;
  if (!decides(interpreter, property, replay, last)) throw disagreement(`the path that decides ${property.id} does not decide it`);
}

/** A replayed path in names, with what each step changed; and, if it decides a property, which of that matters for it. */
export function traceOf(interpreter: Interpreter, replay: Replay, decided?: { readonly property: Property; readonly scopeOf: ScopeOf }): Trace {
  const { states, successors, loopStart } = replay;
  const slice = decided === undefined ? undefined : sliceOf(interpreter, decided.property, replay);
  const steps = successors.map(({ move, action, choice, raised }, position): TraceStep => {
    const [before, after] = [states[position] as PlainState, states[position + 1] as PlainState];
    const { title } = interpreter.system.processes[move.process] as { title: string };
    const program = interpreter.programs[move.process] as Program;
    const [was, is] = [before, after].map((state) => state.processes[move.process] as PlainProcess) as [PlainProcess, PlainProcess];
    const locations = [was, is].map(({ pc }) => program.locations[pc] as Location) as [Location, Location];
    return {
      process: title,
      callPath: action.frame.callPath,
      step: action.step.label,
      choice,
      changes: [
        ...sharedChanges(interpreter.system.shared, before, after).map((change) => ({ ...change, matters: slice?.[position]?.(change.path, "shared") ?? true })),
        ...localChanges(title, ...locations, was, is).map((change) => ({ ...change, matters: slice?.[position]?.(change.path, "local") ?? true })),
      ],
      raised: raised.map(({ id }) => id),
      position: action.step.source.position,
    };
  });
  return {
    processes: interpreter.system.processes.map(({ title }) => title),
    initial: (states[0] as PlainState).shared as Plain,
    steps,
    // Where a run ends or stutters, it matters what everybody waits for.
    standing: standingIn(interpreter, states.at(-1) as PlainState, decided?.property.kind === "terminal" || loopStart === successors.length ? decided?.scopeOf : undefined),
    reasons: decided === undefined ? [] : reasonsOfEnd(interpreter, decided.property, states, decided.scopeOf),
    watched: decided === undefined ? [] : watchedOf(interpreter, decided.property, replay, decided.scopeOf),
    loopStart,
  };
}

/** Where the processes that have not ended stand; and, with `scopeOf`, which of them can go on, and why the others cannot. */
export function standingIn(interpreter: Interpreter, state: PlainState, scopeOf?: ScopeOf): readonly Standing[] {
  const { system, programs } = interpreter;
  // Where nobody asks, no step is run: one of them may be what a spec error is about.
  const able = new Set(scopeOf === undefined ? [] : [...interpreter.successors(state)].map(({ move }) => move.process));
  return state.processes.flatMap(({ pc }, process): Standing[] => {
    const { kind, frame, actions } = (programs[process] as Program).locations[pc] as Location;
    if (kind === "end") return [];
    const reasons = scopeOf === undefined ? [] : actions.flatMap((_, action) => blockedBy(interpreter, state, { process, action, choice: 0 }, scopeOf));
    return [{ process: system.processes[process]?.title ?? "", callPath: frame?.callPath ?? [], steps: actions.map(({ step }) => step.label), enabled: able.has(process), reasons }];
  });
}

/** Whether a path ends in what decides a property: its violation, or a witness of a reachability property. */
export function decides(interpreter: Interpreter, property: Property, replay: Replay, last: PlainState): boolean {
  const { states, successors } = replay;
  switch (property.kind) {
    case "invariant":
      return !interpreter.satisfies(property, last);
    case "reachable":
      return interpreter.satisfies(property, last);
    case "terminal":
      return !interpreter.satisfies(property, last) && interpreter.successors(last).next().done === true;
    case "transition":
      return successors.length > 0 && !interpreter.allows(property, states.at(-2) as PlainState, last);
    case "assertion":
      return successors.at(-1)?.raised.some(({ id }) => id === property.id) ?? false;
    case "temporal":
      return violates(interpreter, property, replay);
    case "alwaysPossible":
      return isTrap(interpreter, property, last);
  }
}

/** Beyond this many states the reference interpreter would take too long to look everywhere, and the engine is believed. */
const mostStatesOfTrap = 2_000;

/** Whether no state with the property can be reached from a state. */
function isTrap(interpreter: Interpreter, property: Extract<Property, { kind: "alwaysPossible" }>, from: PlainState): boolean {
  const found = new Map([[JSON.stringify(from), from]]);
  for (const state of found.values()) {
    if (interpreter.satisfies(property, state)) return false;
    if (found.size > mostStatesOfTrap) return true;
    for (const { next } of interpreter.successors(state)) found.set(JSON.stringify(next), next);
  }
  return true;
}

function disagreement(what: string): AllwaysError {
  return new AllwaysError("AW901", `${what} on the reference interpreter`, { hint: "the engine and the reference interpreter disagree; please report this with the spec" });
}
