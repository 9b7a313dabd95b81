import type { Drawn, Race, Row } from "./race-rows.ts";

/*
 * What the property looks at stands at the right of a race, a column for each expression: its value before the first step, wherever it changes, and at the end. Where
 * that would make a much longer diagram, or leave no room for a column for each process, they are told among the changes of the steps that change them.
 */

const gap = 2;
/** What columns may cost, their own rows of values apart: so much longer may the diagram become, and so many more steps may have their changes below them. */
interface Price {
  readonly longer: number;
  readonly pushed: number;
}

/** For what is not told otherwise; */
const forNews: Price = { longer: 4 / 3, pushed: 2 };
/** for places in the state, whose changes are told anyway. */
const forOverview: Price = { longer: 1, pushed: 0 };

/** An expression that takes more room than this does not stand there. */
const widest = 24;

/** A race, and how it is drawn. */
export interface Watching {
  readonly race: Race;
  readonly drawn: Drawn;
}

/** The race with what is watched. @param ends whether its last row is where the property is decided @param draw draws a race in a width */
export function watching(race: Race, ends: boolean, width: number, draw: (race: Race, width: number) => Drawn): Watching {
  const told = amongChanges(race);
  const news = told.rows.some(({ changes }, at) => changes.length > (race.rows[at]?.changes.length ?? 0));
  const inside = { race: told, drawn: draw(told, width) };
  const open = withValueRows(race);
  const columns = race.watched.map(({ name }, of) => columnOf(name, open.rows.map(({ after }) => after[of] ?? ""), ends));
  const room = columns.reduce((sum, column) => sum + widthOf(column) + gap, 0);
  if (columns.length === 0 || columns.some((column) => widthOf(column) > widest) || room > width / 2) return inside;
  const beside = { race: open, drawn: atTheRight(draw(open, width - room), columns) };
  const { longer, pushed } = news ? forNews : forOverview;
  const fits = beside.drawn.form === inside.drawn.form && [...beside.drawn.head, ...beside.drawn.rows.flat()].every(({ length }) => length <= width);
  const added = open.rows.length - race.rows.length;
  return fits && beside.drawn.pushed <= inside.drawn.pushed + pushed && height(beside) - added <= height(inside) * longer ? beside : inside;
}

function height({ drawn: { rows } }: Watching): number {
  return rows.flat().length;
}

/** A heading, and what stands in each row. */
interface Column {
  readonly name: string;
  readonly cells: readonly string[];
}

function columnOf(name: string, values: readonly string[], ends: boolean): Column {
  return { name, cells: values.map((value, at) => (value !== values[at - 1] || (ends && at === values.length - 1) ? value : "")) };
}

function widthOf({ name, cells }: Column): number {
  return Math.max(name.length, ...cells.map(({ length }) => length));
}

/** Each change of what is watched among those of its step, unless it is one of them anyway, or its name is long, or it only says where processes are: that their steps tell. */
function amongChanges(race: Race): Race {
  const rows = race.rows.map((row): Row => {
    const changes = race.watched.flatMap(({ name, ofState }, of) => (!ofState || name.length > widest || row.before[of] === row.after[of] ? [] : [`${name}: ${row.before[of] ?? ""} -> ${row.after[of] ?? ""}`]));
    return { ...row, changes: [...row.changes, ...changes.filter((text) => !row.changes.includes(text))] };
  });
  return { ...race, rows };
}

/** With rows for the values before the first step, and for those that steps have left which are not drawn. */
function withValueRows(race: Race): Race {
  const rows = race.rows.flatMap((row, at): Row[] => {
    const known = race.rows[at - 1]?.after;
    const news = row.number !== undefined && (known === undefined || row.before.some((value, of) => value !== known[of]));
    return news ? [{ ...row, number: undefined, text: "", procedure: undefined, changes: [], after: row.before }, row] : [row];
  });
  return { ...race, rows };
}

/** The columns at the right of what is drawn. */
function atTheRight({ head, rows, ...how }: Drawn, columns: readonly Column[]): Drawn {
  const start = Math.max(...[...head, ...rows.flat()].map(({ length }) => length));
  const line = (left: string, texts: readonly string[]): string => texts.reduce((text, cell, of) => `${text}${" ".repeat(gap)}${cell.padEnd(widthOf(columns[of] as Column))}`, left.padEnd(start)).trimEnd();
  const [names, rule] = [columns.map(({ name }) => name), columns.map((column) => "-".repeat(widthOf(column)))];
  const above = how.form === "lanes" ? [...head.slice(0, -1), line("", names), line("", rule)] : [...head.slice(0, -2), line(head.at(-2) ?? "", names), line(head.at(-1) ?? "", rule)];
  return {
    ...how,
    head: above,
    rows: rows.map((lines, at) => {
      const cells = columns.map((column) => column.cells[at] ?? "");
      if (cells.every((cell) => cell === "")) return lines;
      const [first = "", ...more] = lines;
      return [line(first, cells), ...more];
    }),
  };
}
