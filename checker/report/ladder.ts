import type { Config } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import type { RunResult, Verdict } from "../run/event.ts";
import { configurationText, varying } from "./configuration-text.ts";

/** A property in one configuration. */
export interface Cell {
  readonly property: string;
  /** Those of its parameters that vary, the level aside. */
  readonly config: Config;
}

/** What is violated from one level on, or no longer. */
export interface Change extends Cell {
  /** Of a violation: the level from which on it is gone again; undefined if it stays. */
  readonly until: string | undefined;
}

/** One level, and how its verdicts differ from those of the level below. */
export interface Rung {
  readonly level: string;
  readonly about: string | undefined;
  /** Violated below, and holds here. */
  readonly repairs: readonly Cell[];
  /** Held below, or there is nothing below, and is violated here. */
  readonly breaks: readonly Change[];
  /** By property: the number of configurations that violate it, or null if some are undecided and none does. */
  readonly violations: ReadonlyMap<string, number | null>;
}

/** The results of one spec, seen along its ladder: the lowest level first. */
export function rungsOf({ ladder, parameters }: Spec, results: readonly RunResult[]): readonly Rung[] {
  if (ladder === undefined) return [];
  const parameter = parameters[ladder.parameter];
  const named = parameter?.kind === "choice" ? parameter.values : [];
  const levels = named.filter((level) => results.some(({ config }) => config[ladder.parameter] === level));
  const others = new Set(varying(results.map(({ config }) => config)));
  others.delete(ladder.parameter);
  const ids = [...new Set(results.flatMap(({ properties }) => properties.map(({ id }) => id)))];

  const verdicts = levels.map((level) => {
    const ofLevel = new Map<string, Cell & { readonly verdict: Verdict }>();
    for (const { config, properties } of results) {
      if (config[ladder.parameter] !== level) continue;
      const rest = Object.fromEntries(Object.entries(config).filter(([name]) => others.has(name)));
      for (const { id, verdict } of properties) ofLevel.set(`${id} ${configurationText(rest)}`, { property: id, config: rest, verdict });
    }
    return ofLevel;
  });

  return levels.map((level, at) => {
    const here = [...(verdicts[at] ?? [])];
    const below = (key: string): Verdict | undefined => verdicts[at - 1]?.get(key)?.verdict;
    const end = (key: string): string | undefined => levels.find((_, above) => above > at && verdicts[above]?.get(key)?.verdict === "holds");
    return {
      level,
      about: ladder.about?.[level],
      repairs: here.filter(([key, { verdict }]) => verdict === "holds" && below(key) === "violated").map(([, cell]) => cell),
      breaks: here.filter(([key, { verdict }]) => verdict === "violated" && below(key) !== "violated").map(([key, cell]) => ({ ...cell, until: end(key) })),
      violations: new Map(
        ids.map((id) => {
          const cells = here.flatMap(([, cell]) => (cell.property === id ? [cell.verdict] : []));
          const violated = cells.filter((verdict) => verdict === "violated").length;
          return [id, violated === 0 && cells.includes("inconclusive") ? null : violated];
        }),
      ),
    };
  });
}
