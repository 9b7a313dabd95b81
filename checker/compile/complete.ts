import type { Field, Leaf, Tree, TreeTable } from "./decision-tree.ts";
import type { RecordingBits } from "./recording-bits.ts";
import type { TreeCost, TreeLimits } from "./run-budget.ts";

/** Who takes turns with the compiler gets one for so many runs: that is about what a local state takes. */
const runsOfTurn = 500;

type Completed<L extends Leaf> = TreeCost & { readonly tree: Tree<L> };

/**
 * The whole decision tree of a function of the state: run it on assumptions, see what it reads, and run it again for every other value of what it read. `run`
 * gives the leaf for the current assumptions; the recording says what was read on the way. A tree that takes too many runs is cut. Yields from time to time.
 *
 * Completion needs no reachable states: the domains are declared, so the tree is total, and the fields in it are exactly what the function can depend on.
 *
 * How many runs it will take is foreseen by the share of all states that the leaves found so far are for (a step that adds to three counts tests all their values, and all its subtrees are alike; Knuth, "Estimating
 * the efficiency of backtrack programs", 1975, has the estimate for random paths).
 */
export function* completing<L extends Leaf>(recording: RecordingBits, trees: TreeTable<L>, run: () => Tree<L>, limits: TreeLimits): Generator<void, Completed<L>> {
  const mostNodes = trees.size + limits.runs;
  let most = limits.runs;
  let runs = 0;
  let covered = 0;
  let cut = false;

  /** Whether one run more is one too many. */
  function isTooLarge(): boolean {
    if (cut) return true;
    if (runs === limits.runs && runs / covered <= limits.foreseen) most = limits.foreseen;
    cut = runs >= most || trees.size > mostNodes;
    return cut;
  }

  /** The tree below the given reads, with the answers that are assumed. */
  function* below(given: readonly Field[]): Generator<void, Tree<L>> {
    if (isTooLarge()) return trees.cut;
    if (++runs % runsOfTurn === 0) yield;
    recording.restart();
    const leaf = run();
    const { reads } = recording;
    // The same answers, and other questions: the function depends on something that is not in the state.
    if (given.some((field, position) => reads[position] !== field)) return trees.open;
    covered += reads.reduce((share, { codes }) => share / codes, 1);
    return yield* spread(reads, given.length, leaf);
  }

  /** A run has read `reads` and ended in `leaf`: from the last read back to the first that was not given, add the other cases. */
  function* spread(reads: readonly Field[], given: number, leaf: Tree<L>): Generator<void, Tree<L>> {
    let tree = leaf;
    for (let position = reads.length - 1; position >= given; position--) {
      const field = reads[position] as Field;
      const cases = [tree];
      for (let code = 1; code < field.codes; code++) {
        recording.assume(field, code);
        cases.push(yield* below(reads.slice(0, position + 1)));
      }
      recording.assume(field, 0);
      tree = trees.test(field, cases);
    }
    return tree;
  }

  const tree = yield* below([]);
  return { tree, runs, cut };
}

/** The same without a rest. */
export function complete<L extends Leaf>(...what: Parameters<typeof completing<L>>): Completed<L> {
  const running = completing<L>(...what);
  for (;;) {
    const step = running.next();
    if (step.done === true) return step.value;
  }
}
