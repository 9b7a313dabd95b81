import { boundsOf, codeOfFold, type FoldedField, type Leaf, type StepTree, type Test, type Tree, type ValueLeaf } from "./decision-tree.ts";
import type { SharedField } from "./field.ts";

/** States in which a step is compared with its tree. */
const samples = 64;

/**
 * Whether a step does what its tree says, in states that come to different leaves. A term that leaves something behind in a variable of its function cannot be told from one that only looks, and neither can a
 * function that asks how far a quantifier has come; but what such a step does is not what its tree says, because terms were evaluated in another order, or not at all.
 *
 * @param folds those of the step, whether its tree tests them or not.
 * @param run the step in a state, without folds.
 */
export function isAsFolded(tree: StepTree, folds: readonly FoldedField[], run: (codeOf: (field: SharedField) => number) => StepTree): boolean {
  const walks = new Walks();
  for (let sample = 0; sample < samples; sample++) {
    const codes = new Map<SharedField, number>();
    // Either all folds come to something different, or every leaf of the tree is found.
    if (sample % 2 === 0) for (const fold of folds) walks.fold(fold, walks.anyOf(aims), codes);
    const leaf = walks.down(tree, codes);
    const codeOf = (field: SharedField): number => codes.get(field) ?? 0;
    if (effectOf(leaf, codeOf) !== effectOf(run(codeOf), codeOf)) return false;
  }
  return true;
}

/** What terms shall come to: to as much as they can, to as little, or to anything. */
const aims = ["most", "least", undefined] as const;
type Aim = (typeof aims)[number];

/** Ways down trees, mostly where the fewest have gone before. */
class Walks {
  /** How often each case of a test was taken. */
  readonly #taken = new Map<unknown, number[]>();
  #seed = 2025;

  /** A leaf of a tree; `codes` gets those with which a state comes there. */
  down<L extends Leaf>(tree: Tree<L>, codes: Map<SharedField, number>): Tree<L> {
    let at = tree;
    while (at.kind === "test") {
      const test = at as Test<L>;
      at = test.cases[this.#step(test, [...test.cases.keys()], codes)] as Tree<L>;
    }
    return at;
  }

  /** What a fold comes to, as a code. */
  fold(field: FoldedField, aim: Aim, codes: Map<SharedField, number>): number {
    return codeOfFold(
      field,
      field.terms.map((term) => this.#value(term, aim, codes)),
    );
  }

  anyOf<T>(values: readonly T[]): T {
    // Park and Miller's generator: the same numbers each time.
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return values[this.#seed % values.length] as T;
  }

  #value(term: Tree<ValueLeaf>, aim: Aim, codes: Map<SharedField, number>): number {
    let at = term;
    while (at.kind === "test") {
      const { cases } = at as Test<ValueLeaf>;
      const best = aim === undefined ? 0 : boundsOf(at)[aim];
      const wanted = [...cases.keys()].filter((code) => aim === undefined || boundsOf(cases[code] as Tree<ValueLeaf>)[aim] === best);
      at = cases[this.#step(at as Test<ValueLeaf>, wanted, codes)] as Tree<ValueLeaf>;
    }
    return (at as ValueLeaf).value;
  }

  /** The code with which it goes on below a test, one of those that are wanted where there is a choice. */
  #step<L extends Leaf>(test: Test<L>, wanted: readonly number[], codes: Map<SharedField, number>): number {
    const { field } = test;
    let counts = this.#taken.get(test);
    if (counts === undefined) this.#taken.set(test, (counts = test.cases.map(() => 0)));
    const fewest = Math.min(...wanted.map((code) => (counts as number[])[code] as number));
    const rare = this.anyOf([true, true, false]) ? wanted.filter((code) => (counts as number[])[code] === fewest) : wanted;
    let code = this.anyOf(rare);
    if (field.kind === "folded") code = this.fold(field, code === 0 ? "least" : code === field.codes - 1 ? "most" : undefined, codes);
    else if (field.kind === "shared") {
      code = codes.get(field) ?? code;
      codes.set(field, code);
    }
    counts[code] = (counts[code] as number) + 1;
    return code;
  }
}

/** What a step does in a state, in words that are equal if it is the same. */
function effectOf(leaf: StepTree, codeOf: (field: SharedField) => number): string {
  if (leaf.kind !== "step") return leaf.kind;
  const changes = leaf.changes.flatMap((change): string[] => {
    const before = codeOf(change.field);
    const after = change.kind === "copy" ? codeOf(change.from) : change.kind === "set" ? change.amount : before + change.amount;
    return after === before ? [] : [`${change.field.ordinal}=${after}`];
  });
  return `to ${leaf.local} by ${leaf.route} ${leaf.raised.join(" ")}: ${changes.join(" ")}`;
}
