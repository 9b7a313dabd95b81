import type { AllwaysError } from "../language/error.ts";
import type { Config } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import type { RunFailure, RunResult, Verdict } from "../run/event.ts";
import type { StopReason } from "../search/outcome.ts";
import type { Mutation } from "./mutation.ts";

/** What becomes of a mutant, in one configuration or in all. */
export type Fate =
  /** A property has a verdict that is not expected. */
  | { readonly kind: "killed"; readonly config: Config; readonly property: string; readonly verdict: Verdict }
  /** A step, or a property, breaks the rules of the language. */
  | { readonly kind: "failed"; readonly config: Config; readonly error: AllwaysError }
  /** Every verdict is as expected. */
  | { readonly kind: "survived"; /** Some configuration has other counts of states, transitions or depth than without the mistake. */ readonly countsDiffer: boolean }
  /** It survives, and its state graphs are those of the spec but for program counters and locals that nobody sees. */
  | { readonly kind: "equivalent" }
  /** In no configuration does any process come to the statement. */
  | { readonly kind: "not reached" }
  /** It survives where it could be searched completely, but in this configuration a limit was reached. */
  | { readonly kind: "inconclusive"; readonly config: Config; readonly stopped: StopReason }
  /** With the mistake it is no spec: the language refuses it before it runs. */
  | { readonly kind: "refused"; readonly error: AllwaysError };

export interface JudgedMutation extends Mutation {
  readonly fate: Fate;
}

/** What mutating one spec has shown. */
export interface SpecMutations {
  readonly spec: Spec;
  readonly configs: readonly Config[];
  /** Configurations that are not as expected without any mistake, or could not be decided: then nothing is mutated. */
  readonly unfit: readonly (RunResult | RunFailure)[];
  readonly mutations: readonly JudgedMutation[];
}

/** How many mutants had which fate. */
export interface Tally {
  /** All but those that the language refuses. */
  readonly mutants: number;
  readonly killed: number;
  readonly survived: number;
  readonly equivalent: number;
  readonly notReached: number;
  readonly inconclusive: number;
  /** killed / (killed + survived + inconclusive), 0 to 1; null if there was nothing to kill. */
  readonly score: number | null;
}

export function tally(mutations: readonly JudgedMutation[]): Tally {
  const count = (...kinds: readonly Fate["kind"][]): number => mutations.filter(({ fate }) => kinds.includes(fate.kind)).length;
  const killed = count("killed", "failed");
  const survived = count("survived");
  const inconclusive = count("inconclusive");
  const counted = killed + survived + inconclusive;
  return { mutants: mutations.length - count("refused"), killed, survived, equivalent: count("equivalent"), notReached: count("not reached"), inconclusive, score: counted === 0 ? null : killed / counted };
}
