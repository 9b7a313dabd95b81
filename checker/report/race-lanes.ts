import { changeLines, changeWidths } from "./race-columns.ts";
import type { Race, Row } from "./race-rows.ts";
import { pack, wrap } from "./wrap.ts";

/*
 * The race where its processes do not fit side by side: a narrow lane for each, marked with its letter where it acts, and all
 * texts in one column.
 */

const gap = 2;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The diagram's lines: a legend of the lanes, then one row for each step. */
export function raceLanes(race: Race, mark: string | undefined, width: number): string[] {
  const rows = race.rows.filter((row) => row.number !== undefined || row.folded);
  const number = String(rows.findLast((row) => row.number !== undefined)?.number ?? 0).length;
  const letter = (lane: number): string => letters[lane % letters.length] ?? "?";
  const text = number + gap + race.lanes.length * 2 - 1 + gap;
  const room = width - text - gap;
  const widestText = Math.max(...rows.map((row) => laneText(row).length));
  const changes = Math.min(changeWidths(rows, mark).natural, Math.max(room - widestText, Math.floor(room * 0.45)));
  const textWidth = Math.min(widestText, room - changes);
  const legend = pack(race.lanes.map((title, lane) => `${letter(lane)} = ${title}`), "   ", width);
  const lines = rows.flatMap((row, at) => {
    const texts = wrap(laneText(row), textWidth, 2);
    const changed = changeLines(row.changes, at === rows.length - 1 ? mark : undefined, width - text - textWidth - gap);
    return Array.from({ length: Math.max(texts.length, changed.length) }, (_, line) => {
      const lanes = race.lanes.map((_title, lane) => (line === 0 && lane === row.lane ? letter(lane) : "."));
      const lead = `${line === 0 ? String(row.number ?? "").padStart(number) : " ".repeat(number)}${" ".repeat(gap)}${lanes.join(" ")}${" ".repeat(gap)}`;
      return `${lead}${(texts[line] ?? "").padEnd(textWidth)}${" ".repeat(gap)}${changed[line] ?? ""}`.trimEnd();
    });
  });
  return [...legend, "", ...lines];
}

function laneText(row: Row): string {
  return row.procedure === undefined ? row.text : `${row.procedure}: ${row.text}`;
}
