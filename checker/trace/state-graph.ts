import type { PlainState } from "../language/plain-state.ts";
import type { System } from "../language/system.ts";
import { show } from "../language/value.ts";
import { Interpreter } from "../search/reference/interpreter.ts";
import { standingIn } from "./replay.ts";

/** A reachable state. Its ordinal is its place in the graph's list. */
export interface StateNode {
  readonly state: PlainState;
  /** Steps from an initial state. */
  readonly depth: number;
  /** What each process that has not ended can do next: `user mm0: munmap`. */
  readonly standing: readonly string[];
  /** Ids of the invariants that it violates. */
  readonly violated: readonly string[];
}

export interface StateEdge {
  readonly from: number;
  readonly to: number;
  /** `user mm0: munmap`. */
  readonly label: string;
}

/** The states and transitions of a system, or as many of them as were asked for. */
export interface StateGraph {
  readonly nodes: readonly StateNode[];
  readonly edges: readonly StateEdge[];
  /** How many of the first nodes are initial. */
  readonly initial: number;
  /** There are more states: edges to those are left out. */
  readonly cut: boolean;
}

/** Walk the first `most` states on the reference interpreter, breadth-first. */
export function stateGraph(system: System, most: number): StateGraph {
  const interpreter = new Interpreter(system);
  const ordinals = new Map<string, number>();
  const nodes: StateNode[] = [];
  const edges: StateEdge[] = [];
  let cut = false;
  const visit = (state: PlainState, depth: number): number | undefined => {
    const key = JSON.stringify(state);
    const known = ordinals.get(key);
    if (known !== undefined) return known;
    if (nodes.length >= most) {
      cut = true;
      return undefined;
    }
    ordinals.set(key, nodes.length);
    const violated = system.properties.filter((property) => property.kind === "invariant" && !interpreter.satisfies(property, state)).map(({ id }) => id);
    const standing = standingIn(interpreter, state).map(({ process, steps }) => `${process}: ${steps.join(" or ")}`);
    return nodes.push({ state, depth, standing, violated }) - 1;
  };
  for (const { state } of interpreter.initialStates()) visit(state, 0);
  const initial = nodes.length;
  for (let from = 0; from < nodes.length; from++) {
    const { state, depth } = nodes[from] as StateNode;
    for (const { move, action, choice, next } of interpreter.successors(state)) {
      const to = visit(next, depth + 1);
      const label = `${system.processes[move.process]?.title ?? ""}: ${action.step.label}${choice === undefined ? "" : ` [${show(choice)}]`}`;
      if (to !== undefined) edges.push({ from, to, label });
    }
  }
  return { nodes, edges, initial, cut };
}
