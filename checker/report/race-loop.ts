import type { Trace } from "../trace/trace.ts";
import type { Drawn, Race } from "./race-rows.ts";
import { wrap } from "./wrap.ts";

/*
 * A run that goes on for ever: the steps that repeat are bracketed at the left, and an arrow leads back to the first of them.
 */

/** Columns that a bracket takes. */
const gutter = 3;

/** How much room the bracket of a trace takes at the left of its diagram. */
export function loopRoom({ loopStart, steps }: Trace): number {
  return loopStart !== undefined && loopStart < steps.length ? gutter : 0;
}

/** The lines of a diagram; those of a loop in its bracket, which `mark` stands behind, as no single step does what goes on for ever. */
export function bracketed({ head, rows }: Drawn, race: Race, { loopStart, steps }: Trace, mark: string, width: number): string[] {
  if (loopStart === undefined || loopStart === steps.length) return [...head, ...rows.flat()];
  const first = race.rows.findIndex((row) => row.at >= loopStart && (row.number !== undefined || row.folded));
  // Of some processes only, the loop may not be drawn.
  if (first < 0) return [...head, ...rows.flat(), "", ...wrap(loopStart === steps.length - 1 ? `step ${steps.length} repeats for ever` : `steps ${loopStart + 1} to ${steps.length} repeat for ever`, width)];
  const left = (line: string, sign: string): string => (sign.padEnd(gutter) + line).trimEnd();
  return [
    ...head.map((line) => left(line, "")),
    ...rows.flatMap((lines, row) => lines.map((line, at) => left(line, row < first ? "" : row === first && at === 0 ? "+>" : "|"))),
    left(`again from step ${loopStart + 1}, for ever  ${mark}`, "+-"),
  ];
}
