import { configurations, type Spec } from "../../checker/language/spec.ts";
import type { System } from "../../checker/language/system.ts";
import { searchPacked } from "../support.ts";

/*
 * A property that holds at every level says something only if it can fail. The tests of each kernel spec break the kernel on purpose; this keeps account of what failed.
 */

/** The properties that some search has found violated. */
export class Failures {
  readonly #seen = new Set<string>();

  /** What a complete search of a broken kernel violates. */
  violated(system: System): readonly string[] {
    const { stopped, decisions } = searchPacked(system);
    if (stopped !== undefined) throw new Error(`the search was not complete: ${stopped}`);
    const ids = decisions.filter(({ verdict }) => verdict === "violated").map(({ property }) => property.id);
    for (const id of ids) this.#seen.add(id);
    return ids;
  }

  /** The properties of a spec that are violated nowhere: not in what is recorded of it, and not by a broken kernel. */
  unshaken(spec: Spec, recorded: readonly (readonly [levels: string, scenario: string, knobs: unknown, violated: string, ...unknown[]])[]): readonly string[] {
    const somewhere = new Set(recorded.flatMap(([, , , violated]) => violated.split(" ")));
    const configs = configurations(spec.parameters, spec.matrix);
    const scenarios = new Map(configs.map((config) => [config["scenario"], config]));
    const stated = new Set([...scenarios.values()].flatMap((config) => spec.build(config).properties.map(({ id }) => id)));
    return [...stated].filter((id) => !somewhere.has(id) && !this.#seen.has(id));
  }
}
