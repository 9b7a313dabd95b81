import type { PropertyResult, RunFailure, RunResult } from "../run/event.ts";

/** A property is as expected if its verdict is; where the spec says nothing, it is expected to hold. */
export function isUnexpected(property: PropertyResult): boolean {
  return property.verdict !== "inconclusive" && property.verdict !== (property.expected ?? "holds");
}

/** Why the exit code of a run is not 0, the gravest reason first. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/**
 * 130 interrupted; 2 a spec error; 1 a verdict or a golden count is not as expected; 3 something is undecided; 0 all is as
 * expected.
 */
export function exitCodeOf(results: readonly RunResult[], failures: readonly RunFailure[]): ExitCode {
  if (results.some((result) => result.stopped === "interrupted")) return 130;
  if (failures.length > 0) return 2;
  if (results.some((result) => result.mismatches.length > 0 || result.properties.some(isUnexpected))) return 1;
  return results.some(isUndecided) ? 3 : 0;
}

/** Some property was not decided, or the search ended at a limit before it had seen all. */
export function isUndecided(result: RunResult): boolean {
  return result.properties.some((property) => property.verdict === "inconclusive") || (result.stopped !== undefined && result.stopped !== "violation");
}
