import { fairnessOf, stepsOf, type StepTest } from "../language/fairness.ts";
import { operandsOf, type Formula } from "../language/formula.ts";
import type { PlainState } from "../language/plain-state.ts";
import type { Temporal } from "../language/property.ts";
import type { Interpreter, Successor } from "../search/reference/interpreter.ts";
import type { Replay } from "./replay.ts";

/*
 * Whether a lasso breaks a temporal property, found out in the plainest way: by the meaning of each operator, position by position. It shares nothing with the
 * search that found the lasso, so that each is a check on the other.
 */

/** A state of a lasso, and the step that is taken in it; in the last state of a run that stutters, none is. */
interface Position {
  readonly state: PlainState;
  readonly step: Successor | undefined;
  /** The position after this one. */
  readonly next: number;
}

/** Whether a replayed path is a lasso, is fair, and breaks a temporal property. */
export function violates(interpreter: Interpreter, property: Temporal, { states, successors, loopStart }: Replay): boolean {
  if (loopStart === undefined || loopStart > successors.length) return false;
  const stutters = loopStart === successors.length;
  const [last, first] = [states.at(-1), states[loopStart]];
  if (!stutters && JSON.stringify(last) !== JSON.stringify(first)) return false;
  const moving = successors.map((step, at): Position => ({ state: states[at] as PlainState, step, next: at + 1 === successors.length && !stutters ? loopStart : at + 1 }));
  const positions = stutters ? [...moving, { state: last as PlainState, step: undefined, next: successors.length }] : moving;
  return isFair(interpreter, positions.slice(loopStart)) && truthOf(interpreter, property, property.formula, unrolled(positions, loopStart, pastDepth(property.formula)))[0] === false;
}

/**
 * The same run with some rounds of its loop in front of it. A round later the past can be another one; how many rounds it takes until it is the same in every round, is how deep formulas
 * of the past are nested: with the truths of its parts, `since` at the end of a round is a monotone function of `since` at its beginning.
 */
function unrolled(positions: readonly Position[], loopStart: number, rounds: number): readonly Position[] {
  const loop = positions.slice(loopStart);
  const line = [...positions.slice(0, loopStart), ...Array.from({ length: rounds + 1 }, () => loop).flat()];
  return line.map((position, at) => ({ ...position, next: at + 1 === line.length ? at + 1 - loop.length : at + 1 }));
}

function pastDepth(formula: Formula): number {
  const inside = Math.max(0, ...operandsOf(formula).map(pastDepth));
  return formula.kind === "once" || formula.kind === "historically" || formula.kind === "since" ? inside + 1 : inside;
}

function isFair(interpreter: Interpreter, loop: readonly Position[]): boolean {
  const possible = loop.map(({ state }) => [...interpreter.successors(state)]);
  return fairnessOf(interpreter.system, interpreter.programs).every(({ strength, includes }) => {
    const enabled = new Set(possible.map((steps) => steps.some((step) => isOf(includes, step))));
    const taken = loop.some(({ step }) => isOf(includes, step));
    return taken || (strength === "weak" ? enabled.has(false) : !enabled.has(true));
  });
}

function isOf(includes: StepTest, step: Successor | undefined): boolean {
  return step !== undefined && includes(step.move.process, step.action);
}

/** In which positions a formula is true. */
function truthOf(interpreter: Interpreter, property: Temporal, formula: Formula, positions: readonly Position[]): readonly boolean[] {
  const of = (part: Formula): readonly boolean[] => truthOf(interpreter, property, part, positions);
  const all = (value: boolean): readonly boolean[] => positions.map(() => value);
  const until = (before: readonly boolean[], then: readonly boolean[]): readonly boolean[] => {
    // The least solution: true where the second is, and from there backwards where the first is.
    let truth = then;
    for (;;) {
      const longer = positions.map(({ next }, at) => truth[at] === true || (before[at] === true && truth[next] === true));
      if (longer.every((value, at) => value === truth[at])) return truth;
      truth = longer;
    }
  };
  const since = (after: readonly boolean[], then: readonly boolean[]): readonly boolean[] => {
    const truth: boolean[] = [];
    for (const at of positions.keys()) truth.push(then[at] === true || (after[at] === true && truth[at - 1] === true));
    return truth;
  };
  const not = (truth: readonly boolean[]): readonly boolean[] => truth.map((value) => !value);
  const always = (truth: readonly boolean[]): readonly boolean[] => not(until(all(true), not(truth)));
  switch (formula.kind) {
    case "state":
      return positions.map(({ state }) => interpreter.judges(property, formula.holds, state));
    case "enabled": {
      const includes = stepsOf(interpreter.system, interpreter.programs, formula.steps);
      return positions.map(({ state }) => [...interpreter.successors(state)].some((step) => isOf(includes, step)));
    }
    case "taken": {
      const includes = stepsOf(interpreter.system, interpreter.programs, formula.steps);
      return positions.map(({ step }) => isOf(includes, step));
    }
    case "not":
      return not(of(formula.of));
    case "next": {
      const truth = of(formula.of);
      return positions.map(({ next }) => truth[next] === true);
    }
    case "always":
      return always(of(formula.of));
    case "eventually":
      return until(all(true), of(formula.of));
    case "and":
      return formula.of.map(of).reduce((both, truth) => both.map((value, at) => value && truth[at] === true), all(true));
    case "or":
      return formula.of.map(of).reduce((either, truth) => either.map((value, at) => value || truth[at] === true), all(false));
    case "implies": {
      const [condition, conclusion] = [of(formula.left), of(formula.right)];
      return condition.map((value, at) => !value || conclusion[at] === true);
    }
    case "until":
      return until(of(formula.left), of(formula.right));
    case "once":
      return since(all(true), of(formula.of));
    case "historically":
      return not(since(all(true), not(of(formula.of))));
    case "since":
      return since(of(formula.left), of(formula.right));
    case "release":
      return not(until(not(of(formula.left)), not(of(formula.right))));
    case "leadsTo": {
      const [cause, effect] = [of(formula.left), until(all(true), of(formula.right))];
      return always(cause.map((value, at) => !value || effect[at] === true));
    }
  }
}
