import type { StatePredicate } from "./property.ts";

/*
 * Formulas of linear temporal logic, as data. They speak of a run: the states that it passes, and the step that it takes in each of them. A run
 * takes steps for ever, or it stops after some of them and stutters: it stays in its last state for ever, and no step is taken.
 */

/** Some of a system's steps, by the names of a spec. What is left out means any. */
export interface StepPattern {
  /** A name in the table of processes. */
  readonly process?: string;
  /** One of the group: `thread0`. */
  readonly member?: string;
  /** The step's label. */
  readonly step?: string;
}

export type Formula =
  /** A plain function of the shared state and the processes. */
  | { readonly kind: "state"; readonly holds: StatePredicate }
  /** One of the steps can be taken. */
  | { readonly kind: "enabled"; readonly steps: StepPattern }
  /** One of the steps is the one that the run takes here. */
  | { readonly kind: "taken"; readonly steps: StepPattern }
  | { readonly kind: "not" | "next" | "always" | "eventually"; readonly of: Formula }
  | { readonly kind: "and" | "or"; readonly of: readonly Formula[] }
  | { readonly kind: "implies" | "until" | "release" | "leadsTo"; readonly left: Formula; readonly right: Formula };

export type FormulaKind = Formula["kind"];

/** The formulas that a formula is directly made of. */
export function operandsOf(formula: Formula): readonly Formula[] {
  if ("left" in formula) return [formula.left, formula.right];
  if (!("of" in formula)) return [];
  return "kind" in formula.of ? [formula.of] : formula.of;
}

/** What a formula asks of a state or of a step. */
export type Atom = Extract<Formula, { kind: "state" | "enabled" | "taken" }>;

/** Every place in a formula where it asks something. */
export function atomsOf(formula: Formula): readonly Atom[] {
  if (formula.kind === "state" || formula.kind === "enabled" || formula.kind === "taken") return [formula];
  return operandsOf(formula).flatMap(atomsOf);
}

/** Whether some part of a formula is of a kind. */
export function contains(formula: Formula, kind: FormulaKind): boolean {
  return formula.kind === kind || operandsOf(formula).some((part) => contains(part, kind));
}
