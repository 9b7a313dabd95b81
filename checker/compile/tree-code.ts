import type { FoldedField, Leaf, OpenLeaf, Test, Tree } from "./decision-tree.ts";
import type { LocalField } from "./field.ts";
import type { CompiledLayout, WideSlot } from "./compiled-layout.ts";
import type { StateCode } from "./state-code.ts";
import { i32, switchOn, when, type Code, type Expression } from "./wasm/assembler.ts";

/** Writes decision trees as code: a switch for each test, and for a subtree that several places share, a function that they call. */
export class TreeCode<L extends Leaf> {
  readonly #layout: CompiledLayout;
  readonly #leaf: (leaf: L | OpenLeaf) => Code;
  readonly #call: (tree: Test<L>) => Code;
  readonly #folded: (field: FoldedField, state: StateCode) => Expression<"i32">;
  readonly #uses = new Map<Tree<L>, number>();

  /**
   * @param leaf the code of a leaf.
   * @param call the code that calls the function of a shared subtree.
   * @param folded the code of a folded field.
   */
  constructor(layout: CompiledLayout, leaf: (leaf: L | OpenLeaf) => Code, call: (tree: Test<L>) => Code, folded: (field: FoldedField, state: StateCode) => Expression<"i32">) {
    this.#layout = layout;
    this.#leaf = leaf;
    this.#call = call;
    this.#folded = folded;
  }

  /** Count a tree that will be written, so that what is shared is known before the first is. */
  announce(tree: Tree<L>): void {
    const uses = this.#uses.get(tree) ?? 0;
    this.#uses.set(tree, uses + 1);
    if (uses === 0 && isTest(tree)) for (const each of new Set(tree.cases)) this.announce(each);
  }

  /** Subtrees that need a function of their own. */
  *shared(): Generator<Test<L>> {
    for (const [tree, uses] of this.#uses) if (uses > 1 && isTest(tree)) yield tree;
  }

  write(tree: Tree<L>, state: StateCode): Code {
    if (!isTest(tree)) return this.#leaf(tree);
    return (this.#uses.get(tree) ?? 0) > 1 ? this.#call(tree) : this.writeTest(tree, state);
  }

  /** The code of a test itself, shared or not. */
  writeTest({ field, cases }: Test<L>, state: StateCode): Code {
    const distinct = [...new Set(cases)];
    if (field.kind === "local") return this.#writeLocalTest(field, cases, state);
    const code = field.kind === "folded" ? this.#folded(field, state) : state.slot(this.#layout.fields[field.ordinal] as WideSlot);
    // The most frequent case needs no label of its own.
    const common = mostFrequent(cases);
    const others = distinct.filter((tree) => tree !== common);
    if (others.length === 1) {
      const codes = [...cases.keys()].filter((each) => cases[each] !== common);
      if (codes.length === 1) return when(i32.eq(code, codes[0] as number), this.write(others[0] as Tree<L>, state), this.write(common, state));
      if (codes.length === cases.length - 1) {
        const [only] = [...cases.keys()].filter((each) => cases[each] === common);
        return when(i32.eq(code, only as number), this.write(common, state), this.write(others[0] as Tree<L>, state));
      }
    }
    return switchOn(
      code,
      others.map((tree) => this.write(tree, state)),
      this.write(common, state),
      cases.map((tree) => others.indexOf(tree)),
    );
  }

  #writeLocalTest({ process, byLocal }: LocalField, cases: readonly Tree<L>[], state: StateCode): Code {
    const local = state.slot(this.#layout.locals[process] as WideSlot);
    const [no, yes] = cases as [Tree<L>, Tree<L>];
    return switchOn(
      local,
      [this.write(yes, state)],
      this.write(no, state),
      byLocal.map((code) => (code === 1 ? 0 : -1)),
    );
  }
}

function isTest<L extends Leaf>(tree: Tree<L>): tree is Test<L> {
  return tree.kind === "test";
}

function mostFrequent<T>(values: readonly T[]): T {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}
