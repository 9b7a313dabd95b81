import type { Drawn, Race, Row } from "./race-rows.ts";
import { pack, wrap } from "./wrap.ts";

/*
 * The race as kernel developers draw it: a column per process, time downwards. Only one process acts in a line, so a text may
 * run on to the right over the columns of the others, and columns can stand closer together than their texts are wide. Where a
 * text runs into the column of changes, its changes go into the next line.
 */

const gap = 2;
/** A change longer than this is broken rather than pushing the columns of the processes together. */
const longestChange = 34;
/** Less room than this for a step's text makes columns unreadable; lanes are better. */
const narrowestText = 22;
/** A text longer than this is wrapped rather than pushing the columns together. */
const longestText = 40;
/** Columns stand at least this far apart. */
const narrowestColumn = 8;

/** Where everything goes: the offset of each process's column, and of the column of changes. */
interface Layout {
  readonly number: number;
  readonly indent: number;
  readonly offsets: readonly number[];
  readonly changes: number;
  readonly width: number;
}

/** Undefined if the processes do not fit side by side. */
export function raceColumns(race: Race, mark: string | undefined, width: number): Drawn | undefined {
  const layout = layoutOf(race, mark, width);
  if (layout === undefined) return undefined;
  const head = placed(race.lanes.map((title, lane) => [layout.offsets[lane] ?? 0, title]));
  const rule = placed(race.lanes.map((title, lane) => [layout.offsets[lane] ?? 0, "-".repeat(ruleLength(title, lane, layout))]));
  const laid = race.rows.map((row, at) => rowLines(row, at === race.rows.length - 1 ? mark : undefined, layout));
  return { form: "columns", pushed: laid.filter(({ pushed }) => pushed).length, head: [head, rule], rows: laid.map(({ lines }) => lines) };
}

function ruleLength(title: string, lane: number, { offsets, changes }: Layout): number {
  const offset = offsets[lane] ?? 0;
  const next = offsets[lane + 1] ?? Math.min(changes, offset + narrowestText + gap);
  return Math.max(title.length, next - gap - offset);
}

function rowLines(row: Row, mark: string | undefined, layout: Layout): { readonly lines: string[]; readonly pushed: boolean } {
  // A word that does not fit begins further to the left rather than being cut.
  const start = Math.max(layout.number + gap, Math.min(startOf(row, layout), layout.width - Math.max(...row.text.split(" ").map((word) => word.length))));
  const room = layout.changes - gap - start;
  const texts = wrap(row.text, start + row.text.length <= layout.width || room < narrowestText ? layout.width - start : room, 2);
  const changes = changeLines(row.changes, mark, layout.width - layout.changes);
  const collide = texts.findLastIndex((text) => start + text.length + gap > layout.changes) + 1;
  const lines = Array.from({ length: Math.max(texts.length, changes.length === 0 ? 0 : collide + changes.length) }, (_, line) =>
    placed([
      [0, line === 0 && row.number !== undefined ? String(row.number).padStart(layout.number) : ""],
      [start, texts[line] ?? ""],
      [layout.changes, changes[line - collide] ?? ""],
    ]),
  );
  return { lines, pushed: collide > 0 && changes.length > 0 };
}

function startOf(row: Row, { offsets, indent }: Pick<Layout, "offsets" | "indent">): number {
  return (offsets[row.lane] ?? 0) + row.depth * indent;
}

function placed(parts: readonly (readonly [at: number, text: string])[]): string {
  let line = "";
  for (const [at, text] of parts) if (text !== "") line = line.padEnd(at) + text;
  return line.trimEnd();
}

/** The changes of one step, as many in a line as fit, and the mark of the step that broke the property. */
export function changeLines(changes: readonly string[], mark: string | undefined, width: number): string[] {
  const lines = changes.length === 0 ? [] : pack(changes, ", ", width, 2);
  if (mark === undefined) return lines;
  const last = lines.at(-1);
  if (last === undefined) return [mark];
  return last.length + gap + mark.length <= width ? [...lines.slice(0, -1), `${last}${" ".repeat(gap)}${mark}`] : [...lines, mark];
}

/** The width at which no changes need a second line, and the width at which no single change does. */
export function changeWidths(rows: readonly Row[], mark: string | undefined): { readonly natural: number; readonly least: number } {
  const marked = (at: number): number => (mark !== undefined && at === rows.length - 1 ? mark.length + gap : 0);
  const natural = Math.max(0, ...rows.map((row, at) => row.changes.join(", ").length + marked(at)));
  const least = Math.max(0, ...rows.map((row, at) => Math.max(marked(at), ...row.changes.map((change) => change.length + 1))));
  return { natural, least: Math.min(natural, least) };
}

function layoutOf(race: Race, mark: string | undefined, width: number): Layout | undefined {
  const number = String(race.rows.findLast((row) => row.number !== undefined)?.number ?? 0).length;
  const left = number + gap;
  const { natural, least } = changeWidths(race.rows, mark);
  for (const wanted of [natural, Math.min(natural, longestChange), Math.min(least, longestChange)]) {
    for (const indent of [2, 1]) {
      const offsets = fit(race, indent, left, width - wanted - gap);
      if (offsets === undefined) continue;
      const end = Math.max(...race.rows.map((row) => startOf(row, { offsets, indent }) + Math.min(row.text.length, longestText)), (offsets.at(-1) ?? 0) + (race.lanes.at(-1)?.length ?? 0));
      return { number, indent, offsets, changes: end + gap, width };
    }
  }
  const changes = width - Math.min(least, longestChange);
  for (let end = changes - gap; end <= width; end++) {
    const offsets = fit(race, 1, left, end);
    const last = offsets?.at(-1) ?? 0;
    if (offsets !== undefined && last + narrowestText <= width && last + narrowestColumn + gap <= changes) return { number, indent: 1, offsets, changes, width };
  }
  return undefined;
}

/** Offsets with which every text ends before `end`, the columns as far apart as that allows; undefined if there are none. */
function fit(race: Race, indent: number, left: number, end: number): number[] | undefined {
  const natural = race.lanes.map((title, lane) => Math.max(title.length, ...race.rows.filter((row) => row.lane === lane).map((row) => row.depth * indent + Math.min(row.text.length, longestText))));
  const least = race.lanes.map((title) => Math.max(title.length, narrowestColumn) + gap);
  const strides = natural.map((width, lane) => Math.max(width + gap, least[lane] ?? 0));
  for (;;) {
    const offsets = strides.map((_, lane) => strides.slice(0, lane).reduce((sum, stride) => sum + stride, left));
    const over = offsets.findLastIndex((offset, lane) => offset + (natural[lane] ?? 0) > end);
    if (over < 0) return offsets;
    const shrinkable = strides.map((stride, lane) => (lane < over ? stride - (least[lane] ?? 0) : 0));
    const most = Math.max(0, ...shrinkable);
    if (most === 0) return undefined;
    const victim = shrinkable.indexOf(most);
    strides[victim] = (strides[victim] ?? 0) - 1;
  }
}
