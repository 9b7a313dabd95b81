import type { Config } from "../../language/parameter.ts";
import type { ConfigurationData, FailureData, PropertyData, ResultData } from "../../page/data.ts";
import type { RunFailure, RunResult } from "../../run/event.ts";
import { isUndecided } from "../verdicts.ts";
import type { StatementTable } from "./statement-table.ts";
import { positionText, type FileName } from "./story.ts";

/** A configuration of which nothing is known yet. */
export function configurationData(config: Config): ConfigurationData {
  return { config: Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)])) };
}

/** The result of a configuration; `storyOf` gives the number of the story that shows a property, if one is told. */
export function resultData(result: RunResult, storyOf: (property: string) => number | undefined, statements: StatementTable): ResultData {
  const { verdict, asExpected, exhaustive, stopped, omissionProbability, states, transitions, depth, seconds, engine, mismatches, properties, coverage } = result;
  return {
    verdict,
    asExpected,
    exhaustive,
    ...(stopped === undefined ? {} : { stopped: stopText[stopped] }),
    undecided: isUndecided(result),
    ...(omissionProbability === undefined ? {} : { omissionProbability }),
    states,
    transitions,
    depth,
    seconds,
    engine,
    mismatches: mismatches.map(({ count, property, expected, found }) => ({ what: property === undefined ? count : `${count} to ${property}`, expected, found })),
    coverage: statements.counts(coverage),
    properties: properties.map(({ id, kind, meaning, verdict, expected, remarks }): PropertyData => {
      const story = storyOf(id);
      return { id, kind, meaning, verdict, expected, ...(remarks.length === 0 ? {} : { remarks }), ...(story === undefined ? {} : { story }) };
    }),
  };
}

const stopText: Readonly<Record<NonNullable<RunResult["stopped"]>, string>> = {
  states: "at the limit on states",
  depth: "at the limit on depth",
  memory: "at the limit on memory",
  interrupted: "when it was interrupted",
  violation: "at the first violation",
};

export function failureData({ error }: RunFailure, short: FileName): FailureData {
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.position === undefined ? {} : { position: positionText(error.position, short) }),
  };
}
