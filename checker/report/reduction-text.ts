import type { RunResult } from "../run/event.ts";
import type { ReductionRemark } from "../reduce/reduction.ts";
import { configurationText } from "./configuration-text.ts";
import { count } from "./figures.ts";
import { wrap } from "./wrap.ts";

/**
 * What searches have left out, and by what right.
 *
 * @param refused say also what could not be left out, and why.
 */
export function reductionText(results: readonly RunResult[], vary: readonly string[], width: number, refused: boolean): string[] {
  return results.flatMap(({ config, reduction }) => {
    if (reduction === undefined) return [];
    const used = reduction.remarks.filter((remark) => remark.used);
    const lines = [...(used.length === 0 ? [] : [`${count(reduction.stored)} states kept: ${used.map(remarkText).join("; ")}`]), ...(refused ? reduction.remarks.filter((remark) => !remark.used).map(remarkText) : [])];
    const where = configurationText(config, vary);
    return lines.flatMap((line) => wrap(where === "" ? line : `${where}: ${line}`, width, 2));
  });
}

function remarkText({ reduction, subject, used, reason, position }: ReductionRemark): string {
  const where = position === undefined ? "" : ` (${position.file}:${position.line})`;
  return `${used ? "" : "no "}${reduction} of ${subject}: ${reason}${where}`;
}
