import { wrap } from "./wrap.ts";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

const gap = 2;

/** The width that a table needs if no cell is wrapped. */
export function naturalWidth(columns: readonly Column[], rows: readonly (readonly string[])[]): number {
  return widthsOf(columns, rows).reduce((sum, width) => sum + width + gap, -gap);
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(({ title }, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
}

/**
 * Lines of an aligned table, the titles first. Where it is wider than `width`, the cells of the columns `elastic` are wrapped,
 * the widest first.
 */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number, elastic: readonly number[]): string[] {
  const widths = widthsOf(columns, rows);
  for (let excess = naturalWidth(columns, rows) - width; excess > 0; excess--) {
    const widest = elastic.reduce<number | undefined>((found, at) => (found === undefined || (widths[at] ?? 0) > (widths[found] ?? 0) ? at : found), undefined);
    if (widest === undefined || (widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return [columns.map(({ title }) => title), ...rows].flatMap((row) => {
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

const narrowest = 10;

function aligned(text: string, width: number, align: "left" | "right"): string {
  return align === "left" ? text.padEnd(width) : text.padStart(width);
}
