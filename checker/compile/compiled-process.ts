import type { Alarm } from "../language/assertion.ts";
import type { BoundAction, BoundProcess } from "./bound-process.ts";
import { completing } from "./complete.ts";
import { changesText, type Change, type DisabledLeaf, type StepLeaf, type StepTree, type TreeTable } from "./decision-tree.ts";
import type { LocalStates } from "./local-states.ts";
import type { Passage } from "./passage.ts";
import { isAsFolded } from "./fold-check.ts";
import type { RecordedFolds } from "./recorded-folds.ts";
import type { RecordingBits } from "./recording-bits.ts";
import type { Routes } from "./routes.ts";
import type { RunBudget, TreeCost } from "./run-budget.ts";

/** One action with one choice, in one local state of its process, as a decision tree over the shared state. */
export interface CompiledAction {
  readonly action: number;
  readonly choice: number;
  readonly tree: StepTree;
}

/** A process as decision trees, for each of its local states. A local state that no tree leads to does not exist. */
export interface CompiledProcess {
  readonly locals: LocalStates;
  /** By local state. */
  readonly actions: readonly (readonly CompiledAction[])[];
}

/** What the steps of a process are recorded with. */
export interface ProcessRecorder {
  readonly bound: BoundProcess;
  readonly locals: LocalStates;
  /** The words that hold the local state while a step is recorded. */
  readonly words: Uint32Array;
  readonly recording: RecordingBits;
  readonly seen: object;
  readonly shared: object;
  readonly alarm: Alarm;
  readonly trees: TreeTable<StepLeaf | DisabledLeaf>;
  readonly passage: Passage;
  readonly routes: Routes;
  readonly budget: RunBudget;
  readonly folds: RecordedFolds;
  /** Packed states that are known to be reachable. */
  readonly reached: () => Iterable<Uint32Array>;
}

/** Beyond this many local states a process is not worth compiling. */
const mostLocalStates = 20_000;

/**
 * Compile a process: start from the local states that are known, follow the trees to others until there are no new ones. A tree that takes too many runs stays open as a whole: the corner of it
 * that was seen is no more likely to be reached than the rest. Yields from time to time, the more often the longer it takes.
 *
 * @returns undefined if the set of local states grows too large.
 */
export function* compileProcess(recorder: ProcessRecorder): Generator<void, CompiledProcess | undefined> {
  const { bound, locals, words, trees, budget, reached } = recorder;
  const actions: CompiledAction[][] = [];
  let open = false;
  for (let local = 0; local < locals.size; local++) {
    locals.restore(local, words);
    const compiled: CompiledAction[] = [];
    for (const [action, candidate] of (bound.actions[bound.pc] as readonly BoundAction[]).entries()) {
      for (const choice of candidate.choices.keys()) {
        const { tree, cut, runs } = yield* treeOf(recorder, local, candidate, choice);
        if (locals.size > mostLocalStates) return undefined;
        budget.spend({ cut, runs });
        open ||= cut;
        if (tree.kind !== "disabled") compiled.push({ action, choice, tree: cut ? trees.cut : tree });
      }
    }
    actions.push(compiled);
    // Where an open tree leads to is not known; so begin with all local states that were ever seen.
    if (open && local === locals.size - 1) for (const state of reached()) locals.ordinalOf(state);
    yield;
  }
  return { locals, actions };
}

/** The whole tree of a step. Where its folds cannot be kept apart from it, it is one without. */
function* treeOf(recorder: ProcessRecorder, local: number, action: BoundAction, choice: number): Generator<void, TreeCost & { readonly tree: StepTree }> {
  const { recording, trees, budget, folds } = recorder;
  const run = (): StepTree => withoutStacks(() => leafOf(recorder, local, action, choice));
  const folded = yield* completing(recording, trees, folds.run(run), budget.limits);
  if (folded.cut || folds.found === undefined || isAsFolded(folded.tree, folds.found, (codeOf) => recording.inState(codeOf, run))) return folded;
  const plain = yield* completing(recording, trees, run, budget.limits);
  return { ...plain, runs: folded.runs + plain.runs };
}

/** Many runs fail, and nobody looks where: taking the stack each time costs more than the run. */
function withoutStacks<T>(run: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** What a step does where its process is in a local state, for the assumptions of the recording. */
export function leafOf({ bound, locals, words, recording, seen, shared, alarm, trees, passage, routes }: ProcessRecorder, local: number, action: BoundAction, choice: number): StepTree {
  locals.restore(local, words);
  try {
    if (!bound.take(action, choice, seen, shared, alarm)) return trees.leaf("disabled", (id) => ({ kind: "disabled", id }));
  } catch {
    // What is wrong is said when a state is reached in which it happens.
    return trees.open;
  }
  const changes = recording.writes
    .flatMap(({ field, code, from }): Change[] => {
      if (from !== undefined) return from === field ? [] : [{ field, kind: "copy", from }];
      if (!recording.wasRead(field)) return [{ field, kind: "set", amount: code }];
      const amount = code - recording.assumed(field);
      return amount === 0 ? [] : [{ field, kind: "add", amount }];
    })
    .sort((one, other) => one.field.ordinal - other.field.ordinal);
  const to = locals.ordinalOf(words);
  const raised = alarm.raised.map(({ id }) => id);
  const route = routes.ordinalOf(passage);
  const key = `${to} ${route} ${changesText(changes)} ${raised.join(" ")}`;
  return trees.leaf(key, (id) => ({ kind: "step", id, local: to, changes, raised, route }));
}
