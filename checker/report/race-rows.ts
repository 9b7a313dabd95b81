import { show } from "../language/value.ts";
import type { Trace, TraceStep } from "../trace/trace.ts";
import { changeNames, pathNames } from "./change-names.ts";
import { isMeant, type TraceView } from "./trace-view.ts";
import { watchNames } from "./watch-names.ts";

/** One line of a race diagram before it is laid out. */
export interface Row {
  /** The step that it tells, or that comes next, from 0. */
  readonly at: number;
  /** The step's number, from 1; absent where a process enters a procedure. */
  readonly number: number | undefined;
  /** Which of the taking part processes acts. */
  readonly lane: number;
  /** How deep in calls. */
  readonly depth: number;
  readonly text: string;
  /** The procedure that the step is in, where its process's title does not say so. */
  readonly procedure: string | undefined;
  readonly changes: readonly string[];
  /** It stands for several steps that are not drawn. */
  readonly folded: boolean;
  /** What is watched, before the step and after it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface Race {
  /** The titles of the processes that take part, in declaration order. */
  readonly lanes: readonly string[];
  readonly watched: readonly { readonly name: string; readonly ofState: boolean }[];
  readonly rows: readonly Row[];
}

/** A race that is laid out: what stands above, and the lines of each row. */
export interface Drawn {
  /** A column for each process, or, where there is no room for that, a narrow lane. */
  readonly form: "columns" | "lanes";
  /** How many rows have their changes below them instead of beside them. */
  readonly pushed: number;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Fewer steps than this in a row are shown, since a line would say no less. */
const leastFolded = 3;

/** A trace as rows: for each step its process, its place in the call chain, and what it changed. */
export function raceRows(trace: Trace, view: Pick<TraceView, "processes" | "folded">): Race {
  const lanes = trace.processes.filter((title) => isMeant(title, view) && trace.steps.some((step) => step.process === title));
  const changeText = changeNames(trace);
  const entered = new Map<string, readonly string[]>();
  const texts = trace.steps.map((step) => step.changes.map((change) => changeText(change, step)).filter((text) => text !== undefined));
  const valuesAt = (position: number): readonly string[] => trace.watched.map(({ values }) => values[position] ?? "-");
  const hidden = view.folded ? foldable(trace, texts) : new Set<number>();
  const rows = trace.steps.flatMap((step, at): Row[] => {
    const lane = lanes.indexOf(step.process);
    if (lane < 0) return [];
    const path = namedByTitle(step) ? step.callPath.slice(1) : step.callPath;
    const before = entered.get(step.process) ?? [];
    const untold = { at, number: undefined, lane, procedure: undefined, changes: [], folded: false, before: valuesAt(at), after: valuesAt(at) };
    if (hidden.has(at)) {
      if (hidden.has(at - 1)) return [];
      const length = [...texts.keys()].slice(at).findIndex((later) => !hidden.has(later));
      return [{ ...untold, depth: Math.min(before.length, path.length), text: `... ${length} steps`, folded: true }];
    }
    entered.set(step.process, path);
    const common = path.findIndex((procedure, depth) => before[depth] !== procedure);
    const entries = common < 0 ? [] : path.slice(common).map((procedure, below): Row => ({ ...untold, depth: common + below, text: `${procedure}()` }));
    return [...entries, { ...untold, number: at + 1, depth: path.length, text: stepText(step), procedure: path.at(-1), changes: texts[at] ?? [], after: valuesAt(at + 1) }];
  });
  const names = watchNames(trace.watched.map(({ text }) => text), pathNames(trace));
  return { lanes, watched: trace.watched.map(({ ofState }, of) => ({ name: names[of] ?? "", ofState })), rows };
}

/** Steps without news, several in a row; but not where a process is interrupted or goes on, since that is the race, nor where a loop begins. */
function foldable({ steps, watched, loopStart }: Trace, texts: readonly (readonly string[])[]): ReadonlySet<number> {
  const dull = (at: number): boolean => {
    const [before, step, after] = [steps[at - 1], steps[at], steps[at + 1]];
    const continues = step?.process === before?.process || steps.findIndex(({ process }) => process === step?.process) === at;
    return step !== undefined && at !== loopStart && continues && step.process === after?.process && texts[at]?.length === 0 && step.raised.length === 0 && watched.every(({ values }) => values[at] === values[at + 1]);
  };
  const found = new Set<number>();
  for (let at = 0; at < steps.length; at++) {
    let end = at;
    while (dull(end)) end++;
    if (end - at >= leastFolded) for (let position = at; position < end; position++) found.add(position);
    at = Math.max(at, end);
  }
  return found;
}

function namedByTitle(step: TraceStep): boolean {
  return step.process.split(" ")[0] === step.callPath[0];
}

function stepText(step: TraceStep): string {
  return step.choice === undefined ? step.step : `${step.step} [${show(step.choice)}]`;
}
