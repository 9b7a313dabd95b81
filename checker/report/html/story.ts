import type { SourcePosition } from "../../language/error.ts";
import { show } from "../../language/value.ts";
import type { ActionData, LeafData, PossibilitiesData, StepData, Story } from "../../page/data.ts";
import type { Move } from "../../search/outcome.ts";
import type { Counterexample } from "../../trace/counterexample.ts";
import type { TraceStep } from "../../trace/trace.ts";
import type { ActionName, Snapshot, Walk } from "../../trace/walk.ts";

/** Files as a reader knows them: `short` makes them relative to where the command ran. */
export type FileName = (file: string) => string;

/** A walk with all that the page shows of it. */
export function storyOf(walk: Walk, short: FileName): Story {
  const { interpreter, path } = walk;
  const snapshots = walk.states.map((_, position) => walk.snapshot(position));
  const leaves = leafTable(snapshots);
  const values = snapshots.map((snapshot) => valuesOf(snapshot, leaves));
  const actions = new ActionTable(short);
  const next = walk.states.map((_, position): PossibilitiesData => {
    const found = walk.next(position);
    const numbered = (enabled: boolean): number[] => found.filter((action) => action.enabled === enabled).map((action) => actions.numberOf(action));
    return { enabled: numbered(true), blocked: numbered(false) };
  });
  const writers = new Map<number, number>();
  const steps = walk.steps.map((step, position): StepData => {
    const [before = [], after = []] = [values[position], values[position + 1]];
    const written = step.writes.flatMap((place) => leaves.under(place));
    const data: StepData = {
      action: actions.numberOf(step),
      changes: after.flatMap((value, leaf) => (value === before[leaf] ? [] : [[leaf, value] as const])),
      reads: step.reads.flatMap((place) => leaves.under(place)).map((leaf) => [leaf, writers.get(leaf) ?? null]),
      writes: written,
      raised: step.raised,
    };
    for (const leaf of written) writers.set(leaf, position);
    return data;
  });
  return {
    processes: interpreter.system.processes.map(({ title }) => title),
    leaves: leaves.entries,
    initial: values[0] ?? [],
    steps,
    actions: actions.entries,
    next,
    start: path.initial,
  };
}

/** A counterexample or a witness, with what its property says of each state and what it looks at in the last. */
export function storyOfCounterexample({ walk, property, watched, trace }: Counterexample, short: FileName): Story {
  const { loopStart, reasons } = trace;
  const { interpreter } = walk;
  const story = storyOf(walk, short);
  const shared = new Map(story.leaves.flatMap((leaf, number) => (leaf.process === undefined ? [[leaf.path, number] as const] : [])));
  const leavesOf = (paths: readonly string[]): readonly number[] => paths.flatMap((path) => shared.get(path) ?? []);
  // A place in the state is among the leaves that it looks at.
  const expressions = trace.watched.filter(({ text }) => !shared.has(text) && !shared.has(text.slice(text.indexOf(".") + 1)));
  // Terminal properties, transitions and assertions are not asked of every state.
  const truth = property.kind === "invariant" || property.kind === "reachable" ? walk.states.map((state) => interpreter.satisfies(property, state)) : undefined;
  return {
    ...story,
    steps: story.steps.map((step, position) => ({ ...step, matters: mattering(story, step, trace.steps[position]) })),
    ...(loopStart === undefined ? {} : { loopStart }),
    ...(truth === undefined ? {} : { truth }),
    watched: leavesOf(property.kind === "assertion" ? trace.watched.map(({ text }) => text) : watched),
    ...(expressions.length === 0 ? {} : { expressions: expressions.map(({ text, values }) => ({ text, values: values.map((value) => value ?? null) })) }),
    reasons,
  };
}

/** The changes that the trace says the end depends on, by leaf. */
function mattering({ leaves, processes }: Story, { changes }: StepData, step: TraceStep | undefined): readonly number[] {
  const paths = new Set(step?.changes.flatMap(({ path, matters }) => (matters ? [path] : [])));
  return changes.flatMap(([leaf]) => {
    const { path = "", process } = leaves[leaf] ?? {};
    const title = processes[process ?? -1] ?? "";
    // A local of the process's own procedure, or of one that it has called.
    const names = process === undefined ? [path] : [`${title}.${path}`, `${title} > ${path}`];
    return names.some((name) => paths.has(name)) ? [leaf] : [];
  });
}

/** How a URL names a move. */
export function moveText({ process, action, choice }: Move): string {
  return `${process}.${action}.${choice}`;
}

/** `model/mm/gup.ts:41` */
export function positionText(position: SourcePosition, short: FileName): string {
  return `${short(position.file)}:${position.line}`;
}

interface LeafTable {
  readonly entries: readonly LeafData[];
  readonly numberOf: (leaf: LeafData) => number;
  /** The numbers of a shared leaf, or of all leaves of a shared record. */
  readonly under: (place: string) => readonly number[];
}

/** Every leaf of any of the states, once: shared ones first, then process by process. */
function leafTable(snapshots: readonly Snapshot[]): LeafTable {
  const found = new Map<string, LeafData>();
  const keyOf = ({ path, process }: LeafData): string => `${process ?? ""}:${path}`;
  const add = (path: string, ghost: boolean, process: number | undefined): void => {
    const leaf = { path, ...(process === undefined ? {} : { process }), ...(ghost ? { ghost } : {}) };
    if (!found.has(keyOf(leaf))) found.set(keyOf(leaf), leaf);
  };
  for (const { path, ghost } of snapshots[0]?.shared ?? []) add(path, ghost, undefined);
  for (const process of snapshots[0]?.locals.keys() ?? []) {
    for (const { locals } of snapshots) for (const { path, ghost } of locals[process] ?? []) add(path, ghost, process);
  }
  const entries = [...found.values()];
  const numbers = new Map([...found.keys()].map((key, number) => [key, number]));
  return {
    entries,
    numberOf: (leaf) => numbers.get(keyOf(leaf)) as number,
    under: (place) => entries.flatMap(({ path, process }, number) => (process === undefined && (path === place || path.startsWith(`${place}.`)) ? [number] : [])),
  };
}

/** The values of one state by leaf; null where a leaf is not alive. */
function valuesOf({ shared, locals }: Snapshot, leaves: LeafTable): readonly (string | null)[] {
  const values: (string | null)[] = leaves.entries.map(() => null);
  for (const { path, value } of shared) values[leaves.numberOf({ path })] = show(value);
  for (const [process, own] of locals.entries()) {
    for (const { path, value } of own) values[leaves.numberOf({ path, process })] = show(value);
  }
  return values;
}

/** The actions that a story names. */
class ActionTable {
  readonly entries: ActionData[] = [];
  readonly #short: FileName;
  readonly #numbers = new Map<string, number>();

  constructor(short: FileName) {
    this.#short = short;
  }

  numberOf({ process, callPath, step, choice, position, move }: ActionName): number {
    const data: ActionData = {
      process,
      callPath,
      step,
      ...(choice === undefined ? {} : { choice: show(choice) }),
      ...(position === undefined ? {} : { position: positionText(position, this.#short) }),
      move: moveText(move),
    };
    const key = JSON.stringify(data);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.entries.length);
    return this.entries.push(data) - 1;
  }
}
