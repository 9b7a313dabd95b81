import { changeLines, changeWidths } from "./race-columns.ts";
import type { Drawn, Race, Row } from "./race-rows.ts";
import { pack, wrap } from "./wrap.ts";

/*
 * The race where its processes do not fit side by side: a narrow lane for each, marked with its letter where it acts, and all
 * texts in one column.
 */

const gap = 2;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A legend of the lanes, then a row for each step; where procedures are entered, none. */
export function raceLanes(race: Race, mark: string | undefined, width: number): Drawn {
  const rows = race.rows.filter(isStep);
  const number = String(rows.findLast((row) => row.number !== undefined)?.number ?? 0).length;
  const letter = (lane: number): string => letters[lane % letters.length] ?? "?";
  const text = number + gap + race.lanes.length * 2 - 1 + gap;
  const room = width - text - gap;
  const widestText = Math.max(...rows.map((row) => laneText(row).length));
  const changes = Math.min(changeWidths(rows, mark).natural, Math.max(room - widestText, Math.floor(room * 0.45)));
  const textWidth = Math.min(widestText, room - changes);
  const legend = pack(race.lanes.map((title, lane) => `${letter(lane)} = ${title}`), "   ", width);
  const lines = rows.map((row, at) => {
    const texts = wrap(laneText(row), textWidth, 2);
    const changed = changeLines(row.changes, at === rows.length - 1 ? mark : undefined, width - text - textWidth - gap);
    return Array.from({ length: Math.max(texts.length, changed.length) }, (_, line) => {
      const lanes = race.lanes.map((_title, lane) => (line === 0 && lane === row.lane ? letter(lane) : "."));
      const lead = `${line === 0 ? String(row.number ?? "").padStart(number) : " ".repeat(number)}${" ".repeat(gap)}${lanes.join(" ")}${" ".repeat(gap)}`;
      return `${lead}${(texts[line] ?? "").padEnd(textWidth)}${" ".repeat(gap)}${changed[line] ?? ""}`.trimEnd();
    });
  });
  return { form: "lanes", pushed: 0, head: [...legend, ""], rows: race.rows.map((row) => (isStep(row) ? (lines[rows.indexOf(row)] ?? []) : [])) };
}

function isStep(row: Row): boolean {
  return row.number !== undefined || row.folded;
}

function laneText(row: Row): string {
  return row.procedure === undefined ? row.text : `${row.procedure}: ${row.text}`;
}
