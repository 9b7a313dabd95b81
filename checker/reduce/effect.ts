import type { DisabledLeaf, OpenLeaf, StepLeaf, StepTree } from "../compile/decision-tree.ts";
import { fieldsOf, setOf } from "../compile/footprint.ts";
import { anyCode } from "./phases.ts";

/** What a process can do in a local state, where it is known what fields can be. Fields are sets of ordinals. */
export interface Effect {
  /** What decides which leaf is reached, or is copied. */
  readonly reads: bigint;
  /** What some leaf changes, in any way. */
  readonly writes: bigint;
  /** Of these: what no leaf changes but by adding, and nothing decides about. */
  readonly adds: bigint;
  /** The leaves that can be reached, each once. */
  readonly leaves: readonly (StepLeaf | DisabledLeaf | OpenLeaf)[];
}

const all = -1n;
const nowhere: DisabledLeaf = { kind: "disabled", id: -1 };

/** @param codes by ordinal of a field, the codes that it can have, as bits; any, if nothing is known. */
export function effectOf(trees: readonly StepTree[], codes?: (field: number) => number): Effect {
  let [reads, sets, adds] = [0n, 0n, 0n];
  const leaves = new Set<StepLeaf | DisabledLeaf | OpenLeaf>();
  const seen = new Set<StepTree>();
  const visit = (tree: StepTree): void => {
    if (seen.has(tree)) return;
    seen.add(tree);
    if (tree.kind === "test") {
      const fields = fieldsOf(tree.field);
      reads |= fields === undefined ? all : setOf(fields);
      for (const each of tree.cases) visit(each);
      return;
    }
    leaves.add(tree);
    if (tree.kind === "open" && tree.cause === "cut") sets = reads = all;
    if (tree.kind !== "step") return;
    for (const change of tree.changes) {
      const field = setOf([change.field.ordinal]);
      if (change.kind === "add") adds |= field;
      else sets |= field;
      if (change.kind === "copy") reads |= setOf([change.from.ordinal]);
    }
  };
  const pruned = new Map<StepTree, StepTree>();
  for (const tree of trees) visit(codes === undefined ? tree : prune(tree, codes, pruned));
  return { reads, writes: sets | adds, adds: adds & ~(sets | reads), leaves: [...leaves] };
}

/** Whether nothing can be done. */
export function isDisabled({ leaves }: Effect): boolean {
  return leaves.every(({ kind }) => kind === "disabled");
}

/** Whether two steps, taken in either order, do the same: neither writes what the other reads or writes, except that both add to it. */
export function commute(one: Effect, other: Effect): boolean {
  const added = one.adds & other.adds;
  return (one.writes & (other.reads | other.writes) & ~added) === 0n && (other.writes & one.reads) === 0n;
}

/** What can be done in several local states. */
export function together(effects: readonly Effect[]): Effect {
  const all = (of: (effect: Effect) => bigint): bigint => effects.reduce((fields, effect) => fields | of(effect), 0n);
  const [reads, writes, adds] = [all((effect) => effect.reads), all((effect) => effect.writes), all((effect) => effect.adds)];
  return { reads, writes, adds: adds & ~(reads | all((effect) => effect.writes & ~effect.adds)), leaves: [] };
}

/** Without the cases that cannot be, and the tests that decide nothing then. */
function prune(tree: StepTree, codes: (field: number) => number, known: Map<StepTree, StepTree>): StepTree {
  if (tree.kind !== "test") return tree;
  let result = known.get(tree);
  if (result !== undefined) return result;
  const possible = tree.field.kind === "shared" ? codes(tree.field.ordinal) : anyCode;
  const cases = tree.cases.filter((_, code) => possible === anyCode || ((possible >> code) & 1) === 1).map((each) => prune(each, codes, known));
  const [first] = cases;
  if (first === undefined) result = nowhere;
  else result = cases.every((each) => each === first) ? first : { ...tree, cases };
  known.set(tree, result);
  return result;
}
