import type { Config } from "../language/parameter.ts";
import type { RunResult, RunStatistics } from "../run/event.ts";
import { configurationText } from "./configuration-text.ts";
import { count, memory, plural } from "./figures.ts";
import { textTable, type Column } from "./text-table.ts";
import { indent, wrap } from "./wrap.ts";

/** Rows of each table; what is left out is counted. */
const mostRows = 12;

/** Why the state space of a configuration is as large as it is: levels, variables, steps, and what compiling took. */
export function statisticsText(result: RunResult, vary: readonly string[], width: number, heading: string = headingOf(result.config, vary)): string[] {
  const { statistics } = result;
  if (statistics === undefined) return [];
  return [heading, "", ...indent([...parts(result, statistics, width - 2)], 2)];
}

function headingOf(config: Config, vary: readonly string[]): string {
  const where = configurationText(config, vary);
  return where === "" ? "statistics:" : `statistics of ${where}:`;
}

function parts(result: RunResult, statistics: RunStatistics, width: number): string[] {
  const tables = [levelTable(statistics), variableTable(result, statistics), stepTable(result)].filter(({ length }) => length > 0);
  return [...tables.flatMap((table) => [...table, ""]), ...wrap(effort(result, statistics), width)];
}

const right = (title: string): Column => ({ title, align: "right" });
const left = (title: string): Column => ({ title, align: "left" });

function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  return textTable(columns, rows, Number.POSITIVE_INFINITY).flat();
}

/** Neighbouring levels together, so that the table stays short; how much larger each level is than the one before, on average. */
function levelTable({ levels }: RunStatistics): string[] {
  const together = Math.ceil(levels.length / mostRows);
  const rows = Array.from({ length: Math.ceil(levels.length / together) }, (_, row) => {
    const group = levels.slice(row * together, (row + 1) * together);
    const first = row * together;
    const states = group.reduce((sum, level) => sum + level.states, 0);
    const transitions = group.reduce((sum, level) => sum + level.transitions, 0);
    const [before, last] = [levels[first - 1]?.states, group.at(-1)?.states ?? 0];
    const growth = before === undefined ? "" : `x ${((last / before) ** (1 / group.length)).toFixed(2)}`;
    return [group.length === 1 ? String(first) : `${first} to ${first + group.length - 1}`, count(states), growth, count(transitions), (transitions / Math.max(1, states)).toFixed(1)];
  });
  return table([right(together === 1 ? "level" : "levels"), right("states"), right("growth"), right("transitions"), right("per state")], rows);
}

/** The variables with the most values first: they multiply. */
function variableTable({ states }: RunResult, { variables, localStates }: RunStatistics): string[] {
  if (variables === undefined || localStates === undefined) return [];
  const all = [...localStates.map(({ process, seen }) => ({ name: `${process}, where it is and its locals`, seen, possible: "" })), ...variables.map(({ path, seen, possible }) => ({ name: path, seen, possible: count(possible) }))];
  const sorted = [...all].sort((one, other) => other.seen - one.seen);
  const shown = sorted.slice(0, mostRows);
  const rest = sorted.length - shown.length;
  const bits = all.reduce((sum, { seen }) => sum + Math.log2(Math.max(1, seen)), 0);
  return [
    ...table(
      [right("values"), right("of"), left("variable")],
      shown.map(({ name, seen, possible }) => [count(seen), possible, name]),
    ),
    ...(rest === 0 ? [] : [`and ${plural(rest, "more variable")} with at most ${plural(shown.at(-1)?.seen ?? 0, "value")}`]),
    `If all of them were independent, there would be 2^${bits.toFixed(0)} states; 2^${Math.log2(Math.max(1, states)).toFixed(0)} can be reached.`,
  ];
}

/** The steps with the most transitions first. */
function stepTable({ coverage, states, transitions }: RunResult): string[] {
  const ran = coverage.filter(({ step, count: times }) => step !== undefined && times > 0).sort((one, other) => other.count - one.count);
  const rows = ran.slice(0, mostRows).map((each) => [count(each.count), `${((100 * each.count) / Math.max(1, transitions)).toFixed(0)} %`, (each.count / Math.max(1, states)).toFixed(2), `${each.procedure}()`, each.step ?? ""]);
  const rest = ran.length - rows.length;
  return [...table([right("transitions"), right("share"), right("per state"), left("procedure"), left("step")], rows), ...(rest <= 0 ? [] : [`and ${plural(rest, "more step")}`])];
}

function effort({ engine }: RunResult, { compiled, seconds }: RunStatistics): string {
  const spent = Object.entries(seconds).map(([phase, time]) => `${time.toFixed(2)} s ${phase}`);
  const generated = compiled === undefined ? "" : `: ${plural(compiled.localStates, "local state")}, ${plural(compiled.trees, "decision tree")} of ${plural(compiled.nodes, "node")}, ${memory(compiled.codeBytes)} of code`;
  const open = compiled?.open === undefined ? "" : ` ${plural(compiled.open.trees, "tree")} stayed open, and ${compiled.open.trees === 1 ? "was" : "were"} missed ${count(compiled.open.misses)} times; ${plural(compiled.open.runs, "run")} of steps told what they do.`;
  return `Engine ${engine}${generated}; ${spent.join(", ")}.${open}`;
}
