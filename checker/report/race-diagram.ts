import type { PropertyKind } from "../language/property.ts";
import type { Trace } from "../trace/trace.ts";
import { raceColumns } from "./race-columns.ts";
import { raceLanes } from "./race-lanes.ts";
import { raceRows } from "./race-rows.ts";
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
  const race = raceRows(trace, view);
  // Of some processes only, the diagram may end before the trace does.
  const ending = shown === undefined || race.rows.at(-1)?.number !== trace.steps.length ? undefined : mark;
  const drawn = trace.steps.length === 0 ? stateLines(trace.initial, width) : (raceColumns(race, ending, width) ?? raceLanes(race, ending, width));
  const loop = trace.loopStart === undefined ? [] : ["", ...wrap(loopText(trace.loopStart, trace.steps.length), width)];
  const stuck = shown?.kind === "terminal" || trace.loopStart === trace.steps.length ? whereStuck(trace, width) : [];
  const { first, last } = view.states === "full" && trace.steps.length > 0 ? wholeStates(whole, width - 2) : { first: [], last: [] };
  const before = first.length === 0 ? [] : ["initially:", "", ...indent(first, 2), ""];
  const after = last.length === 0 ? [] : ["", "at the end:", "", ...indent(last, 2)];
  return [...before, ...drawn, ...loop, ...stuck, ...after, ...(shown === undefined ? [] : ["", ...wrap(`${mark} ${caption(shown, trace)}`, width, 4), ...reasonLines(trace, width)])];
}

function loopText(loopStart: number, steps: number): string {
  if (loopStart === steps) return "and stutters for ever: nothing that is fair can run here";
  return loopStart === steps - 1 ? `step ${steps} repeats for ever` : `steps ${loopStart + 1} to ${steps} repeat for ever`;
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

/** Where no step can run, it matters what each process waits for. */
function whereStuck({ standing }: Trace, width: number): string[] {
  const lines = standing.flatMap(({ process, callPath, steps, reasons }) => {
    const where = steps.length === 0 ? "is stopped by a bugOn" : `waits: ${callPath.length > 1 ? `${callPath.at(-1) ?? ""} > ` : ""}${steps.join(" or ")}`;
    return [...wrap(`${process} ${where}`, width, 4), ...reasonLines({ reasons }, width)];
  });
  return lines.length === 0 ? [] : ["", ...lines];
}
