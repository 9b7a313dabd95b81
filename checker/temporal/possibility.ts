import { integers } from "./integers.ts";
import type { StateGraph } from "./state-graph.ts";

/**
 * The way to the nearest state from which no state with an atom can be reached, found on the reversed graph; undefined if there is none. AG EF in the notation
 * of E. M. Clarke and E. A. Emerson, Design and synthesis of synchronization skeletons, 1981.
 */
export function wayToTrap(graph: StateGraph, atom: number): { readonly initial: number; readonly edges: readonly number[] } | undefined {
  const possible = statesThatReach(graph, (state) => graph.valuations[graph.valuationOf[state] as number]?.has(atom) === true);
  const parents = integers(graph.states).fill(-1);
  const edges = integers(graph.states);
  const queue = [...graph.initial];
  for (const state of queue) parents[state] = state;
  for (const state of queue) {
    if (possible[state] === 0) {
      const path: number[] = [];
      let at = state;
      for (; parents[at] !== at; at = parents[at] as number) path.unshift(edges[at] as number);
      return { initial: at, edges: path };
    }
    for (let edge = graph.first[state] as number; edge < (graph.first[state + 1] as number); edge++) {
      const target = graph.targets[edge] as number;
      if (parents[target] !== -1) continue;
      parents[target] = state;
      edges[target] = edge;
      queue.push(target);
    }
  }
  return undefined;
}

/** By state: 1 if one of the goals can be reached from it. */
function statesThatReach({ states, first, targets }: StateGraph, isGoal: (state: number) => boolean): Uint8Array {
  const transitions = first[states] as number;
  // The transitions again, by target: where those of a target begin, and their sources.
  const begin = integers(states + 1);
  for (let edge = 0; edge < transitions; edge++) begin[targets[edge] as number] = (begin[targets[edge] as number] as number) + 1;
  for (let state = 1; state <= states; state++) begin[state] = (begin[state] as number) + (begin[state - 1] as number);
  const sources = integers(transitions);
  for (let state = 0; state < states; state++) {
    for (let edge = first[state] as number; edge < (first[state + 1] as number); edge++) {
      const target = targets[edge] as number;
      const place = (begin[target] as number) - 1;
      begin[target] = place;
      sources[place] = state;
    }
  }
  const reached = new Uint8Array(states);
  const queue = integers(states);
  let length = 0;
  for (let state = 0; state < states; state++) {
    if (!isGoal(state)) continue;
    reached[state] = 1;
    queue[length++] = state;
  }
  for (let position = 0; position < length; position++) {
    const state = queue[position] as number;
    for (let at = begin[state] as number; at < (begin[state + 1] as number); at++) {
      const source = sources[at] as number;
      if (reached[source] === 1) continue;
      reached[source] = 1;
      queue[length++] = source;
    }
  }
  return reached;
}
