import type { Config } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import type { RunEvent, RunResult } from "../run/event.ts";
import { configurationText, varying } from "./configuration-text.ts";
import { duration, plural } from "./figures.ts";
import { rungsOf, type Cell, type Rung } from "./ladder.ts";
import { writeLines, type Output, type Reporter } from "./reporter.ts";
import type { Style } from "./style.ts";
import { textTable, type Column } from "./text-table.ts";
import { indent, wrap } from "./wrap.ts";

export interface LadderOptions {
  readonly width: number;
  readonly style: Style;
}

/** What each version repairs and what it breaks: a table of properties over levels, and what every level changes. */
export function ladderReporter(out: Output, { width, style }: LadderOptions): Reporter {
  const specs: Spec[] = [];
  return (event: RunEvent): void => {
    switch (event.kind) {
      case "run-start":
        specs.push(...event.specs);
        return;
      case "configuration-start":
      case "progress":
      case "property-decided":
      case "trace":
      case "configuration-end":
      case "remark":
      case "failure":
        return;
      case "run-end":
        for (const spec of specs) writeLines(out, [...ladderText(spec, event.results.filter((result) => result.spec === spec.name), width, style), ""]);
        writeLines(out, [`${plural(event.results.length, "configuration")}, ${event.results.every(({ exhaustive }) => exhaustive) ? "each searched completely" : "SOME NOT SEARCHED COMPLETELY"}, ${duration(event.seconds)}`]);
        return;
    }
  };
}

function ladderText(spec: Spec, results: readonly RunResult[], width: number, style: Style): string[] {
  const rungs = rungsOf(spec, results);
  const changing = rungs.filter((rung, at) => at === 0 || rung.repairs.length + rung.breaks.length > 0);
  const [title = "", ...more] = wrap(`${spec.name}: ${spec.about}`, width, 2);
  return [
    style.strong(title),
    ...more,
    "",
    ...indent(wrap("In how many configurations each property is violated, level by level. A level stands for those above it that change no verdict.", width - 2), 2),
    "",
    ...indent(matrix(rungs, changing, results, width - 2, style), 2),
    "",
    ...changing.flatMap((rung, at) => changeText(rung, at === 0, width, style)),
    ...indent(wrap(balance(rungs, changing), width - 2), 2),
  ];
}

/** Properties over levels; as many levels side by side as fit, then the next ones below. */
function matrix(rungs: readonly Rung[], changing: readonly Rung[], results: readonly RunResult[], width: number, style: Style): string[] {
  const meaning = new Map(results.flatMap(({ properties }) => properties.map(({ id, meaning }) => [id, meaning] as const)));
  const violated = [...meaning.keys()].filter((id) => changing.some(({ violations }) => violations.get(id) !== 0));
  const spans = changing.map(({ level }, at) => {
    const next = changing[at + 1];
    const end = next === undefined ? rungs.length : rungs.findIndex((rung) => rung.level === next.level);
    const last = rungs[end - 1]?.level ?? level;
    return last === level ? level : `${level}-${last}`;
  });
  const lead = Math.max(0, ...violated.map((id) => id.length));
  const bands: number[][] = [[]];
  let room = width - lead;
  for (const [at, span] of spans.entries()) {
    const taken = Math.max(span.length, 2) + 2;
    if (taken > room) {
      bands.push([]);
      room = width - lead;
    }
    bands.at(-1)?.push(at);
    room -= taken;
  }
  const holding = meaning.size - violated.length;
  return [
    ...bands.flatMap((band, which) => {
      const columns: Column[] = [{ title: "", align: "left" }, ...band.map((at): Column => ({ title: spans[at] ?? "", align: "right" }))];
      const rows = violated.map((id) => [id, ...band.map((at) => cellText(changing[at]?.violations.get(id)))]);
      const [titles = [], ...lines] = textTable(columns, rows, width);
      return [...(which === 0 ? [] : [""]), ...titles.map(style.faint), ...lines.flat()];
    }),
    "",
    ...violated.flatMap((id) => {
      const [first = "", ...more] = wrap(meaning.get(id) ?? "", width - lead - 2);
      return [`${id.padEnd(lead)}  ${first}`, ...indent(more, lead + 2)];
    }),
    ...wrap(`Of ${meaning.size} properties, ${holding} hold everywhere${holding === 0 || holding > 12 ? "" : `: ${[...meaning.keys()].filter((id) => !violated.includes(id)).join(" ")}`}.`, width),
  ];
}

function cellText(violations: number | null | undefined): string {
  if (violations === null) return "?";
  return violations === undefined || violations === 0 ? "." : String(violations);
}

/** One level: its commit, what it repairs and what it breaks. The lowest has nothing to be compared with. */
function changeText({ level, about, repairs, breaks }: Rung, lowest: boolean, width: number, style: Style): string[] {
  const lines = wrap(about === undefined ? level : `${level}  ${about}`, width - 2, level.length + 2).map((line, at) => (at === 0 ? style.strong(line) : line));
  return [...indent(lines, 2), ...changes("repairs", repairs, width, style.good), ...changes(lowest ? "violates" : "breaks", breaks, width, style.bad), ""];
}

function changes(verb: string, cells: readonly (Cell & { readonly until?: string | undefined })[], width: number, paint: (text: string) => string): string[] {
  const grouped = new Map<string, Config[]>();
  for (const { property, config, until } of cells) {
    const key = JSON.stringify([property, until]);
    grouped.set(key, [...(grouped.get(key) ?? []), config]);
  }
  const lead = 12;
  return [...grouped].flatMap(([key, configs], at) => {
    const [property, until] = JSON.parse(key) as [string, string | null];
    const [first = "", ...more] = wrap(`${property}${placesText(configs)}${until === null ? "" : `; until ${until}`}`, width - lead - 4);
    return [`    ${paint((at === 0 ? verb : "").padEnd(lead - 2))}${first}`, ...indent(more, lead + 2)];
  });
}

const mostPlaces = 8;

/** In which configurations: ` in map, pin (size=pud)`, where what they have in common is said once. */
function placesText(configs: readonly Config[]): string {
  const names = Object.keys(configs[0] ?? {});
  if (names.length === 0) return "";
  const differ = names.length === 1 ? names : varying(configs);
  const common = configurationText(configs[0] ?? {}, names.filter((name) => !differ.includes(name)));
  const places = [...new Set(configs.map((config) => differ.map((name) => String(config[name])).join(" ")))];
  const listed = [...places.slice(0, mostPlaces), ...(places.length > mostPlaces ? [`and ${places.length - mostPlaces} more`] : [])];
  return `${differ.length === 0 ? "" : ` in ${listed.join(", ")}`}${common === "" ? "" : ` (${common})`}`;
}

/** Whether a tree is no worse at any commit than at the one before. */
function balance(rungs: readonly Rung[], changing: readonly Rung[]): string {
  const worse = changing.slice(1).filter(({ breaks }) => breaks.length > 0);
  const [lowest] = rungs;
  if (lowest === undefined) return "Nothing was checked.";
  const clean = rungs.filter(({ violations }) => [...violations.values()].every((count) => count === 0));
  const right = clean.length === 0 ? "No level is without a violation." : `Without any violation: ${clean.map(({ level }) => level).join(", ")}.`;
  if (worse.length === 0) return `No level violates anything that the level below it does not. ${right}`;
  const repaired = worse.filter(({ breaks }) => breaks.every(({ until }) => until !== undefined)).map(({ level }) => level);
  const passing = repaired.length === 0 ? "" : ` Repaired again, all of it, on a higher level: what ${repaired.join(", ")} ${repaired.length === 1 ? "breaks" : "break"}.`;
  return `Worse than the level below in something: ${worse.map(({ level }) => level).join(", ")}.${passing} ${right}`;
}
