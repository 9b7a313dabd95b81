import type { Counts, Workload } from "../workloads.ts";

/** The one spec that has twins in the languages of other checkers. */
export interface Twin {
  readonly processes: number;
  readonly pages: number;
  /** For tables that have to be given a size. */
  readonly counts: Counts;
}

/** The parameters of the twin of a workload, or why there is none. */
export function twinOf({ spec, settings, counts }: Workload): Twin | { readonly skipped: string } {
  if (spec !== "refcount-pool" || counts === undefined) return { skipped: "this spec has no twin in its language" };
  return { processes: Number(settings["processes"]), pages: Number(settings["pages"]), counts };
}

/** The number that a pattern captures. */
export function numberIn(output: string, pattern: RegExp): number {
  const [, digits] = pattern.exec(output) ?? [];
  if (digits === undefined) throw new Error(`nothing matches ${String(pattern)} in:\n${output.slice(-2000)}`);
  return Number(digits);
}

/** The least `n` so that 2 to the `n` is at least `value`. */
export function bitsFor(value: number): number {
  return Math.ceil(Math.log2(value));
}
