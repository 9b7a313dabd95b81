import type { SourcePosition } from "../language/error.ts";
import type { Plain } from "../language/value.ts";

/** A leaf of the state that a step changed. `undefined` stands for a local that has no value. */
export interface Change {
  /** As in a spec: `pages.page0._refcount`, `unbind.page` for a local of the process unbind. */
  readonly path: string;
  readonly from: Plain | undefined;
  readonly to: Plain | undefined;
  /** Only the model has it: declared with `ghost`. */
  readonly ghost: boolean;
  /** What the end of the trace depends on: the property, or a later step that matters, looked at this. */
  readonly matters: boolean;
}

/** One step of a counterexample, in names. */
export interface TraceStep {
  /** The process: `user mm0`. */
  readonly process: string;
  /** Procedure names from the process's own to that of the step: `munmap`, `put_page`. */
  readonly callPath: readonly string[];
  /** The step's label. */
  readonly step: string;
  /** The value that a `choose` picked. */
  readonly choice: Plain | undefined;
  /** Changed leaves in the order of their declaration; the program counter is not among them. */
  readonly changes: readonly Change[];
  /** Ids of the assertions that the step raised. */
  readonly raised: readonly string[];
  readonly position: SourcePosition | undefined;
}

/** A part of a property, as its author wrote it with indices filled in, and what it is where a trace ends: `k.page0.count === 0` is `false: 2 === 0`. */
export interface Reason {
  readonly text: string;
  readonly value: string;
}

/** An expression of the property, or a place in the state that it is about, along a trace. */
export interface Watched {
  /** As in a spec, with indices filled in: `k.pages.page0._refcount`, `references(k, page0)`; of what a step looked at, the path of a leaf. */
  readonly text: string;
  /** Its values before the first step and after each; undefined where it has none. */
  readonly values: readonly (string | undefined)[];
  /** Whether it looks at the state, and not only where processes are, which their steps tell. */
  readonly ofState: boolean;
  /** It is a place in the state that only the model has. */
  readonly ghost: boolean;
}

/** Where a process stands at the end of a trace. */
export interface Standing {
  readonly process: string;
  /** The procedures that are running, the process's own first; none if it was stopped by a failed `bugOn`. */
  readonly callPath: readonly string[];
  /** The labels of the steps that it could do next if they can run. */
  readonly steps: readonly string[];
  /** Whether one of them can; false also where that was not asked. */
  readonly enabled: boolean;
  /** Why they cannot run: the parts of their guards that are false; none where that was not asked, or could not be found out. */
  readonly reasons: readonly Reason[];
}

/** A path in names, replayed on the reference interpreter. */
export interface Trace {
  /** All process titles in declaration order: the columns of a race diagram. */
  readonly processes: readonly string[];
  /** The shared state that the trace starts from. */
  readonly initial: Plain;
  readonly steps: readonly TraceStep[];
  /** The processes that have not ended. */
  readonly standing: readonly Standing[];
  /** The parts of the property that make it what it is at the end; none where that could not be found out. */
  readonly reasons: readonly Reason[];
  /** What changes along the trace of what the property compares, asks or looks at; none where that could not be found out. */
  readonly watched: readonly Watched[];
  /** The first step of the loop, for a lasso. */
  readonly loopStart: number | undefined;
}
