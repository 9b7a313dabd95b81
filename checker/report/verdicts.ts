import { tally, type SpecMutations } from "../mutate/fate.ts";
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

/** As {@link exitCodeOf}: a spec that is not as expected without a mistake counts as it would there, a mistake that survives as 1. */
export function exitCodeOfMutations(all: readonly SpecMutations[]): ExitCode {
  const unfit = all.flatMap((one) => one.unfit);
  const ofSpecs = exitCodeOf(
    unfit.filter((result): result is RunResult => !("error" in result)),
    unfit.filter((result): result is RunFailure => "error" in result),
  );
  if (ofSpecs === 130 || ofSpecs === 2) return ofSpecs;
  const { survived, inconclusive } = tally(all.flatMap(({ mutations }) => mutations));
  if (ofSpecs === 1 || survived > 0) return 1;
  return ofSpecs === 3 || inconclusive > 0 ? 3 : 0;
}

/** Some property was not decided, or the search ended at a limit before it had seen all. */
export function isUndecided(result: RunResult): boolean {
  return result.properties.some((property) => property.verdict === "inconclusive") || (result.stopped !== undefined && result.stopped !== "violation");
}
