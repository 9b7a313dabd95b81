import type { PropertyResult, RunResult } from "../run/event.ts";
import type { Trace } from "../trace/trace.ts";
import { isUnexpected } from "./verdicts.ts";

/**
 * Which traces are drawn. `auto`: a single configuration's violations; of several configurations, each unexpectedly violated
 * property once. `first`: each violated property once. `all`: every trace, witnesses of reachability too.
 */
export type TraceChoice = "auto" | "first" | "all" | "none";

export interface ShownTrace {
  readonly result: RunResult;
  readonly property: PropertyResult;
  readonly trace: Trace;
  /** In how many more configurations the property is violated and not drawn. */
  readonly others: number;
}

/** A trace that may be shown. What is not shown is not told either, for that takes a while. */
interface Candidate {
  readonly result: RunResult;
  readonly property: PropertyResult;
  readonly steps: number;
  readonly others: number;
}

export function chosenTraces(results: readonly RunResult[], choice: TraceChoice): ShownTrace[] {
  const all = results.flatMap((result) => result.properties.flatMap((property): Candidate[] => (property.steps === undefined ? [] : [{ result, property, steps: property.steps, others: 0 }])));
  return chosen(results, choice, all).flatMap(({ result, property, others }) => (property.trace === undefined ? [] : [{ result, property, others, trace: property.trace }]));
}

function chosen(results: readonly RunResult[], choice: TraceChoice, all: readonly Candidate[]): readonly Candidate[] {
  const violations = all.filter(({ property }) => property.verdict === "violated");
  switch (choice) {
    case "none":
      return [];
    case "all":
      return all;
    case "first":
      return oncePerProperty(violations);
    case "auto":
      return results.length === 1 ? violations : oncePerProperty(violations.filter(({ property }) => isUnexpected(property)));
  }
}

/** For each property the shortest of its traces. */
function oncePerProperty(traces: readonly Candidate[]): readonly Candidate[] {
  const shortest = new Map<string, Candidate>();
  for (const shown of traces) {
    const before = shortest.get(shown.property.id);
    const better = before === undefined || shown.steps < before.steps ? shown : before;
    shortest.set(shown.property.id, { ...better, others: before === undefined ? 0 : before.others + 1 });
  }
  return [...shortest.values()];
}
