import { show } from "../language/value.ts";
import type { Trace, TraceStep } from "../trace/trace.ts";
import { changeNames } from "./change-names.ts";

/** One line of a race diagram before it is laid out. */
export interface Row {
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
}

export interface Race {
  /** The titles of the processes that take part, in declaration order. */
  readonly lanes: readonly string[];
  readonly rows: readonly Row[];
}

/** A trace as rows: for each step its process, its place in the call chain, and what it changed. */
export function raceRows(trace: Trace): Race {
  const lanes = trace.processes.filter((title) => trace.steps.some((step) => step.process === title));
  const changeText = changeNames(trace);
  const entered = new Map<string, readonly string[]>();
  const rows = trace.steps.flatMap((step, at): Row[] => {
    const lane = lanes.indexOf(step.process);
    const path = namedByTitle(step) ? step.callPath.slice(1) : step.callPath;
    const before = entered.get(step.process) ?? [];
    entered.set(step.process, path);
    const common = path.findIndex((procedure, depth) => before[depth] !== procedure);
    const entries = common < 0 ? [] : path.slice(common).map((procedure, below): Row => ({ number: undefined, lane, depth: common + below, text: `${procedure}()`, procedure: undefined, changes: [] }));
    const changes = step.changes.map((change) => changeText(change, step)).filter((text) => text !== undefined);
    return [...entries, { number: at + 1, lane, depth: path.length, text: stepText(step), procedure: path.at(-1), changes }];
  });
  return { lanes, rows };
}

function namedByTitle(step: TraceStep): boolean {
  return step.process.split(" ")[0] === step.callPath[0];
}

function stepText(step: TraceStep): string {
  return step.choice === undefined ? step.step : `${step.step} [${show(step.choice)}]`;
}
