import { contains, operandsOf, type Formula } from "../language/formula.ts";
import { formulaText } from "../language/formula-text.ts";
import type { Atoms } from "./atoms.ts";
import { conjuncts } from "./normal-form.ts";
import type { StateGraph } from "./state-graph.ts";
import { isPossible } from "./violation.ts";

/** What the reader of a verdict should know: that it says less than it seems to, or something that is seldom meant. */
export function* remarksOn(formula: Formula, holds: boolean, graph: StateGraph, atoms: Atoms): Generator<void, readonly string[]> {
  const remarks: string[] = [];
  if (contains(formula, "next")) remarks.push("it uses X (next): a step more or less anywhere can change the verdict");
  if (!holds) return remarks;
  for (const condition of conjuncts(formula).flatMap(conditionsOf)) {
    if (!(yield* isPossible(condition, graph, atoms))) remarks.push(`vacuous: no fair run meets its condition ${formulaText(condition)}`);
  }
  return [...remarks, ...deadFairness(graph).map((name) => `vacuous: fairness is declared for ${name}, which can never run`)];
}

/** What must be true of a run so that a formula claims anything of it. */
function conditionsOf(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case "implies":
      return [formula.left];
    case "leadsTo":
      return [{ kind: "eventually", of: formula.left }];
    case "always":
      return operandsOf(formula).flatMap(conditionsOf).map((of) => ({ kind: "eventually", of }));
    default:
      return [];
  }
}

/** Parts of processes that something is promised to for nothing. */
function deadFairness({ fairness, classes, classOf, first, states }: StateGraph): readonly string[] {
  if (fairness.every(({ whole }) => whole)) return [];
  const used = new Set(classOf.subarray(0, first[states] as number));
  return fairness.filter(({ whole }, ordinal) => !whole && ![...used].some((each) => classes[each]?.fairness.includes(ordinal) === true)).map(({ name }) => name);
}
