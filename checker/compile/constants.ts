import type { CompiledAction, CompiledProcess } from "./compiled-process.ts";
import { boundsOfFold, changesText, type Change, type DisabledLeaf, type FoldedField, type Leaf, type OpenLeaf, type StepLeaf, type StepTree, type Test, type Tree, type TreeTable } from "./decision-tree.ts";
import type { SharedField } from "./field.ts";
import type { RecordingBits } from "./recording-bits.ts";

/** Fields that have one code in every reachable state, with that code: they start out the same, and no step writes anything else. */
export type Constants = ReadonlyMap<SharedField, number>;

/** @param initial for each initial state, what code a field has. */
export function constantsOf(fields: readonly SharedField[], processes: readonly CompiledProcess[], initial: Iterable<(field: SharedField) => number>): Constants {
  const constants = new Map<SharedField, number>();
  let first = true;
  for (const codeOf of initial) {
    if (first) for (const field of fields) constants.set(field, codeOf(field));
    for (const [field, code] of constants) if (codeOf(field) !== code) constants.delete(field);
    first = false;
  }
  const changes = changesOf(processes);
  for (let before = -1; before !== constants.size; ) {
    before = constants.size;
    for (const change of changes) if (!isIdle(change, constants)) constants.delete(change.field);
  }
  return constants;
}

/** Whether a change of a field leaves it what it always is. */
function isIdle(change: Change, constants: Constants): boolean {
  const code = change.kind === "copy" ? constants.get(change.from) : change.kind === "set" ? change.amount : undefined;
  return code !== undefined && code === constants.get(change.field);
}

function changesOf(processes: readonly CompiledProcess[]): readonly Change[] {
  const changes: Change[] = [];
  const seen = new Set<StepTree>();
  const visit = (tree: StepTree): void => {
    if (seen.has(tree)) return;
    seen.add(tree);
    if (tree.kind === "step") changes.push(...tree.changes);
    else if (tree.kind === "test") for (const each of tree.cases) visit(each);
  };
  for (const { actions } of processes) for (const { tree } of actions.flat()) visit(tree);
  return changes;
}

/** What folds come to where some fields never change: what is left of them, each once, or a number. */
export class ConstantFolds {
  readonly #constants: Constants;
  readonly #recording: RecordingBits;
  readonly #known = new Map<FoldedField, FoldedField | number>();

  constructor(constants: Constants, recording: RecordingBits) {
    this.#constants = constants;
    this.#recording = recording;
  }

  of(fold: FoldedField): FoldedField | number {
    let left = this.#known.get(fold);
    if (left === undefined) this.#known.set(fold, (left = this.#restricted(fold)));
    return left;
  }

  #restricted(field: FoldedField): FoldedField | number {
    const { values } = this.#recording;
    const terms = field.terms.map((term) => restricted(term, this.#constants, this, values, (leaf) => leaf));
    if (terms.every((term, position) => term === field.terms[position])) return field;
    const { least, most } = boundsOfFold(field.fold, terms);
    return least === most ? least : this.#recording.add({ ...field, ordinal: this.#recording.size, terms, least, codes: most - least + 1 });
  }
}

/** A tree without the tests that always come out the same. */
function restricted<L extends Leaf>(tree: Tree<L>, constants: Constants, folds: ConstantFolds, trees: TreeTable<L>, leaf: (leaf: L | OpenLeaf) => Tree<L>, known: Map<Tree<L>, Tree<L>> = new Map()): Tree<L> {
  if (tree.kind !== "test") return leaf(tree as L | OpenLeaf);
  const { field, cases } = tree as Test<L>;
  let result = known.get(tree);
  if (result === undefined) {
    const below = (each: Tree<L>): Tree<L> => restricted(each, constants, folds, trees, leaf, known);
    const code = field.kind === "shared" ? constants.get(field) : undefined;
    if (code !== undefined) result = below(cases[code] as Tree<L>);
    else if (field.kind === "folded") {
      const left = folds.of(field);
      if (typeof left === "number") result = below(cases[left - field.least] as Tree<L>);
      else result = trees.test(left, cases.slice(left.least - field.least, left.least - field.least + left.codes).map(below));
    } else result = trees.test(field, cases.map(below));
    known.set(tree, result);
  }
  return result;
}

/** A process without the tests that always come out the same, and without changes that never make a difference. */
export function withConstants({ locals, actions }: CompiledProcess, constants: Constants, folds: ConstantFolds, trees: TreeTable<StepLeaf | DisabledLeaf>): CompiledProcess {
  const known = new Map<StepTree, StepTree>();
  const leaf = (each: StepLeaf | DisabledLeaf | OpenLeaf): StepTree => {
    if (each.kind !== "step" || !each.changes.some((change) => constants.has(change.field) || (change.kind === "copy" && constants.has(change.from)))) return each;
    const changes = each.changes.flatMap((change): Change[] => {
      if (constants.has(change.field)) return [];
      const code = change.kind === "copy" ? constants.get(change.from) : undefined;
      return [code === undefined ? change : { field: change.field, kind: "set", amount: code }];
    });
    return trees.leaf(`${each.local} ${each.route} ${changesText(changes)} ${each.raised.join(" ")}`, (id) => ({ ...each, id, changes }));
  };
  const enabled = (each: readonly CompiledAction[]): CompiledAction[] =>
    each.flatMap(({ action, choice, tree }) => {
      const left = restricted(tree, constants, folds, trees, leaf, known);
      return left.kind === "disabled" ? [] : [{ action, choice, tree: left }];
    });
  return { locals, actions: actions.map(enabled) };
}
