import { expect, test } from "vitest";
import { BitSet } from "../../checker/temporal/atoms.ts";
import type { Automaton } from "../../checker/temporal/automaton.ts";
import { Product } from "../../checker/temporal/product.ts";
import { Reach } from "../../checker/temporal/reach.ts";
import type { StateGraph } from "../../checker/temporal/state-graph.ts";
import { complete } from "../support.ts";

/** States in a row; each leads to the next. */
function row(states: number): StateGraph {
  return {
    states,
    initial: [0],
    first: Int32Array.from({ length: states + 1 }, (_, state) => Math.min(state, states - 1)),
    targets: Int32Array.from({ length: states - 1 }, (_, state) => state + 1),
    classOf: new Uint16Array(states - 1),
    classes: [{ fairness: [], atoms: [] }],
    fairness: [],
    valuationOf: new Int32Array(states),
    valuations: [new BitSet(1)],
  };
}

/** Counts the steps of a run. */
function counter(states: number): Automaton {
  const transitions = Array.from({ length: states }, (_, state) => [{ yes: [], no: [], target: Math.min(state + 1, states - 1), marks: 0 }]);
  return { transitions, accepting: 0, recurring: transitions.map(() => true) };
}

test("there may be more sets than a byte can number", () => {
  const reach = new Reach(new Product(row(600), counter(600), new Set()));
  complete(reach.spread());
  for (let state = 0; state < 600; state++) expect(reach.at(state)).toEqual([state]);
});
