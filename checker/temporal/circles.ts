import { BitSet } from "./atoms.ts";
import type { Automaton } from "./automaton.ts";
import { Components } from "./components.ts";
import { integers, IntStack } from "./integers.ts";
import { Product } from "./product.ts";
import { isResting, type StateGraph } from "./state-graph.ts";

/** Reads every run. */
const anything: Automaton = { transitions: [[{ yes: [], no: [], target: 0, marks: 0 }]], accepting: 0, recurring: [true] };

/** Where the runs of a state graph can go round for ever, and where they can rest. Every formula asks that, so it is found once. */
export class Circles {
  /** By state, the number of its strongly connected component; 0 if no run can come back to it. */
  readonly of: Int32Array;
  /** The states that are on a circle. */
  readonly states: Int32Array;
  /** The states in which a run may stutter. */
  readonly resting: Int32Array;

  private constructor(of: Int32Array, resting: Int32Array) {
    this.of = of;
    this.states = positionsOf(of.length, (state) => of[state] !== 0);
    this.resting = resting;
  }

  /**
   * Yields where others may have their turn.
   *
   * @throws OutOfMemory
   */
  static *in(graph: StateGraph): Generator<void, Circles> {
    const left = notBeforeAll(graph);
    yield;
    const components = new Components(new Product(graph, anything, new Set()));
    const onCircles = new BitSet(graph.states);
    yield* components.search(left, function* (nodes) {
      for (const node of nodes) onCircles.add(node);
      yield;
    });
    const of = components.ranks;
    for (const state of left) if (!onCircles.has(state)) of[state] = 0;
    yield;
    return new Circles(
      of,
      positionsOf(graph.states, (state) => isResting(graph, state)),
    );
  }
}

/**
 * The states that are left when those without a predecessor are taken away until there are none: those on circles, and behind them. Many a system has no circle at
 * all, and this is the quickest way to know.
 */
function notBeforeAll({ states, first, targets }: StateGraph): Int32Array {
  const predecessors = integers(states);
  const edges = first[states] as number;
  for (let edge = 0; edge < edges; edge++) predecessors[targets[edge] as number] = (predecessors[targets[edge] as number] as number) + 1;
  const gone = positionsOf(states, (state) => predecessors[state] === 0);
  const queue = integers(states);
  queue.set(gone);
  let size = gone.length;
  for (let at = 0; at < size; at++) {
    const state = queue[at] as number;
    for (let edge = first[state] as number; edge < (first[state + 1] as number); edge++) {
      const target = targets[edge] as number;
      if ((predecessors[target] = (predecessors[target] as number) - 1) === 0) queue[size++] = target;
    }
  }
  return positionsOf(states, (state) => predecessors[state] !== 0);
}

function positionsOf(count: number, wanted: (position: number) => boolean): Int32Array {
  const found = new IntStack();
  for (let position = 0; position < count; position++) if (wanted(position)) found.push(position);
  return found.from(0);
}
