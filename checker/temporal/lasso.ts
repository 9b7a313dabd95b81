import { AllwaysError } from "../language/error.ts";
import type { Components } from "./components.ts";
import type { FairComponent } from "./fair-components.ts";
import { integers, IntStack } from "./integers.ts";
import type { Product } from "./product.ts";

/** A run that violates: transitions of the state graph to a loop, and those of the loop. Without a loop the run stutters at the end. */
export interface Lasso {
  readonly initial: number;
  readonly stem: readonly number[];
  readonly loop: readonly number[];
}

/** How a breadth-first search came to a node. */
interface Arrival {
  readonly from: number;
  readonly edge: number;
}

/**
 * The shortest way from an initial state to where a run can be accepted and fair for ever, and there a short loop: from need to need, each time to the
 * nearest. A shortest loop would be NP-hard to find.
 */
export function lassoOf(product: Product, components: Components, fair: readonly FairComponent[]): Lasso {
  const byNumber = new Map(fair.map((component) => [component.number, component]));
  const isEnd = (node: number): boolean => byNumber.has(components.componentOf(node)) || product.stutters(node);
  const { path: stem, start, end } = stemTo(product, isEnd);
  const initial = product.stateOf(start);
  if (product.stutters(end)) return { initial, stem, loop: [] };
  return { initial, ...rolledUp(stem, loopIn(product, components, byNumber.get(components.componentOf(end)) as FairComponent, end)) };
}

/** The same run, with a shorter stem: what the stem ends with and every round ends with belongs to the loop. */
function rolledUp(stem: readonly number[], loop: readonly number[]): Pick<Lasso, "stem" | "loop"> {
  const [before, round] = [[...stem], [...loop]];
  while (before.length > 0 && before.at(-1) === round.at(-1)) {
    before.pop();
    round.unshift(round.pop() as number);
  }
  return { stem: before, loop: round };
}

/** The shortest path from a root of the product to a node. */
function stemTo(product: Product, isEnd: (node: number) => boolean): { readonly path: readonly number[]; readonly start: number; readonly end: number } {
  const parents = integers(product.nodes).fill(-1);
  const queue = new IntStack();
  for (const root of product.roots()) {
    parents[root] = root;
    queue.push(root);
  }
  for (let next = 0; next < queue.size; next++) {
    const node = queue.at(next);
    if (isEnd(node)) {
      const nodes = [node];
      for (let at = node; parents[at] !== at; at = parents[at] as number) nodes.unshift(parents[at] as number);
      const path = nodes.slice(1).map((to, position) => edgeBetween(product, nodes[position] as number, to));
      return { path, start: nodes[0] as number, end: node };
    }
    product.open(node);
    while (product.advance()) {
      const { target } = product;
      if (parents[target] !== -1) continue;
      parents[target] = node;
      queue.push(target);
    }
  }
  throw new AllwaysError("AW901", "a violating run cannot be reached", { hint: "please report this with the spec" });
}

function edgeBetween(product: Product, from: number, to: number): number {
  product.open(from);
  while (product.advance()) if (product.target === to) return product.via;
  throw new AllwaysError("AW901", "two nodes of a path are not connected", { hint: "please report this with the spec" });
}

/** A closed walk through a component that meets all that it needs. */
function loopIn(product: Product, components: Components, { number, needs }: FairComponent, start: number): readonly number[] {
  const { graph } = product;
  const conditionsOf = (edge: number): readonly number[] => graph.classes[graph.classOf[edge] as number]?.fairness ?? [];
  const enables = (node: number, condition: number): boolean => {
    const state = product.stateOf(node);
    for (let edge = graph.first[state] as number; edge < (graph.first[state + 1] as number); edge++) if (conditionsOf(edge).includes(condition)) return true;
    return false;
  };
  let marks = needs.marks;
  // A weak condition that is not enabled everywhere would also be met by a state in which it is not; that state is as far as a step, if any step is taken.
  const conditions = new Set([...needs.weak, ...needs.strong]);
  const resting = new Set(graph.fairness.flatMap(({ strength }, ordinal) => (strength === "weak" && !conditions.has(ordinal) ? [ordinal] : [])));
  const helps = (node: number, edge: number, edgeMarks: number): boolean =>
    (edgeMarks & marks) !== 0 || conditionsOf(edge).some((condition) => conditions.has(condition) || resting.has(condition)) || [...resting].some((condition) => !enables(node, condition));
  const loop: number[] = [];
  let at = start;
  /** Walk to the nearest transition that is wanted, and over it. */
  const walk = (wanted: (node: number, edge: number, marks: number, target: number) => boolean): void => {
    const arrivals = new Map<number, Arrival | undefined>([[at, undefined]]);
    for (const [node] of arrivals) {
      product.open(node);
      while (product.advance()) {
        const { target, via } = product;
        if (components.componentOf(target) !== number) continue;
        if (wanted(node, via, product.marks, target)) {
          const path = [via];
          for (let back = arrivals.get(node); back !== undefined; back = arrivals.get(back.from)) path.unshift(back.edge);
          loop.push(...path);
          note(node, via, product.marks);
          at = target;
          return;
        }
        if (!arrivals.has(target)) arrivals.set(target, { from: node, edge: via });
      }
    }
    throw new AllwaysError("AW901", "a component lacks what it was found to have", { hint: "please report this with the spec" });
  };
  const note = (node: number, edge: number, edgeMarks: number): void => {
    marks &= ~edgeMarks;
    for (const condition of conditionsOf(edge)) {
      conditions.delete(condition);
      resting.delete(condition);
    }
    for (const condition of resting) if (!enables(node, condition)) resting.delete(condition);
  };
  while (marks !== 0 || conditions.size > 0 || resting.size > 0) walk(helps);
  if (loop.length === 0 || at !== start) walk((_node, _edge, _marks, target) => target === start);
  return loop;
}
