import type { Config } from "../language/parameter.ts";
import type { CountMismatch, PropertyResult, RunFailure, RunResult } from "../run/event.ts";
import { configurationText } from "./configuration-text.ts";
import { count } from "./figures.ts";
import { isUnexpected } from "./verdicts.ts";

/*
 * A run in the words of the tools that run tests: a test is a property in a configuration, and it passes if the verdict is the expected one.
 */

export type TestOutcome = "passed" | "failed" | "undecided";

export function outcomeOf(property: PropertyResult): TestOutcome {
  if (property.verdict === "inconclusive") return "undecided";
  return isUnexpected(property) ? "failed" : "passed";
}

/** `violated, as expected`; `holds, but a violation was expected`. */
export function verdictText(property: PropertyResult): string {
  switch (property.verdict) {
    case "inconclusive":
      return "undecided";
    case "holds":
      return isUnexpected(property) ? "holds, but a violation was expected" : "holds";
    case "violated":
      return isUnexpected(property) ? "violated" : "violated, as expected";
  }
}

export function mismatchText({ count: of, property, expected, found }: CountMismatch): string {
  return `${property === undefined ? "" : `${property}: `}${count(expected)} ${of} expected, ${found === null ? "none" : count(found)} found`;
}

/** `p2pdma variant=V3`. */
export function runTitle({ spec, config }: { readonly spec: string; readonly config: Config }): string {
  return `${spec} ${configurationText(config)}`.trim();
}

/** What a report at the end of a run is made from, in the order in which it happened. */
export type Finished = RunResult | RunFailure;

/** The results of each spec. */
export function bySpec(finished: readonly Finished[]): readonly (readonly RunResult[])[] {
  const results = finished.filter((one): one is RunResult => !("error" in one));
  return [...new Set(results.map(({ spec }) => spec))].map((name) => results.filter(({ spec }) => spec === name));
}
