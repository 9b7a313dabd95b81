import type { CompiledLayout, WideSlot } from "./compiled-layout.ts";
import type { FoldedField, Leaf, Test, Tree, ValueLeaf } from "./decision-tree.ts";
import { stateInMemory, type StateCode } from "./state-code.ts";
import { TreeCode } from "./tree-code.ts";
import { call, giveBack, i32, i64, increment, set, when, type Code, type Expression, type FunctionReference, type Local, type ModuleBuilder, type NewLocal } from "./wasm/assembler.ts";

/** A function of the state at an address: the value of a term, or the code of a folded field. */
type Value = FunctionReference<{ state: "i32" }, "i32">;

/** Writes sums and quantifiers as functions, and one for each of their terms. Bits are counted where they lie. */
export class FoldCode {
  readonly #layout: CompiledLayout;
  readonly #module: ModuleBuilder;
  readonly #values: TreeCode<ValueLeaf>;
  readonly #functions = new Map<Tree<ValueLeaf> | FoldedField, Value>();
  /** Of the function that is being written. */
  #address: Local<"i32"> | undefined;

  /** Defines everything that the folds of these trees share. */
  constructor(layout: CompiledLayout, module: ModuleBuilder, trees: Iterable<Tree<Leaf>>) {
    this.#layout = layout;
    this.#module = module;
    this.#values = new TreeCode<ValueLeaf>(
      layout,
      (leaf) => giveBack(leaf.kind === "value" ? leaf.value : 0),
      (tree) => giveBack(this.#call(tree)),
      (field, state) => this.codeOf(field, this.#address as Local<"i32">, state),
    );
    const folds = foldsOf(trees).filter((fold) => this.#maskOf(fold) === undefined);
    // A term is a function, so each of them counts as shared.
    for (const { terms } of folds) for (const term of terms) for (let use = 0; use < 2; use++) this.#values.announce(term);
    const values = [...this.#values.shared()];
    for (const tree of values) this.#declare(`term ${tree.id}`, tree);
    for (const fold of folds) this.#declare(`${fold.fold} ${fold.ordinal}`, fold);
    for (const tree of values) this.#body(tree, () => this.#values.writeTest(tree, stateInMemory(this.#address as Local<"i32">)));
    for (const fold of folds) this.#body(fold, (local) => (fold.fold === "sum" ? this.#sum(fold, local) : this.#every(fold)));
  }

  /** The code of a folded field. @param address of the state that is looked at. @param state the same. */
  codeOf(fold: FoldedField, address: Local<"i32">, state: StateCode): Expression<"i32"> {
    const masks = this.#maskOf(fold);
    if (masks === undefined) return call(this.#functions.get(fold) as Value, { state: address });
    return masks.map(([word, mask]) => i32.wrap(i64.popcnt(i64.and(state.word(word), BigInt.asIntN(64, mask))))).reduce((sum, count) => i32.add(sum, count));
  }

  /** If the fold is a number of bits: by word, which. */
  #maskOf({ fold, terms, least }: FoldedField): readonly (readonly [word: number, mask: bigint])[] | undefined {
    const masks = new Map<number, bigint>();
    if (fold !== "sum" || least !== 0) return undefined;
    for (const term of terms) {
      if (term.kind !== "test" || term.field.kind !== "shared" || term.cases.length !== 2 || !term.cases.every((leaf, code) => leaf.kind === "value" && leaf.value === code)) return undefined;
      const { word, shift, bits } = this.#layout.fields[term.field.ordinal] as WideSlot;
      const bit = 1n << BigInt(shift);
      const mask = masks.get(word) ?? 0n;
      if (bits !== 1 || (mask & bit) !== 0n) return undefined;
      masks.set(word, mask | bit);
    }
    return [...masks];
  }

  #declare(name: string, what: Test<ValueLeaf> | FoldedField): void {
    this.#functions.set(what, this.#module.declare(name, { state: "i32" }, "i32"));
  }

  #body(what: Test<ValueLeaf> | FoldedField, code: (local: NewLocal) => Code): void {
    this.#module.body(this.#functions.get(what) as Value, ({ state }, local) => {
      this.#address = state;
      return [code(local), giveBack(0)];
    });
  }

  #sum({ terms, least }: FoldedField, local: NewLocal): Code {
    const sum = local("i32");
    const constant = terms.reduce((total, term) => total + (term.kind === "value" ? term.value : 0), -least);
    return [set(sum, constant), terms.map((term): Code => (term.kind === "test" ? increment(sum, this.#call(term)) : [])), giveBack(sum)];
  }

  /** 1 if every term is 1, less the least that it can be: a quantifier that is not constant can be 0. */
  #every({ terms }: FoldedField): Code {
    return [terms.map((term): Code => (term.kind === "test" ? when(i32.eqz(this.#call(term)), giveBack(0)) : [])), giveBack(1)];
  }

  #call(term: Test<ValueLeaf>): Expression<"i32"> {
    return call(this.#functions.get(term) as Value, { state: this.#address as Local<"i32"> });
  }
}

/** Folded fields that trees test, and those that the terms of these test. */
function foldsOf(trees: Iterable<Tree<Leaf>>): readonly FoldedField[] {
  const folds = new Set<FoldedField>();
  const seen = new Set<unknown>();
  const visit = <L extends Leaf>(tree: Tree<L>): void => {
    if (tree.kind !== "test" || seen.has(tree)) return;
    seen.add(tree);
    const { field, cases } = tree as Test<L>;
    if (field.kind === "folded" && !folds.has(field)) {
      folds.add(field);
      for (const term of field.terms) visit(term);
    }
    for (const each of cases) visit(each);
  };
  for (const tree of trees) visit(tree);
  return [...folds];
}
