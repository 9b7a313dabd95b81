import type { Plain } from "../language/value.ts";
import { show } from "../language/value.ts";
import type { Change, Trace } from "../trace/trace.ts";
import { wrap } from "./wrap.ts";

/** What a step of a diagram shows of the state: what its end depends on, all that changed, that and the whole state at both ends, or nothing. */
export const stateViews = ["cause", "diff", "full", "none"] as const;
export type StateView = (typeof stateViews)[number];

/** How much of a trace is drawn. */
export interface TraceView {
  readonly states: StateView;
  /** Fields of the state, or whole parts of it, that are left out: `ghost`, `_refcount`, `pages.page0`. */
  readonly hide: readonly string[];
  /** Without any: all fields. */
  readonly only: readonly string[];
  /** Processes, or groups of them, whose steps are drawn; without any: all. */
  readonly processes: readonly string[];
  /** Leave out runs of steps in which nothing changes that is shown; a line says how many. */
  readonly folded: boolean;
}

/** A trace that is longer than this is folded. */
export const longTrace = 40;

export const wholeTrace: TraceView = { states: "diff", hide: [], only: [], processes: [], folded: false };

/** The trace with only those changes, and of what is watched only that, which the view shows. */
export function viewed(trace: Trace, view: TraceView): Trace {
  return {
    ...trace,
    steps: trace.steps.map((step) => ({ ...step, changes: step.changes.filter((change) => showsChange(change, view)) })),
    watched: trace.watched.filter(({ text, ghost }) => shows(text.replaceAll(/[^\w$]+/gu, "."), view) && !(view.states === "cause" && ghost)),
  };
}

function showsChange(change: Change, view: TraceView): boolean {
  return shows(change.path, view) && !(view.states === "cause" && (change.ghost || !change.matters));
}

function shows(path: string, { states, hide, only }: TraceView): boolean {
  return states !== "none" && !hide.some((part) => isPartOf(path, part)) && (only.length === 0 || only.some((part) => isPartOf(path, part)));
}

/** `page0` and `pages.page0` and `_refcount` all are parts of `pages.page0._refcount`. */
function isPartOf(path: string, part: string): boolean {
  return `.${path}.`.includes(`.${part}.`);
}

/** `user` means each `user mm0`. */
export function isMeant(process: string, { processes }: Pick<TraceView, "processes">): boolean {
  return processes.length === 0 || processes.some((word) => process === word || process.startsWith(`${word} `));
}

/** The whole shared state at the start and at the end of a trace. */
export function wholeStates(trace: Trace, width: number): { readonly first: readonly string[]; readonly last: readonly string[] } {
  const changes = trace.steps.flatMap((step) => step.changes.filter(({ path }) => !path.startsWith(`${step.process}.`) && !path.startsWith(`${step.process} > `)));
  const last = changes.reduce((state, { path, to }) => (to === undefined ? state : replaced(state, path.split("."), to)), trace.initial);
  return { first: stateLines(trace.initial, width), last: stateLines(last, width) };
}

function replaced(value: Plain, [field, ...rest]: readonly string[], by: Plain): Plain {
  if (field === undefined) return by;
  const record = value as { readonly [key: string]: Plain };
  return { ...record, [field]: replaced(record[field] ?? null, rest, by) };
}

/** A line for each field of the state. */
export function stateLines(state: Plain, width: number): string[] {
  const fields = state !== null && typeof state === "object" ? Object.entries(state) : [];
  return fields.flatMap(([field, value]) => wrap(`${field} = ${show(value as Plain)}`, width, 4));
}
