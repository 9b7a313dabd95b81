import { contains, type Formula } from "../language/formula.ts";
import type { Atoms } from "./atoms.ts";
import { automatonOf } from "./automaton.ts";
import { Components } from "./components.ts";
import { FairComponents } from "./fair-components.ts";
import { lassoOf, type Lasso } from "./lasso.ts";
import { conjuncts } from "./normal-form.ts";
import { Product } from "./product.ts";
import type { StateGraph } from "./state-graph.ts";

/** Find a fair run that breaks a formula; its stem is a shortest one for the part of the formula that it breaks. */
export function* violationOf(formula: Formula, graph: StateGraph, atoms: Atoms): Generator<void, Lasso | undefined> {
  for (const part of conjuncts(formula)) {
    const lasso = yield* acceptedRun(part, true, graph, atoms);
    if (lasso !== undefined) return lasso;
  }
  return undefined;
}

/** Whether there is a fair run of which a formula is true. */
export function* isPossible(formula: Formula, graph: StateGraph, atoms: Atoms): Generator<void, boolean> {
  const { product, components, fair } = searchFor(formula, false, graph, atoms);
  // Any will do. One that stutters is often found early on, and looked for seldom.
  let rests = 0;
  for (const rest of fair.search(components.recurringRoots())) {
    if (fair.found.length > 0) return true;
    rests++;
    if ((rests & (rests - 1)) === 0 && stuttersSomewhere(product, components)) return true;
    yield rest;
  }
  return fair.found.length > 0 || stuttersSomewhere(product, components);
}

function* acceptedRun(formula: Formula, negated: boolean, graph: StateGraph, atoms: Atoms): Generator<void, Lasso | undefined> {
  const { product, components, fair } = searchFor(formula, negated, graph, atoms);
  yield* fair.search(components.recurringRoots());
  if (fair.found.length === 0 && !stuttersSomewhere(product, components)) return undefined;
  return lassoOf(product, components, fair.found);
}

function searchFor(formula: Formula, negated: boolean, graph: StateGraph, atoms: Atoms): { readonly product: Product; readonly components: Components; readonly fair: FairComponents } {
  const taken = new Set(atoms.list.flatMap(({ kind }, ordinal) => (kind === "taken" && contains(formula, "taken") ? [ordinal] : [])));
  const product = new Product(graph, automatonOf(formula, negated, atoms), taken);
  const components = new Components(product);
  return { product, components, fair: new FairComponents(product, components) };
}

function stuttersSomewhere(product: Product, components: Components): boolean {
  for (let node = 0; node < product.nodes; node++) if (components.componentOf(node) !== 0 && product.stutters(node)) return true;
  return false;
}
