import type { PropertyKind } from "../language/property.ts";
import type { Trace } from "../trace/trace.ts";
import { raceColumns } from "./race-columns.ts";
import { raceLanes } from "./race-lanes.ts";
import { bracketed, loopRoom } from "./race-loop.ts";
import { raceRows } from "./race-rows.ts";
import { watching } from "./race-watch.ts";
import { stateLines, viewed, wholeStates, wholeTrace, type TraceView } from "./trace-view.ts";
import { indent, wrap } from "./wrap.ts";

/** What a trace shows: the end of a diagram is marked with it. */
export interface Shown {
  readonly id: string;
  readonly kind: PropertyKind;
  readonly meaning: string;
  /** A trace of a reachability property that holds is a witness, not a violation. */
  readonly verdict: "holds" | "violated" | "inconclusive";
}

/** The mark of the last step of a violated trace. */
const mark = "<--";

/**
 * A trace the way kernel developers draw a race in a commit message: a column per process that takes part, time downwards, the
 * steps numbered from 1, at the right what each step changed. Plain ASCII, no line longer than `width`.
 */
export function raceDiagram(whole: Trace, shown: Shown | undefined, width: number, view: TraceView = wholeTrace): string[] {
  const trace = viewed(whole, view);
  const stutters = trace.loopStart === trace.steps.length ? ["", `and stutters for ever${shown === undefined ? "" : `  ${mark}`}`] : [];
  const stuck = shown?.kind === "terminal" || stutters.length > 0 ? whereStuck(trace, width) : [];
  const { first, last } = view.states === "full" && trace.steps.length > 0 ? wholeStates(whole, width - 2) : { first: [], last: [] };
  const before = first.length === 0 ? [] : ["initially:", "", ...indent(first, 2), ""];
  const after = last.length === 0 ? [] : ["", "at the end:", "", ...indent(last, 2)];
  return [...before, ...steps(trace, shown, view, width), ...stutters, ...stuck, ...after, ...(shown === undefined ? [] : ["", ...wrap(`${mark} ${caption(shown, trace)}`, width, 4), ...reasonLines(trace, width)])];
}

function steps(trace: Trace, shown: Shown | undefined, view: TraceView, width: number): string[] {
  if (trace.steps.length === 0) return stateLines(trace.initial, width);
  const race = raceRows(trace, view);
  if (race.lanes.length === 0) return wrap(`no step of ${trace.steps.length} is one of ${view.processes.join(", ")}`, width);
  const room = width - loopRoom(trace);
  // Of some processes only, the diagram may end before the trace does; and what a run does for ever is not done by its last step.
  const ending = shown === undefined || trace.loopStart !== undefined || race.rows.at(-1)?.number !== trace.steps.length ? undefined : mark;
  const { race: told, drawn } = watching(race, ending !== undefined, room, (each, wide) => raceColumns(each, ending, wide) ?? raceLanes(each, ending, wide));
  return bracketed(drawn, told, trace, shown === undefined ? "" : mark, width);
}

function caption({ id, kind, meaning, verdict }: Shown, trace: Trace): string {
  const start = trace.steps.length === 0 ? " in the initial state" : "";
  if (kind === "reachable") return `${id} ${verdict === "holds" ? "reached" : "not reached"}${start}: ${meaning}`;
  if (kind === "alwaysPossible") return `${id} violated${start} (it cannot become true from here on): ${meaning}`;
  if (kind === "terminal") return `${id} violated${start} (no step can run any more): ${meaning}`;
  return `${id} violated${start}: ${meaning}`;
}

/** The parts of the property that are to blame, with their values. */
function reasonLines({ reasons }: Pick<Trace, "reasons">, width: number): string[] {
  return indent(reasons.flatMap(({ text, value }) => wrap(`${text} is ${value}`, width - 4, 2)), 4);
}

/** Where no step is taken any more, it matters what each process waits for, and who could go on but need not. */
function whereStuck({ standing }: Trace, width: number): string[] {
  const lines = standing.flatMap(({ process, callPath, steps, enabled, reasons }) => {
    const next = `${callPath.length > 1 ? `${callPath.at(-1) ?? ""} > ` : ""}${steps.join(" or ")}`;
    const where = steps.length === 0 ? "is stopped by a bugOn" : enabled ? `need not go on: ${next}` : `waits: ${next}`;
    return [...wrap(`${process} ${where}`, width, 4), ...reasonLines({ reasons }, width)];
  });
  return lines.length === 0 ? [] : ["", ...lines];
}
