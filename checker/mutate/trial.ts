import { AllwaysError } from "../language/error.ts";
import type { Config } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import type { System } from "../language/system.ts";
import { checkSpec } from "../run/check.ts";
import type { PropertyResult, RunFailure, RunResult } from "../run/event.ts";
import type { Host } from "../run/host.ts";
import type { SearchLimits } from "../search/outcome.ts";
import type { Fate } from "./fate.ts";

/** Whether the verdict is another than the spec expects; where it says nothing, every property is expected to hold. */
export function isSurprise({ verdict, expected }: PropertyResult): boolean {
  return verdict !== "inconclusive" && verdict !== (expected ?? "holds");
}

/**
 * Search a system with a mistake as far as it takes to know its fate in one configuration.
 *
 * @param baseline what the search without the mistake has found.
 */
export async function trial(spec: Spec, system: System, baseline: RunResult, limits: SearchLimits, host: Host): Promise<Fate> {
  const { config } = baseline;
  const mistaken: Spec = { ...spec, build: () => system };
  const idsWith = (verdict: PropertyResult["verdict"]): readonly string[] => baseline.properties.filter((property) => property.verdict === verdict).map(({ id }) => id);
  let countsDiffer = false;
  // What must not be violated ends the search at once where it is; what must be violated takes a search of its own.
  for (const [ids, stopOnViolation] of [
    [idsWith("holds"), true],
    [idsWith("violated"), false],
  ] as const) {
    if (ids.length === 0) continue;
    let result: RunResult | RunFailure | undefined;
    try {
      [result] = await checkSpec(mistaken, [config], { properties: ids, limits: { ...limits, stopOnViolation } }, host, () => {});
    } catch (error) {
      return refusal(error, config);
    }
    if (result === undefined) break;
    if ("error" in result) return { kind: "failed", config, error: result.error };
    const surprise = result.properties.find(isSurprise);
    if (surprise !== undefined) return { kind: "killed", config, property: surprise.id, verdict: surprise.verdict };
    if (result.stopped !== undefined) return { kind: "inconclusive", config, stopped: result.stopped };
    countsDiffer ||= result.states !== baseline.states || result.transitions !== baseline.transitions || result.depth !== baseline.depth;
  }
  return { kind: "survived", countsDiffer };
}

/** What the language says of the mistake: 1xx before a step has run, 2xx of what a step or a property does. */
function refusal(error: unknown, config: Config): Fate {
  if (error instanceof AllwaysError && error.code.startsWith("AW1")) return { kind: "refused", error };
  if (error instanceof AllwaysError && error.code.startsWith("AW2")) return { kind: "failed", config, error };
  throw error;
}
