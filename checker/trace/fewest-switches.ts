import type { PlainState } from "../language/plain-state.ts";
import type { Property } from "../language/property.ts";
import type { Interpreter, Successor } from "../search/reference/interpreter.ts";
import { decides, type Replay } from "./replay.ts";

/*
 * A breadth-first search finds a shortest path, but among equally short ones it takes any interleaving. A reader wants the one in which the
 * processes take turns least: each switch between columns of a race diagram says "and this is where the race is".
 */

/**
 * The same steps in an order with fewer switches between processes, by moving whole turns of a process to its turn before or after; of a lasso the stem and the
 * loop each by itself. Every candidate is walked on the reference interpreter, and must decide the property as the path did; so nothing is assumed about which
 * steps depend on each other.
 */
export function fewestSwitches(interpreter: Interpreter, property: Property, replay: Replay): Replay {
  let best = replay;
  for (let better: Replay | undefined = best; better !== undefined; better = improved(interpreter, property, best)) best = better;
  return best;
}

function improved(interpreter: Interpreter, property: Property, replay: Replay): Replay | undefined {
  const now = switches(replay.successors, replay.loopStart);
  for (const order of orders(replay)) {
    if (switches(order, replay.loopStart) >= now) continue;
    const walked = walk(interpreter, replay, order);
    if (walked !== undefined && decidesToo(interpreter, property, replay, walked)) return walked;
  }
  return undefined;
}

function decidesToo(interpreter: Interpreter, property: Property, replay: Replay, walked: Replay): boolean {
  // What cannot be reached any more from the same state need not be looked for again.
  if (property.kind === "alwaysPossible") return JSON.stringify(walked.states.at(-1)) === JSON.stringify(replay.states.at(-1));
  return decides(interpreter, property, walked, walked.states.at(-1) as PlainState);
}

/** How often another process acts than the one before; of a lasso also from the end of its loop to the start. */
export function switches(steps: readonly Pick<Successor, "move">[], loopStart: number = steps.length): number {
  const within = steps.filter(({ move }, at) => at > 0 && move.process !== steps[at - 1]?.move.process).length;
  return within + (loopStart < steps.length && steps.at(-1)?.move.process !== steps[loopStart]?.move.process ? 1 : 0);
}

function* orders({ successors, loopStart = successors.length }: Replay): Generator<readonly Successor[]> {
  const [stem, loop] = [successors.slice(0, loopStart), successors.slice(loopStart)];
  for (const order of joinedTurns(loop)) yield [...stem, ...order];
  for (const order of joinedTurns(stem)) yield [...order, ...loop];
}

/** Every order in which one turn of a process stands next to its turn before: moved up to it, or the other down. */
function* joinedTurns(steps: readonly Successor[]): Generator<readonly Successor[]> {
  const turns = turnsOf(steps);
  // From the end: who acts first in the path that was found acts first in the diagram.
  for (const [at, turn] of [...turns.entries()].toReversed()) {
    const before = turns.findLastIndex((other, earlier) => earlier < at && processOf(other) === processOf(turn));
    if (before < 0) continue;
    const between = turns.slice(before + 1, at);
    const [head, tail] = [turns.slice(0, before), turns.slice(at + 1)];
    const same = turns[before] ?? [];
    yield [...head, same, turn, ...between, ...tail].flat();
    yield [...head, ...between, same, turn, ...tail].flat();
  }
}

function turnsOf(steps: readonly Successor[]): Successor[][] {
  const turns: Successor[][] = [];
  for (const step of steps) {
    const current = turns.at(-1);
    if (current !== undefined && processOf(current) === step.move.process) current.push(step);
    else turns.push([step]);
  }
  return turns;
}

function processOf(turn: readonly Successor[]): number | undefined {
  return turn[0]?.move.process;
}

/** The path with its steps in this order; undefined if that is no path, or a step would not be the same one. */
function walk(interpreter: Interpreter, { states, successors, loopStart }: Replay, order: readonly Successor[]): Replay | undefined {
  const same = order.findIndex((step, at) => step !== successors[at]);
  const walked = { states: states.slice(0, same + 1), successors: successors.slice(0, same), loopStart };
  for (const step of order.slice(same)) {
    const next = interpreter.take(walked.states.at(-1) as PlainState, step.move);
    if (next === undefined || next.action !== step.action) return undefined;
    walked.states.push(next.next);
    walked.successors.push(next);
  }
  return walked;
}
