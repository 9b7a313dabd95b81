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

/**
 * A formula of linear temporal logic with the past, as the functions that a system's `properties` are given make it: `always`, `eventually`, `until`, `release`, `next`, `leadsTo`; of the
 * past `once`, `historically`, `since`; `and`, `or`, `not`, `implies`; `enabled` and `taken` of steps; and plain functions of the state. What is asked of the past may
 * not speak of the future.
 *
 * @example
 * const lock = spec({
 *   name: "lock",
 *   about: "only who has taken the lock gives it back",
 *   build() {
 *     const world = state({ locked: bool });
 *     const user = world.procedure("user", { fair: "weak" }, (p) => {
 *       p.await("take", (k) => !k.locked, (k) => {
 *         k.locked = true;
 *       });
 *       p.step("give back", (k) => {
 *         k.locked = false;
 *       });
 *     });
 *     return world.system({
 *       processes: { user: user.start() },
 *       properties: ({ temporal, always, eventually, implies, leadsTo, once, since, taken }) => [
 *         temporal("given-back", "what is locked is unlocked", leadsTo((k) => k.locked, (k) => !k.locked)),
 *         temporal("taken-first", "what is given back was taken", always(implies(taken({ step: "give back" }), once(taken({ step: "take" }))))),
 *         temporal("kept", "who gives back has had it since it was taken", always(implies(taken({ step: "give back" }), since((k) => k.locked, taken({ step: "take" }))))),
 *         temporal("again", "it is taken again and again", always(eventually(taken({ step: "take" })))),
 *       ],
 *     });
 *   },
 * });
 * const [result] = await check(lock, { properties: ["given-back", "taken-first", "kept", "again"] });
 * result?.properties.map(({ verdict }) => verdict); // ["holds", "holds", "holds", "violated"]
 */
export type Formula =
  /** A plain function of the shared state and the processes. */
  | { readonly kind: "state"; readonly holds: StatePredicate }
  /** One of the steps can be taken. */
  | { readonly kind: "enabled"; readonly steps: StepPattern }
  /** One of the steps is the one that the run takes here. */
  | { readonly kind: "taken"; readonly steps: StepPattern }
  | { readonly kind: "not" | "next" | "always" | "eventually" | "once" | "historically"; readonly of: Formula }
  | { readonly kind: "and" | "or"; readonly of: readonly Formula[] }
  | { readonly kind: "implies" | "until" | "release" | "leadsTo" | "since"; readonly left: Formula; readonly right: Formula };

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
