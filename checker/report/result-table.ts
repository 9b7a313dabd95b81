import type { PropertyResult, RunResult } from "../run/event.ts";
import type { StopReason } from "../search/outcome.ts";
import { configurationText, varying } from "./configuration-text.ts";
import { count, duration, plural } from "./figures.ts";
import { commonRemarks } from "./remarks-text.ts";
import type { Style } from "./style.ts";
import { readableWidth, textTable, type Column } from "./text-table.ts";
import { isUndecided, isUnexpected } from "./verdicts.ts";
import { indent, wrap } from "./wrap.ts";

/** The results of one spec: a row for each configuration, and what the properties that matter mean. */
export function resultTable(title: { readonly name: string; readonly about: string }, results: readonly RunResult[], width: number, style: Style): string[] {
  const vary = varying(results.map((result) => result.config));
  const constant = Object.keys(results[0]?.config ?? {}).filter((name) => !vary.includes(name));
  const [first = "", ...more] = wrap(`${title.name}: ${title.about}`, width, 2);
  const head = [style.strong(first), ...more, ...(constant.length === 0 ? [] : indent(wrap(configurationText(results[0]?.config ?? {}, constant), width - 2), 2))];
  const meanings = indent(legend(results, width - 2, style), 2);
  return [...head, "", ...indent(rows(results, vary, width - 2, style), 2), ...(meanings.length === 0 ? [] : ["", ...meanings])];
}

const figures: readonly Column[] = [
  { title: "states", align: "right" },
  { title: "transitions", align: "right" },
  { title: "depth", align: "right" },
  { title: "time", align: "right" },
];

/**
 * A row for each configuration. Where the parameters that vary make the table too wide, those that change most rarely from row to
 * row become headings between the rows.
 */
function rows(results: readonly RunResult[], vary: readonly string[], width: number, style: Style): string[] {
  const verdicts = verdictColumns(results);
  const table = (names: readonly string[]): { readonly columns: readonly Column[]; readonly cells: string[][] } => ({
    columns: [...names.map((name): Column => ({ title: name, align: typeof results[0]?.config[name] === "number" ? "right" : "left" })), ...figures, ...verdicts],
    cells: results.map((result, at) => [
      ...names.map((name) => String(result.config[name])),
      count(result.states),
      count(result.transitions),
      String(result.depth),
      duration(result.seconds),
      ...verdicts.map(({ cells }) => cells[at] ?? ""),
    ]),
  });
  const rarest = [...vary].sort((one, other) => changes(results, one) - changes(results, other));
  let columns = vary;
  while (columns.length > 0 && readableWidth(table(columns).columns, table(columns).cells) > width) {
    const moved = rarest.shift();
    columns = columns.filter((name) => name !== moved);
  }
  const headings = vary.filter((name) => !columns.includes(name));
  const [titles = [], ...lines] = textTable(table(columns).columns, table(columns).cells, width);
  let last = "";
  return [
    ...titles.map(style.faint),
    ...results.flatMap(({ config }, at) => {
      const heading = configurationText(config, headings);
      const changed = heading !== last;
      last = heading;
      return [...(changed ? wrap(`${heading}:`, width, 2) : []), ...(lines[at] ?? [])];
    }),
  ];
}

/** How often a parameter changes from one row to the next. */
function changes(results: readonly RunResult[], name: string): number {
  return results.filter(({ config }, at) => at > 0 && config[name] !== results[at - 1]?.config[name]).length;
}

/** What is violated as expected and what is not as expected stand apart, so that a surprise is seen at once. */
function verdictColumns(results: readonly RunResult[]): readonly (Column & { readonly cells: readonly string[] })[] {
  const expected = results.map((result) => ids(result, known));
  const surprises = results.map(surprise);
  const surprising = surprises.some((text) => text !== "");
  const columns: (Column & { readonly cells: readonly string[] })[] = [];
  // The only configuration has all its properties listed below.
  if (results.length > 1 && expected.some((text) => text !== "")) columns.push({ title: "violated, as expected", align: "left", elastic: true, cells: expected.map((text) => text || "-") });
  else if (!surprising) columns.push({ title: "verdict", align: "left", elastic: true, cells: expected.map((text) => (text === "" ? "all hold" : "as expected")) });
  const decided = results.some((result) => result.mismatches.length > 0 || result.properties.some(isUnexpected));
  if (surprising) columns.push({ title: decided ? "NOT AS EXPECTED" : "UNDECIDED", align: "left", elastic: true, cells: surprises.map((text) => text || "-") });
  return columns;
}

function known(property: PropertyResult): boolean {
  return property.verdict === "violated" && !isUnexpected(property);
}

function ids(result: RunResult, which: (property: PropertyResult) => boolean): string {
  return result.properties.filter(which).map((property) => property.id).join(" ");
}

/** What is not as the spec expects, in words; empty if nothing is. */
export function surprise(result: RunResult): string {
  const violated = ids(result, (property) => isUnexpected(property) && property.verdict === "violated");
  const holding = ids(result, (property) => isUnexpected(property) && property.verdict === "holds");
  const parts = [
    ...(violated === "" ? [] : [`${violated} violated`]),
    ...(holding === "" ? [] : [`${holding} ${holding.includes(" ") ? "hold" : "holds"}`]),
    ...result.mismatches.map(({ count: of, property, expected }) => (property === undefined ? `${count(expected)} ${of} expected` : `${property} in ${plural(expected, "step")} expected`)),
    ...(isUndecided(result) ? [result.stopped === undefined ? "undecided" : stopText(result.stopped)] : []),
  ];
  return parts.join("; ");
}

function stopText(reason: StopReason): string {
  switch (reason) {
    case "states":
      return "undecided: --max-states reached";
    case "depth":
      return "undecided: --max-depth reached";
    case "memory":
      return "undecided: out of memory";
    case "violation":
      return "rest undecided: stopped at a violation";
    case "interrupted":
      return "interrupted";
  }
}

/** One configuration: every property with its verdict. Several: what the properties mean that are violated or surprise somewhere, or of which there is something to remark. */
function legend(results: readonly RunResult[], width: number, style: Style): string[] {
  const [only, ...others] = results;
  const all = new Map(results.flatMap((result) => result.properties.map((property) => [property.id, property] as const)));
  const single = only !== undefined && others.length === 0;
  const listed = [...all.values()].filter(
    ({ id }) => single || commonRemarks(results, id).length > 0 || results.some((result) => result.properties.some((property) => property.id === id && (property.verdict !== "holds" || isUnexpected(property)))),
  );
  const longest = Math.max(0, ...listed.map(({ id }) => id.length));
  const widest = Math.max(0, ...listed.map((property) => verdictText(property).length));
  return listed.flatMap((property) => {
    const verdict = single ? `${verdictText(property).padEnd(widest)}  ` : "";
    const lead = `${property.id.padEnd(longest)}  `;
    const [first = "", ...more] = wrap(property.meaning, width - lead.length - verdict.length);
    const painted = isUnexpected(property) && single ? style.bad(verdict) : verdict;
    const remarks = commonRemarks(results, property.id).flatMap((remark) => wrap(remark, width - lead.length - verdict.length, 2));
    return [`${lead}${painted}${first}`, ...indent([...more, ...remarks], lead.length + verdict.length)];
  });
}

function verdictText(property: PropertyResult): string {
  switch (property.verdict) {
    case "inconclusive":
      return "undecided";
    case "holds":
      return isUnexpected(property) ? "holds, NOT EXPECTED" : "holds";
    case "violated":
      return isUnexpected(property) ? "VIOLATED" : "violated, as expected";
  }
}
