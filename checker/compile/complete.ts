import type { Field, Leaf, Tree, TreeTable } from "./decision-tree.ts";
import type { RecordingBits } from "./recording-bits.ts";

/**
 * The whole decision tree of a function of the state: run it on assumptions, see what it reads, and run it again for every other value of what it read. `run`
 * gives the leaf for the current assumptions; the recording says what was read on the way. A tree that takes more than `budget` runs is cut.
 *
 * Completion needs no reachable states: the domains are declared, so the tree is total, and the fields in it are exactly what the function can depend on.
 */
export function complete<L extends Leaf>(recording: RecordingBits, trees: TreeTable<L>, run: () => Tree<L>, budget: number): { readonly tree: Tree<L>; readonly cut: boolean } {
  let runs = 0;

  /** The tree below the given reads, with the answers that are assumed. */
  function below(given: readonly Field[]): Tree<L> {
    if (runs >= budget) return trees.cut;
    runs++;
    recording.restart();
    const leaf = run();
    const { reads } = recording;
    // The same answers, and other questions: the function depends on something that is not in the state.
    if (given.some((field, position) => reads[position] !== field)) return trees.open;
    return spread(reads, given.length, leaf);
  }

  /** A run has read `reads` and ended in `leaf`: from the last read back to the first that was not given, add the other cases. */
  function spread(reads: readonly Field[], given: number, leaf: Tree<L>): Tree<L> {
    let tree = leaf;
    for (let position = reads.length - 1; position >= given; position--) {
      const field = reads[position] as Field;
      const cases = [tree];
      for (let code = 1; code < field.codes; code++) {
        recording.assume(field, code);
        cases.push(below(reads.slice(0, position + 1)));
      }
      recording.assume(field, 0);
      tree = trees.test(field, cases);
    }
    return tree;
  }

  const tree = below([]);
  return { tree, cut: runs >= budget };
}
