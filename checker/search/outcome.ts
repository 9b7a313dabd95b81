import type { Property } from "../language/property.ts";
import type { ReduceMode, ReductionRemark } from "../reduce/reduction.ts";
import type { SearchStatistics } from "./statistics.ts";
import type { StoreKind } from "./store/store-for.ts";

/** One transition of a path, by ordinals: which process, which of its location's actions, which value of the action's choice. */
export interface Move {
  readonly process: number;
  readonly action: number;
  readonly choice: number;
}

/** A path through the state graph: the ordinal of an initial state, and the moves from there. */
export interface Path {
  readonly initial: number;
  readonly moves: readonly Move[];
  /** For a lasso: how many moves lead to its loop. If there are no more, it stutters: it stays in its last state for ever. */
  readonly loopStart?: number;
}

/** Why a search ended before it had seen everything. */
export type StopReason = "states" | "depth" | "memory" | "interrupted" | "violation";

/** What a search has decided about one property. The path ends in the violation, or in a witness of a reachability property. */
export interface Decision {
  readonly property: Property;
  readonly verdict: "holds" | "violated" | "inconclusive";
  readonly path: Path | undefined;
  /** What a reader should know of the verdict: that it is vacuous, or speaks of `next`. */
  readonly remarks?: readonly string[];
}

/** What a reduced search has left out, and how. */
export interface ReductionOutcome {
  /** States that were kept. */
  readonly stored: number;
  /** Whether states, transitions, depth and coverage are those of the whole graph all the same: with symmetry alone, each kept state counts as often as there are states like it. */
  readonly whole: boolean;
  readonly remarks: readonly ReductionRemark[];
}

/** The result of a search. Counts are of what was searched: the whole state space if `stopped` is absent. */
export interface Outcome {
  /** Distinct states, initial states included. */
  readonly states: number;
  /** Enabled actions of all expanded states, those that change nothing included. */
  readonly transitions: number;
  /** Steps from an initial state to the farthest state. */
  readonly depth: number;
  readonly stopped: StopReason | undefined;
  readonly decisions: readonly Decision[];
  /** Bytes that the search holds for each state: visited set, parents, states. */
  readonly bytesPerState: number;
  /** How often each way through each statement was taken, by counter of {@link Sites}: by every transition, and once by each initial choice. */
  readonly passed: readonly number[];
  /** A bound on the probability that a state was taken for another and left out; undefined if the visited set is exact. */
  readonly omissionProbability: number | undefined;
  /** Only if the search was asked to keep it. */
  readonly statistics: SearchStatistics | undefined;
  /** Present if a reduction was looked for: what it came to. */
  readonly reduction?: ReductionOutcome | undefined;
}

/** How far a search has come. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  /** The level that is being expanded. */
  readonly depth: number;
  /** States that are still to be expanded. */
  readonly frontier: number;
}

export interface SearchLimits {
  readonly maxStates?: number | undefined;
  readonly maxDepth?: number | undefined;
  /** Bytes that the visited set may take. */
  readonly maxBytes?: number | undefined;
  /** Threads; 1 unless said. Only a large search that is compiled uses more than one. */
  readonly workers?: number | undefined;
  /** End at the first violation instead of searching on. */
  readonly stopOnViolation?: boolean | undefined;
}

export interface SearchOptions extends SearchLimits {
  /** What the visited set of generated code keeps; exact unless fingerprints are asked for. */
  readonly store?: StoreKind | undefined;
  /** Keep what tells why there are so many states. */
  readonly statistics?: boolean | undefined;
  /** What may be left out by generated code; absent: nothing. Other engines visit every state. */
  readonly reduce?: ReduceMode | undefined;
}

/** Recording and generating: what compiling a system consists of. Judging runs: what is done with the state graph when it is complete. */
export type Phase = "searching" | "recording" | "generating" | "judging runs";

/** One search of one system; every engine is one. */
export interface Search {
  /** Which engine is at work. */
  readonly engine: string;
  /** In how many threads. */
  readonly workers: number;
  /** What the next piece of {@link run} does. */
  readonly phase: Phase;
  /**
   * Search breadth-first; yields from time to time. When it ends, or nobody wants to go on, ask for the {@link outcome}.
   *
   * @returns why the search ended early, if it did.
   *
   * @throws FailedStep if a step breaks the rules of the language.
   */
  run(): Generator<Progress, StopReason | undefined>;
  /** What has been found out so far; complete only if nothing stopped the search. Finding the paths can take a while. */
  outcome(stopped: StopReason | undefined): Outcome;
  /** The path to the step that is running: what to blame when it does not come back. Undefined if the search can go on without it: {@link run} it again. */
  currentPath(): Path | undefined;
}
