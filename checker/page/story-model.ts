import type { Story } from "./data.ts";

/*
 * What a story says, worked out for drawing. Positions count states, 0 the first; the step numbered k leads from position k - 1 to k.
 */

/** A value, null where the leaf is not alive. */
export type Value = string | null;

/** All values at a position. */
export function valuesAt(story: Story, at: number): readonly Value[] {
  const values = [...story.initial];
  for (const { changes } of story.steps.slice(0, at)) for (const [leaf, value] of changes) values[leaf] = value;
  return values;
}

/** The processes that act, in declaration order: the columns. */
export function lanesOf(story: Story): readonly number[] {
  return story.processes.flatMap((_, process) => (story.steps.some((step) => story.actions[step.action]?.process === process) ? [process] : []));
}

/** What one step changed of a leaf, under a short name. */
export interface ChangeRow {
  readonly leaf: number;
  readonly name: string;
  readonly from: Value;
  readonly to: Value;
  /** The end depends on it. Where nobody asked, all that is shared does. */
  readonly matters: boolean;
}

/** One step as it is drawn. */
export interface StepRow {
  /** From 1. */
  readonly number: number;
  /** Position of its process among the lanes. */
  readonly lane: number;
  readonly process: number;
  /** Procedures that the process has entered since its last step, and how deep they are. */
  readonly entered: readonly { readonly procedure: string; readonly depth: number }[];
  readonly depth: number;
  readonly label: string;
  /** What a reader wants to see at once: shared leaves of the real thing, and locals that got a value. */
  readonly changes: readonly ChangeRow[];
}

export function rowsOf(story: Story): readonly StepRow[] {
  const lanes = lanesOf(story);
  const names = shortNames(story);
  const within = new Map<number, readonly string[]>();
  let values = story.initial;
  return story.steps.map((step, position): StepRow => {
    const action = actionOf(story, step.action);
    const path = ownPath(story.processes[action.process] ?? "", action.callPath);
    const before = within.get(action.process) ?? [];
    within.set(action.process, path);
    const common = path.findIndex((procedure, depth) => before[depth] !== procedure);
    const old = values;
    values = valuesAt(story, position + 1);
    return {
      number: position + 1,
      lane: lanes.indexOf(action.process),
      process: action.process,
      entered: common < 0 ? [] : path.slice(common).map((procedure, below) => ({ procedure, depth: common + below })),
      depth: path.length,
      label: stepLabel(story, step.action),
      changes: step.changes.flatMap(([leaf, to]) => {
        const from = old[leaf] ?? null;
        return isNews(story, leaf, from, to) ? [{ leaf, name: names[leaf] ?? "", from, to, matters: step.matters?.includes(leaf) ?? story.leaves[leaf]?.process === undefined }] : [];
      }),
    };
  });
}

/** A frame that comes or goes with its parameters is no news, nor is what only the model has, unless the property looks at it. */
function isNews(story: Story, leaf: number, from: Value, to: Value): boolean {
  const { process, ghost } = story.leaves[leaf] ?? {};
  if (ghost === true && story.watched?.includes(leaf) !== true) return false;
  return process === undefined || (from !== null && to !== null && to !== "unset");
}

export function actionOf(story: Story, action: number): Story["actions"][number] {
  return story.actions[action] ?? { process: 0, callPath: [], step: "", move: "" };
}

/** `fail [true]` */
export function stepLabel(story: Story, action: number): string {
  const { step, choice } = actionOf(story, action);
  return choice === undefined ? step : `${step} [${choice}]`;
}

/** The procedures that a process is in, without its own where its title says so. */
export function ownPath(title: string, callPath: readonly string[]): readonly string[] {
  return title.split(" ")[0] === callPath[0] ? callPath.slice(1) : callPath;
}

/** Names that tell the leaves of a story apart and say at least what record they are in: `page0._refcount`. Locals go by their own name. */
export function shortNames({ leaves }: Story): readonly string[] {
  const shared = leaves.flatMap(({ path, process }) => (process === undefined ? [path] : []));
  return leaves.map(({ path, process }) => {
    const segments = path.split(".");
    if (process !== undefined) return segments.slice(path.includes(" > ") ? -1 : Math.min(1, segments.length - 1)).join(".");
    for (let keep = 2; keep < segments.length; keep++) {
      const suffix = segments.slice(-keep).join(".");
      if (shared.filter((other) => other === suffix || other.endsWith(`.${suffix}`)).length === 1) return suffix;
    }
    return path;
  });
}

/** A step that read what another had written. */
export interface Arrow {
  /** Positions of steps, from 0. */
  readonly from: number;
  readonly to: number;
  readonly leaves: readonly number[];
  /** Between two processes. */
  readonly crossing: boolean;
}

export function arrowsOf(story: Story): readonly Arrow[] {
  return story.steps.flatMap((step, to) => {
    const byWriter = new Map<number, number[]>();
    for (const [leaf, from] of step.reads) if (from !== null) byWriter.set(from, [...(byWriter.get(from) ?? []), leaf]);
    return [...byWriter].map(([from, leaves]): Arrow => ({ from, to, leaves, crossing: processOf(story, from) !== processOf(story, to) }));
  });
}

function processOf(story: Story, position: number): number {
  return actionOf(story, story.steps[position]?.action ?? 0).process;
}

/** A node of the state tree: a record or table with members, or a leaf. */
export interface TreeNode {
  readonly name: string;
  readonly path: string;
  readonly leaf: number | undefined;
  /** The process whose locals are below; undefined in the shared state. */
  readonly process: number | undefined;
  readonly members: readonly TreeNode[];
}

/** The state as a tree: shared fields first, then the locals of each process under its title. */
export function treeOf(story: Story, wanted: (leaf: number) => boolean): readonly TreeNode[] {
  const roots: MutableNode[] = [];
  for (const [leaf, { path, process }] of story.leaves.entries()) {
    if (!wanted(leaf)) continue;
    const segments = process === undefined ? path.split(".") : [story.processes[process] ?? "", ...localSegments(path)];
    let level = roots;
    let walked = "";
    for (const [depth, name] of segments.entries()) {
      walked = `${walked}/${name}`;
      const last = depth === segments.length - 1;
      const known = level.find((node) => node.name === name && (node.leaf === undefined) === !last);
      const node = known ?? { name, path: walked, leaf: last ? leaf : undefined, process, members: [] };
      if (known === undefined) level.push(node);
      level = node.members;
    }
  }
  return roots;
}

interface MutableNode extends TreeNode {
  readonly members: MutableNode[];
}

/** `mmap > put_page.page` is `page` of `mmap > put_page`. */
function localSegments(path: string): readonly string[] {
  const arrow = path.lastIndexOf(" > ");
  const dot = path.indexOf(".", arrow < 0 ? 0 : arrow);
  if (dot < 0) return [path];
  return [path.slice(0, dot), ...path.slice(dot + 1).split(".")];
}

/** What a process would do next at a position: that it can, that it must wait, or that it is not running any more. */
export interface NextSteps {
  readonly process: number;
  readonly enabled: readonly number[];
  readonly blocked: readonly number[];
}

export function nextSteps(story: Story, at: number): readonly NextSteps[] {
  const { enabled, blocked } = story.next[at] ?? { enabled: [], blocked: [] };
  const of = (process: number) => (action: number): boolean => actionOf(story, action).process === process;
  return story.processes.map((_, process) => ({ process, enabled: enabled.filter(of(process)), blocked: blocked.filter(of(process)) }));
}

/** One sentence about a step, for those who listen. */
export function stepSentence(story: Story, at: number): string {
  if (at === 0) return "start";
  const row = rowsOf(story)[at - 1];
  if (row === undefined) return "";
  const changes = row.changes.map(({ name, from, to }) => `${name} from ${from ?? "nothing"} to ${to ?? "nothing"}`);
  return [`step ${at}: ${story.processes[row.process] ?? ""}, ${row.label}`, ...changes].join("; ");
}
