import type { Counts, Workload } from "./workloads.ts";

/** What one run of a contender says of itself. */
export interface Finding extends Counts {
  /** What the checker itself says that a state takes: its store, its queue, what it keeps for traces. */
  readonly bytesPerState?: number;
  /** Its counts are of a reduced graph: they are shown, but not required. */
  readonly reduced?: boolean;
  /** Something that the table should say of this run. */
  readonly remark?: string;
}

/** A program that is ready to search one workload. */
export interface Prepared {
  readonly command: readonly [program: string, ...args: string[]];
  /** Where the program runs. */
  readonly directory: string;
  /** Read the counts off what it printed. Throws if it found anything but a complete search without surprises. */
  read(output: string): Finding;
  /** CPU seconds to generate and compile the program; they are not in its figures. */
  readonly preparation?: number;
}

/** A checker with its options: one line of a table. */
export interface Contender {
  readonly name: string;
  /** It may miss states: its counts are shown, but not required. */
  readonly lossy?: boolean;
  /** Ready it for a workload in an empty directory; or say why that cannot be. */
  prepare(workload: Workload, directory: string): Prepared | { readonly skipped: string };
}
