import type { AllwaysError, SourcePosition } from "../language/error.ts";
import type { Config } from "../language/parameter.ts";
import type { PropertyKind } from "../language/property.ts";
import type { Spec } from "../language/spec.ts";
import type { Phase, Progress, ReductionOutcome, StopReason } from "../search/outcome.ts";
import type { SearchStatistics } from "../search/statistics.ts";
import type { Counterexample } from "../trace/counterexample.ts";
import type { Trace, TraceStep } from "../trace/trace.ts";
import type { StatementCoverage } from "./coverage.ts";

export type Verdict = "holds" | "violated" | "inconclusive";

/** What was found out about one property in one configuration. */
export interface PropertyResult {
  readonly id: string;
  readonly kind: PropertyKind;
  readonly meaning: string;
  /** Of a temporal property, in the notation of the field. */
  readonly formula?: string | undefined;
  readonly verdict: Verdict;
  /** What the spec expects; null if it says nothing of this configuration (then `holds` is what makes a run succeed). */
  readonly expected: "holds" | "violated" | null;
  /** What a reader should know of the verdict: that it is vacuous, for example. That is found out of an invariant after all configurations of a spec, and added then. */
  readonly remarks: string[];
  /** The shortest counterexample; for a reachability property that holds, a shortest witness; for a temporal property a lasso. Put into words when it is first asked for. */
  readonly trace: Trace | undefined;
  /** How many steps the trace has, which costs nothing to ask; undefined where there is none. */
  readonly steps: number | undefined;
  /** Where the spec states it. */
  readonly position: SourcePosition | undefined;
}

/** A golden count that the search did not reproduce. */
export interface CountMismatch {
  /** `steps` is the length of the shortest counterexample or witness of a property. */
  readonly count: "states" | "transitions" | "depth" | "steps";
  /** For steps: the id of the property. */
  readonly property?: string;
  readonly expected: number;
  /** Null if there is no counterexample or witness. */
  readonly found: number | null;
}

/** The result of checking one configuration of one spec. */
export interface RunResult {
  readonly spec: string;
  readonly config: Config;
  /** `violated` if any property is, else `inconclusive` if the search is incomplete, else `holds`. */
  readonly verdict: Verdict;
  /** The verdict and the counts are what the spec expects. */
  readonly asExpected: boolean;
  /** Every reachable state was visited, for certain. */
  readonly exhaustive: boolean;
  readonly stopped: StopReason | undefined;
  /** A bound on the probability that a state was taken for another and left out; undefined if the visited set is exact. */
  readonly omissionProbability: number | undefined;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  /** Bytes that the search holds for each state that it keeps. */
  readonly bytesPerState: number;
  /** What was left out, and what could not be; undefined where nothing was looked for. */
  readonly reduction?: ReductionOutcome | undefined;
  readonly peakMemoryBytes: number;
  readonly engine: string;
  /** Threads that searched. */
  readonly workers: number;
  readonly properties: readonly PropertyResult[];
  readonly mismatches: readonly CountMismatch[];
  readonly coverage: readonly StatementCoverage[];
  /** Only if they were asked for. */
  readonly statistics: RunStatistics | undefined;
}

/** Why there are so many states, and what it took to find them. */
export interface RunStatistics extends Omit<SearchStatistics, "localStates"> {
  readonly localStates: readonly { readonly process: string; readonly seen: number }[] | undefined;
  /** By phase, where the time of the search went. */
  readonly seconds: Readonly<Partial<Record<Phase, number>>>;
}

/** A step that broke the rules of the language, and the trace to it. */
export interface RunFailure {
  readonly spec: string;
  readonly config: Config;
  readonly error: AllwaysError;
  readonly trace: Trace | undefined;
  /** That step, with what it would have changed left out. */
  readonly step: TraceStep | undefined;
}

/**
 * Everything that a reporter can hear of. A run is one call of the checker; it has one or more configurations, and each of them ends with a
 * result or a failure. What was decided of its properties, and the traces that show it, are told just before its end.
 */
export type RunEvent =
  | { readonly kind: "run-start"; readonly specs: readonly Spec[]; readonly configurations: number }
  | { readonly kind: "configuration-start"; readonly spec: Spec; readonly config: Config; readonly ordinal: number }
  | { readonly kind: "progress"; readonly progress: Progress; readonly seconds: number }
  | { readonly kind: "property-decided"; readonly spec: Spec; readonly config: Config; readonly property: PropertyResult }
  /** A counterexample or a witness, open to questions: what nobody asks it costs nothing. */
  | { readonly kind: "trace"; readonly spec: Spec; readonly config: Config; readonly property: PropertyResult; readonly counterexample: Counterexample }
  | { readonly kind: "configuration-end"; readonly result: RunResult }
  | { readonly kind: "failure"; readonly failure: RunFailure }
  /** What was found out of a property when all configurations of its spec were checked: it is among its remarks in each of them from then on. */
  | { readonly kind: "remark"; readonly spec: Spec; readonly id: string; readonly text: string }
  | { readonly kind: "run-end"; readonly results: readonly RunResult[]; readonly seconds: number; readonly exitCode: number };
