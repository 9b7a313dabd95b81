import type { RunResult } from "../run/event.ts";
import type { ReductionRemark } from "../reduce/reduction.ts";
import { configurationText } from "./configuration-text.ts";
import { count } from "./figures.ts";
import { wrap } from "./wrap.ts";

/** States from which on it matters to a reader that not all were kept, where that changes no figure. */
const fewestToTell = 10_000;

/**
 * What searches have left out, and by what right.
 *
 * @param all say it of small state spaces, too, and also what could not be left out, and why.
 */
export function reductionText(results: readonly RunResult[], vary: readonly string[], width: number, all: boolean): string[] {
  return results.flatMap(({ config, states, reduction }) => {
    if (reduction === undefined || !(all || !reduction.whole || states >= fewestToTell)) return [];
    const used = reduction.remarks.filter((remark) => remark.used);
    const kept = reduction.whole ? `${count(reduction.stored)} states kept` : "counts are of the reduced graph";
    const lines = [...(used.length === 0 ? [] : [`${kept}: ${used.map(remarkText).join("; ")}`]), ...(all ? reduction.remarks.filter((remark) => !remark.used).map(remarkText) : [])];
    const where = configurationText(config, vary);
    return lines.flatMap((line) => wrap(where === "" ? line : `${where}: ${line}`, width, 2));
  });
}

function remarkText({ reduction, subject, used, reason, position }: ReductionRemark): string {
  const where = position === undefined ? "" : ` (${position.file.split(/[\\/]/u).at(-1)}:${position.line})`;
  return `${used ? "" : "no "}${reduction} of ${subject}: ${reason}${where}`;
}
