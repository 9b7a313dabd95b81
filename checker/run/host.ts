import type { ScopeOf } from "../trace/predicate-parts.ts";

/** What a run needs from outside. Only the command line may touch clock, process and terminal; everything else is handed a host. */
export interface Host {
  /** Seconds; only differences mean something. */
  now(): number;
  /** Peak resident memory of the process, in bytes. */
  peakMemoryBytes(): number;
  /**
   * Run a short piece of the search.
   *
   * @throws TimedOut if it does not come back: a step loops for ever.
   */
  guarded<T>(work: () => T): T;
  /** True once the user asked to stop. */
  interrupted(): boolean;
  /** Let timers and signals run. What it throws gives the run up. */
  pause(): Promise<void>;
  /** The variables that a function of a spec sees around it: for telling why a property failed. */
  readonly scopeOf: ScopeOf;
}

export class TimedOut extends Error {}

/** A host for use as a library: the clock of the machine, no watchdog, no interruption, and no look into functions. */
export const libraryHost: Host = {
  now: () => performance.now() / 1000,
  peakMemoryBytes: () => 0,
  guarded: (work) => work(),
  interrupted: () => false,
  pause: () => new Promise((resolve) => setImmediate(resolve)),
  scopeOf: () => undefined,
};
