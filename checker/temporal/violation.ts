import { contains, type Formula } from "../language/formula.ts";
import type { Atoms } from "./atoms.ts";
import { automatonOf } from "./automaton.ts";
import type { Circles } from "./circles.ts";
import { Components } from "./components.ts";
import { FairComponents } from "./fair-components.ts";
import { lassoOf, type Lasso } from "./lasso.ts";
import { conjuncts } from "./normal-form.ts";
import { Product } from "./product.ts";
import { Reach } from "./reach.ts";
import type { StateGraph } from "./state-graph.ts";

/** What formulas are judged on. */
export interface Runs {
  readonly graph: StateGraph;
  readonly circles: Circles;
  readonly atoms: Atoms;
}

/** Find a fair run that breaks a formula; its stem is a shortest one for the part of the formula that it breaks. */
export function* violationOf(formula: Formula, runs: Runs): Generator<void, Lasso | undefined> {
  for (const part of conjuncts(formula)) {
    const { product, components, fair, stutters, roots } = yield* searchFor(part, true, runs);
    yield* fair.search(roots);
    if (fair.found.length > 0 || stutters) return lassoOf(product, components, fair.found);
  }
  return undefined;
}

/** Whether there is a fair run of which a formula is true. */
export function* isPossible(formula: Formula, runs: Runs): Generator<void, boolean> {
  const { fair, stutters, roots } = yield* searchFor(formula, false, runs);
  if (stutters) return true;
  for (const rest of fair.search(roots)) {
    // Any will do.
    if (fair.found.length > 0) return true;
    yield rest;
  }
  return fair.found.length > 0;
}

/** Where to look for accepted runs. */
interface RunSearch {
  readonly product: Product;
  readonly components: Components;
  readonly fair: FairComponents;
  /** Whether a run that is accepted and fair stutters in the end. */
  readonly stutters: boolean;
  /** The nodes from which all others are found that such a run can come back to. */
  readonly roots: Iterable<number>;
}

function* searchFor(formula: Formula, negated: boolean, { graph, circles, atoms }: Runs): Generator<void, RunSearch> {
  const taken = new Set(atoms.list.flatMap(({ kind }, ordinal) => (kind === "taken" && contains(formula, "taken") ? [ordinal] : [])));
  const automaton = automatonOf(formula, negated, atoms);
  const product = new Product(graph, automaton, taken);
  const reach = new Reach(product);
  yield* reach.spread();
  const stutters = circles.resting.some((state) => reach.at(state).some((automatonState) => product.acceptsStuttering(automatonState, graph.valuationOf[state] as number)));
  // A circle of the product is one of the graph, and one of the automaton.
  const inCircles = new Product(graph, automaton, taken, circles.of);
  const components = new Components(inCircles);
  function* roots(): Generator<number> {
    for (const state of circles.states) for (const automatonState of reach.at(state)) if (automaton.recurring[automatonState] === true) yield product.nodeOf(state, automatonState);
  }
  return { product, components, fair: new FairComponents(inCircles, components), stutters, roots: roots() };
}
