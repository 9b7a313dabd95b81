import { describe, expect, test } from "vitest";
import { expectationOf, type Spec } from "../../checker/language/spec.ts";
import type { Config } from "../../checker/language/parameter.ts";
import { searchCompiled, searchPacked, searchReference, summary } from "../support.ts";

/** `npm run conformance`: all there is. */
export const all = process.env["CONFORMANCE"] === "all";

/** The engines that take longer are asked only up to so many states: the reference interpreter takes about a second for 2,000. */
export interface Affordable {
  readonly compiled: number;
  readonly reference: number;
}

/** States a test for each configuration of a kernel spec: what is recorded of it, and the same counts, verdicts and shortest paths on every engine. */
export function conforms(spec: Spec, configs: readonly Config[], affordable: Affordable): void {
  describe.each(configs.map((config) => [JSON.stringify(config), config] as const))(`${spec.name} %s`, (_, config) => {
    const system = spec.build(config);
    const packed = searchPacked(system);

    test("is as recorded", () => {
      const { violated, states, transitions, depth } = expectationOf(spec, config) ?? {};
      const found = packed.decisions.filter(({ verdict }) => verdict === "violated").map(({ property }) => property.id);
      expect({ stopped: packed.stopped, violated: found.sort(), states: packed.states, transitions: packed.transitions, depth: packed.depth }).toEqual({
        stopped: undefined,
        violated: [...(violated ?? [])].sort(),
        states,
        transitions,
        depth,
      });
    });

    test.runIf(packed.states <= affordable.compiled)("is the same compiled", () => {
      const compiled = searchCompiled(system);
      expect(summary(compiled)).toEqual(summary(packed));
      expect(compiled.engine).toBe("compiled");
    });

    test.runIf(packed.states <= affordable.reference)("is the same on the reference interpreter", () => {
      expect(summary(searchReference(system))).toEqual(summary(packed));
    });
  });
}
