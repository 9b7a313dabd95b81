/*
 * What the page is told: the contract between the checker, which writes it, and the browser, which knows nothing else of the
 * checker. Values are texts already; steps, leaves and actions are numbers of entries in the lists beside them.
 */

/** The whole report. */
export interface ReportData {
  readonly format: "allways-report";
  readonly version: 1;
  /** `allways 0.1.0` */
  readonly tool: string;
  /** Present if the page is served by `allways explore` and can ask for more. */
  readonly live?: true;
  /** Of the whole run; absent while nothing has been checked. */
  readonly seconds?: number;
  readonly specs: readonly SpecData[];
}

export interface SpecData {
  readonly name: string;
  readonly about: string;
  /** What the configurations' coverage is counted for. */
  readonly statements: readonly StatementData[];
  readonly configurations: readonly ConfigurationData[];
}

/** One configuration: what was found, or why nothing could be found, or nothing yet. */
export interface ConfigurationData {
  /** The values of the parameters, in the order of their declaration. */
  readonly config: Readonly<Record<string, string>>;
  readonly result?: ResultData;
  readonly failure?: FailureData;
}

export interface ResultData {
  readonly verdict: Verdict;
  readonly asExpected: boolean;
  readonly exhaustive: boolean;
  /** Why the search ended early: a sentence's end. */
  readonly stopped?: string;
  /** Something is not decided, because the search ended at a limit. */
  readonly undecided: boolean;
  /** How probable it is at most that states were left out; absent where that cannot be. */
  readonly omissionProbability?: number;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly engine: string;
  /** Golden counts that the search did not reproduce. */
  readonly mismatches: readonly { readonly what: string; readonly expected: number; readonly found: number | null }[];
  readonly properties: readonly PropertyData[];
  /** How often each statement that exists in this configuration ran. */
  readonly coverage: readonly (readonly [statement: number, count: number])[];
}

/** A statement of a spec, or one way that it can go. */
export interface StatementData {
  readonly procedure: string;
  /** A step's label, or where control between steps stands. */
  readonly name: string;
  /** `true`, `false`, a chosen value: one way that the statement before it went. */
  readonly branch?: string;
}

export type Verdict = "holds" | "violated" | "inconclusive";

export interface PropertyData {
  readonly id: string;
  readonly kind: string;
  readonly meaning: string;
  readonly verdict: Verdict;
  readonly expected: "holds" | "violated" | null;
  /** What a reader should know of the verdict: that it is vacuous, for example. */
  readonly remarks?: readonly string[];
  /** The number of the story that shows it: a counterexample, or a witness of what is reachable. */
  readonly story?: number;
}

export interface FailureData {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** `file:line` */
  readonly position?: string;
}

/** A path through the state graph, with all that one may want to know of it. It has one state more than it has steps. */
export interface Story {
  /** The titles of all processes, in declaration order. */
  readonly processes: readonly string[];
  /** Every scalar, set and queue that is alive in some state of the path: first the shared ones, then the locals of each process. */
  readonly leaves: readonly LeafData[];
  /** The values in the first state; null: not alive there. */
  readonly initial: readonly (string | null)[];
  readonly steps: readonly StepData[];
  /** Every action that is named below, once. */
  readonly actions: readonly ActionData[];
  /** For each state what every process would do next. */
  readonly next: readonly PossibilitiesData[];
  /** The first step of the loop, of a counterexample that never ends. */
  readonly loopStart?: number;
  /** For each state whether the property is true of it; absent where that is not a question of single states. */
  readonly truth?: readonly boolean[];
  /** The leaves that the property looks at where the path ends; of an assertion, those that its step looked at and that change. */
  readonly watched?: readonly number[];
  /** What else it compares, and that changes: `references(k, page0)`, with its value in each state, null where it has none. */
  readonly expressions?: readonly { readonly text: string; readonly values: readonly (string | null)[] }[];
  /** The parts of the property that make it what it is at the end: `k.page0.count === 0` is `false: 2 === 0`. */
  readonly reasons?: readonly { readonly text: string; readonly value: string }[];
  /** The ordinal of the initial state that the path starts from. */
  readonly start: number;
  /** Where a reader explores: the ordinals of the initial states, or of the first of very many. */
  readonly starts?: readonly number[];
}

export interface LeafData {
  /** `pages.page0._refcount`; of a local, without its process: `mmap.page`. */
  readonly path: string;
  /** The process that it is a local of. */
  readonly process?: number;
  /** Only the model has it. */
  readonly ghost?: true;
}

export interface ActionData {
  readonly process: number;
  /** Procedure names from the process's own to that of the step. */
  readonly callPath: readonly string[];
  /** The step's label. */
  readonly step: string;
  /** The value that it chooses. */
  readonly choice?: string;
  /** `file:line` of the step in the spec. */
  readonly position?: string;
  /** How a URL names it: process, action and choice by their ordinals, `2.0.1`. */
  readonly move: string;
}

export interface StepData {
  readonly action: number;
  /** New values by leaf. */
  readonly changes: readonly (readonly [leaf: number, value: string | null])[];
  /** The shared leaves that it looked at, and the step that had written them last; null: no step had. */
  readonly reads: readonly (readonly [leaf: number, writer: number | null])[];
  /** The shared leaves that it wrote, those that kept their value included. */
  readonly writes: readonly number[];
  /** Ids of the assertions that it raised. */
  readonly raised: readonly string[];
  /** Which of the changed leaves the end depends on; absent where nobody asked. */
  readonly matters?: readonly number[];
}

export interface PossibilitiesData {
  readonly enabled: readonly number[];
  /** Next steps whose guards are false. */
  readonly blocked: readonly number[];
}
