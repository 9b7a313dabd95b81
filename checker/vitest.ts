import { expect } from "vitest";
import { nodeHost } from "./cli/node-host.ts";
import type { Config } from "./language/parameter.ts";
import { configurations, type Spec } from "./language/spec.ts";
import { configurationText } from "./report/configuration-text.ts";
import { errorText } from "./report/failure-text.ts";
import { raceDiagram } from "./report/race-diagram.ts";
import { style } from "./report/style.ts";
import { mismatchText, outcomeOf, runTitle, verdictText, type Finished } from "./report/test-outcome.ts";
import { checkSpec, type CheckOptions } from "./run/check.ts";
import type { RunResult } from "./run/event.ts";

/*
 * What the package exports as `allways/vitest`: matchers, registered when it is imported. The text of a failure is the race diagram.
 */

/** Which configurations, with what limits; without `configs`, those of the spec's matrix. */
export interface MatcherOptions extends CheckOptions {
  readonly configs?: readonly Config[];
}

/** What a matcher tells vitest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Columns of a failure's text. */
const width = 98;
const plain = style(false);

/**
 * Everything is as the spec expects in every configuration: where it says nothing, every property holds. A limit that was reached is a failure.
 *
 * @example
 * import { toHold } from "./vitest.ts";
 *
 * const Thread = indexSet("thread", 2);
 * const counter = spec({
 *   name: "counter",
 *   about: "two threads count in one step each",
 *   build() {
 *     const world = state({ count: range(0, 2) });
 *     const work = world.procedure("work", (p) => {
 *       p.step("count", (k) => {
 *         k.count++;
 *       });
 *     });
 *     return world.system({
 *       processes: { worker: each(Thread, () => work.start()) },
 *       properties: ({ terminal }) => [terminal("two", "in the end the count is 2", (k) => k.count === 2)],
 *     });
 *   },
 * });
 * // In a test: import "allways/vitest", and await expect(counter).toHold().
 * const { pass } = await toHold(counter);
 * pass; // true
 */
export async function toHold(spec: Spec, options: MatcherOptions = {}): Promise<MatcherResult> {
  const finished = await run(spec, options);
  const wrong = finished.flatMap((one) => unexpected(one));
  return { pass: wrong.length === 0, message: () => (wrong.length === 0 ? `${spec.name} is as expected in ${finished.length} configurations` : wrong.join("\n\n")) };
}

/** The property is violated in some configuration, whatever the spec expects. */
export async function toViolate(spec: Spec, property: string, options: MatcherOptions = {}): Promise<MatcherResult> {
  const finished = await run(spec, { ...options, properties: [property] });
  const violating = finished.filter((one): one is RunResult => !("error" in one) && one.verdict === "violated");
  const [first] = violating;
  const failures = finished.flatMap((one) => ("error" in one ? unexpected(one) : []));
  return {
    pass: first !== undefined,
    message: () => (first === undefined ? [`${property} is not violated in ${spec.name}`, ...finished.map((one) => ("error" in one ? "" : `  ${configurationText(one.config)}: ${one.verdict}`.trimEnd())), ...failures].join("\n") : diagrams(first, () => true).join("\n\n")),
  };
}

async function run(spec: Spec, { configs, ...options }: MatcherOptions): Promise<readonly Finished[]> {
  const chosen = configs ?? configurations(spec.parameters, spec.matrix);
  return checkSpec(spec, chosen, options, nodeHost(() => false), () => {});
}

/** What is not as expected, each with its diagram. */
function unexpected(finished: Finished): readonly string[] {
  if ("error" in finished) return [[`${runTitle(finished)}: spec error`, ...errorText(finished.error, (file) => file, plain)].join("\n")];
  return [...diagrams(finished, (property) => outcomeOf(property) !== "passed"), ...finished.mismatches.map((mismatch) => `${runTitle(finished)}: ${mismatchText(mismatch)}`)];
}

function diagrams(result: RunResult, which: (property: RunResult["properties"][number]) => boolean): readonly string[] {
  return result.properties.filter(which).map((property) => {
    const diagram = property.trace === undefined ? [] : ["", ...raceDiagram(property.trace, property, width)];
    return [`${runTitle(result)}: ${property.id} ${verdictText(property)}: ${property.meaning}`, ...diagram].join("\n");
  });
}

expect.extend({ toHold, toViolate });

declare module "vitest" {
  interface Matchers<T> {
    /** Everything is as the spec expects, in every configuration. Returns a promise: await it. */
    toHold(options?: MatcherOptions): Promise<T>;
    /** The property is violated in some configuration. Returns a promise: await it. */
    toViolate(property: string, options?: MatcherOptions): Promise<T>;
  }
}
