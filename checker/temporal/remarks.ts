import { contains, operandsOf, type Formula } from "../language/formula.ts";
import { formulaText } from "../language/formula-text.ts";
import { conjuncts } from "./normal-form.ts";
import type { StateGraph } from "./state-graph.ts";
import { isPossible, type Runs } from "./violation.ts";

/** What the reader of a verdict should know: that it says less than it seems to, or something that is seldom meant. */
export function* remarksOn(formula: Formula, holds: boolean, runs: Runs): Generator<void, readonly string[]> {
  const remarks: string[] = [];
  if (contains(formula, "next")) remarks.push("it uses X (next): a step more or less anywhere can change the verdict");
  if (!holds) return remarks;
  const conditions = new Map(conjuncts(formula).flatMap(conditionsOf).map((condition) => [formulaText(condition), condition]));
  for (const [text, condition] of conditions) {
    if (!(yield* isPossible(condition, runs))) remarks.push(`vacuous: no fair run meets its condition ${text}`);
  }
  return remarks;
}

/** What must be true of a run so that each part of a formula claims anything of it. */
function conditionsOf(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case "implies":
      return [formula.left, ...conditionsOf(formula.right).map((inner) => both(formula.left, inner))];
    case "leadsTo":
      return [later(formula.left), ...conditionsOf(formula.right).map((inner) => later(both(formula.left, later(inner))))];
    case "or":
      // `!p || q` is `p => q`.
      return formula.of.flatMap((part) => (part.kind === "not" ? [part.of] : conditionsOf(part)));
    case "always":
    case "eventually":
    case "until":
    case "release":
    case "once":
    case "historically":
    case "since":
      return operandsOf(formula).flatMap(conditionsOf).map(later);
    case "and":
      return operandsOf(formula).flatMap(conditionsOf);
    case "next":
      return conditionsOf(formula.of).map((of) => ({ kind: "next", of }));
    case "state":
    case "enabled":
    case "taken":
    case "not":
      return [];
  }
}

function later(of: Formula): Formula {
  return of.kind === "eventually" ? of : { kind: "eventually", of };
}

function both(...of: readonly Formula[]): Formula {
  return { kind: "and", of };
}

/** Processes and parts of processes that something is promised to for nothing. */
export function remarksOnFairness({ fairness, classes, classOf, first, states }: StateGraph): readonly string[] {
  const used = new Uint8Array(classes.length);
  for (let edge = 0; edge < (first[states] as number); edge++) used[classOf[edge] as number] = 1;
  const served = new Set(classes.flatMap(({ fairness: conditions }, each) => (used[each] === 1 ? conditions : [])));
  return fairness.filter((_, ordinal) => !served.has(ordinal)).map(({ name }) => `vacuous: fairness is declared for ${name}, which can never run`);
}
