import { show } from "../language/value.ts";
import type { StatementCoverage } from "../run/coverage.ts";
import type { RunResult } from "../run/event.ts";
import { count, plural } from "./figures.ts";
import { placeText } from "./position-text.ts";
import { textTable, type Column } from "./text-table.ts";
import { indent } from "./wrap.ts";

const columns: readonly Column[] = [
  { title: "", align: "left" },
  { title: "", align: "left", elastic: true },
];

/** The steps that did not run in any of the configurations, a line for each procedure; nothing if every step ran. */
export function neverRan(results: readonly RunResult[], width: number): string[] {
  const idle = new Map<string, string[]>();
  for (const { procedure, step, count: times } of together(results)) {
    if (step !== undefined && times === 0) idle.set(procedure, [...(idle.get(procedure) ?? []), step]);
  }
  if (idle.size === 0) return [];
  const [, ...lines] = textTable(columns, [...idle].map(([procedure, steps]) => [`${procedure}()`, steps.join(", ")]), width - 2);
  const complete = results.every(({ stopped }) => stopped === undefined);
  return [complete ? "steps that never ran:" : "steps that did not run before the search ended:", ...indent(lines.flat(), 2)];
}

/** Choices among more values than this are told in one line. */
const mostValues = 16;

/** How often every statement ran and every branch was taken, in all configurations together. */
export function coverageTable(results: readonly RunResult[]): string[] {
  const statements = together(results);
  const figures = statements.flatMap((each) => [each.count, ...each.branches.map((branch) => branch.count)]);
  const width = Math.max(0, ...figures.map((figure) => count(figure).length));
  const line = (figure: number, depth: number, text: string): string => `  ${count(figure).padStart(width)}${" ".repeat(2 + depth * 2)}${text}`;
  const procedures = [...new Set(statements.map(({ procedure }) => procedure))];
  return [
    results.length === 1 ? "coverage:" : `coverage, ${plural(results.length, "configuration")} together:`,
    ...procedures.flatMap((procedure) => [
      "",
      `  ${procedure}()`,
      ...statements.flatMap((each) => (each.procedure === procedure ? [line(each.count, 0, title(each)), ...branchLines(each, (figure, text) => line(figure, 1, text))] : [])),
    ]),
  ];
}

function title({ kind, step, position }: StatementCoverage): string {
  if (step !== undefined) return step;
  return position === undefined ? kind : `${kind}, ${placeText(position)}`;
}

function branchLines({ count: times, branches }: StatementCoverage, line: (figure: number, text: string) => string): string[] {
  if (branches.length > mostValues) {
    const chosen = branches.filter((each) => each.count > 0).length;
    return [line(times, `${count(chosen)} of ${count(branches.length)} values`)];
  }
  return branches.map(({ branch, count: taken }) => line(taken, show(branch)));
}

/** The coverage of several configurations as one. A statement may exist in some of them only; without a label it is known by its position. */
function together(results: readonly RunResult[]): readonly StatementCoverage[] {
  const all = new Map<string, StatementCoverage>();
  for (const { coverage } of results) {
    for (const each of coverage) {
      const key = JSON.stringify([each.procedure, each.step ?? [each.kind, each.position?.line, each.position?.column]]);
      const known = all.get(key);
      all.set(key, known === undefined ? each : sum(known, each));
    }
  }
  return [...all.values()];
}

function sum(one: StatementCoverage, other: StatementCoverage): StatementCoverage {
  const branches = new Map([...one.branches, ...other.branches].map(({ branch }) => [show(branch), { branch, count: 0 }]));
  for (const { branch, count: times } of [...one.branches, ...other.branches]) (branches.get(show(branch)) as { count: number }).count += times;
  return { ...one, count: one.count + other.count, branches: [...branches.values()] };
}
