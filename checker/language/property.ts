import type { Formula } from "./formula.ts";
import type { Source } from "./source.ts";

/*
 * What is claimed about a system. The functions get the shared state and the processes, read-only.
 */

interface Claim {
  /** Short and unique in its system: what `--property` and expectations name. */
  readonly id: string;
  /** One line: what it means that this holds. */
  readonly meaning: string;
  readonly source: Source | undefined;
}

export type StatePredicate = (shared: never, processes: never) => unknown;
export type StepPredicate = (before: never, after: never) => unknown;

/** True in every reachable state. */
export interface Invariant extends Claim {
  readonly kind: "invariant";
  readonly holds: StatePredicate;
}

/** True in every reachable state in which no step can run. */
export interface Terminal extends Claim {
  readonly kind: "terminal";
  readonly holds: StatePredicate;
}

/** True in at least one reachable state. */
export interface Reachable extends Claim {
  readonly kind: "reachable";
  readonly holds: StatePredicate;
}

/** True of the shared state before and after every transition. */
export interface TransitionProperty extends Claim {
  readonly kind: "transition";
  readonly holds: StepPredicate;
}

/** Never raised by a step: the kernel's WARN_ON and BUG_ON. */
export interface AssertionProperty extends Claim {
  readonly kind: "assertion";
}

/** True of every run that keeps the declared fairness. */
export interface Temporal extends Claim {
  readonly kind: "temporal";
  readonly formula: Formula;
}

/** From every reachable state a state can be reached in which this is true; AG EF in the notation of CTL. */
export interface AlwaysPossible extends Claim {
  readonly kind: "alwaysPossible";
  readonly holds: StatePredicate;
}

export type Property = Invariant | Terminal | Reachable | TransitionProperty | AssertionProperty | Temporal | AlwaysPossible;
export type PropertyKind = Property["kind"];
