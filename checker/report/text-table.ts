import { wrap } from "./wrap.ts";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** Its cells may be wrapped. */
  readonly elastic?: boolean;
}

const gap = 2;

function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(({ title }, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
}

/** The width at which a table is still good to read: its elastic columns may be wrapped, but not into shreds. */
export function readableWidth(columns: readonly Column[], rows: readonly (readonly string[])[]): number {
  const widths = widthsOf(columns, rows);
  return columns.reduce((sum, { elastic }, at) => sum + (elastic === true ? Math.min(widths[at] ?? 0, readable) : (widths[at] ?? 0)) + gap, -gap);
}

/** An aligned table: the lines of the titles, then those of each row. Where it is wider than `width`, elastic columns are wrapped, the widest first. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[][] {
  const widths = widthsOf(columns, rows);
  for (let excess = widths.reduce((sum, of) => sum + of + gap, -gap) - width; excess > 0; excess--) {
    const most = Math.max(0, ...widths.filter((_, at) => columns[at]?.elastic === true));
    const widest = columns.findIndex(({ elastic }, at) => elastic === true && widths[at] === most);
    if (most <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return [columns.map(({ title }) => title), ...rows].map((row) => {
    const cells = row.map((cell, at) => (cell.length > (widths[at] ?? 0) ? wrap(cell, widths[at] ?? 0) : [cell]));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, at) => aligned(lines[line] ?? "", widths[at] ?? 0, columns[at]?.align ?? "left"))
        .join(" ".repeat(gap))
        .trimEnd(),
    );
  });
}

/** Columns of words want this much room, */
const readable = 18;
/** and can do with this. */
const narrowest = 8;

function aligned(text: string, width: number, align: "left" | "right"): string {
  return align === "left" ? text.padEnd(width) : text.padStart(width);
}
