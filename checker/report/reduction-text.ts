import type { RunResult } from "../run/event.ts";
import type { ReductionRemark } from "../reduce/reduction.ts";
import type { ReductionOutcome } from "../search/outcome.ts";
import { configurationText } from "./configuration-text.ts";
import { count, plural } from "./figures.ts";
import { placeText } from "./position-text.ts";
import { wrap } from "./wrap.ts";

/** States from which on it matters to a reader that not all were kept, where that changes no figure. */
const fewestToTell = 10_000;

/**
 * What searches have left out, and by what right.
 *
 * @param all say it of small state spaces, too, and also what could not be left out, and why.
 */
export function reductionText(results: readonly RunResult[], vary: readonly string[], width: number, all: boolean): string[] {
  const told = results.filter(({ states, reduction }) => reduction !== undefined && (all || !reduction.whole || states >= fewestToTell));
  const [only, ...more] = told;
  if (only === undefined) return [];
  // Of a matrix, what the same is said of is said once.
  if (more.length > 0) return grouped(told, all).flatMap(([line, where]) => wrap(`${line} (${where.length === 1 ? configurationText((where[0] as RunResult).config, vary) : plural(where.length, "configuration")})`, width, 2));
  const { stored, whole, remarks } = only.reduction as ReductionOutcome;
  const used = remarks.filter((remark) => remark.used);
  const kept = whole ? `${count(stored)} states kept` : "counts are of the reduced graph";
  const where = results.length === 1 ? "" : `${configurationText(only.config, vary)}: `;
  const lines = [...(used.length === 0 ? [] : [`${kept}: ${used.map(remarkText).join("; ")}`]), ...(all ? remarks.filter((remark) => !remark.used).map(remarkText) : [])];
  return lines.flatMap((line) => wrap(`${where}${line}`, width, 2));
}

/** What is said of results, and of which. */
function grouped(results: readonly RunResult[], all: boolean): readonly (readonly [line: string, results: readonly RunResult[]])[] {
  const said = new Map<string, RunResult[]>();
  for (const result of results) {
    const { whole, remarks } = result.reduction as ReductionOutcome;
    const used = remarks.some((remark) => remark.used);
    const lines = [...(whole || !used ? [] : ["counts are of the reduced graph"]), ...remarks.filter((remark) => all || remark.used).map(remarkText)];
    for (const line of lines) said.set(line, [...(said.get(line) ?? []), result]);
  }
  return [...said];
}

function remarkText({ reduction, subject, used, reason, position }: ReductionRemark): string {
  const where = position === undefined ? "" : ` (${placeText(position)})`;
  return `${used ? "" : "no "}${reduction} of ${subject}: ${reason}${where}`;
}
