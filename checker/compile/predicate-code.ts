import type { CompiledSystem } from "./compiled-system.ts";
import type { FoldedField, Leaf, PredicateTree, Test, Tree, TruthLeaf, ValueLeaf } from "./decision-tree.ts";
import { stateInMemory } from "./state-code.ts";
import { TreeCode } from "./tree-code.ts";
import { call, giveBack, i32, increment, set, when, type Code, type Expression, type FunctionReference, type Local, type ModuleBuilder, type NewLocal } from "./wasm/assembler.ts";

/** A function of the state at an address: 1 or 0 for a predicate, a value for a term, a code for a folded field. */
export type Predicate = FunctionReference<{ state: "i32" }, "i32">;

/** Writes the trees of predicates as functions, and before them those of the sums and quantifiers that they read. */
export class PredicateCode {
  readonly #module: ModuleBuilder;
  readonly #truths: TreeCode<TruthLeaf>;
  readonly #values: TreeCode<ValueLeaf>;
  readonly #functions = new Map<Tree<TruthLeaf> | Tree<ValueLeaf> | FoldedField, Predicate>();
  /** Of the function that is being written. */
  #state: Local<"i32"> | undefined;

  /** Defines everything that the trees share. */
  constructor({ layout }: CompiledSystem, module: ModuleBuilder, trees: readonly PredicateTree[]) {
    this.#module = module;
    const callOf = (what: Test<TruthLeaf> | Test<ValueLeaf> | FoldedField): Expression<"i32"> => call(this.#functions.get(what) as Predicate, { state: this.#state as Local<"i32"> });
    const back = (what: Test<TruthLeaf> | Test<ValueLeaf>): Code => giveBack(callOf(what));
    this.#truths = new TreeCode<TruthLeaf>(layout, (leaf) => giveBack(leaf.kind === "truth" && leaf.holds ? 1 : 0), back, callOf);
    this.#values = new TreeCode<ValueLeaf>(layout, (leaf) => giveBack(leaf.kind === "value" ? leaf.value : 0), back, callOf);
    const folds = foldsOf(trees);
    for (const tree of trees) this.#truths.announce(tree);
    // A term is a function, so each of them counts as shared.
    for (const { terms } of folds) for (const term of terms) for (let use = 0; use < 2; use++) this.#values.announce(term);
    const [truths, values] = [[...this.#truths.shared()], [...this.#values.shared()]];
    for (const tree of truths) this.#declare(`predicate ${tree.id}`, tree);
    for (const tree of values) this.#declare(`term ${tree.id}`, tree);
    for (const fold of folds) this.#declare(`${fold.fold} ${fold.ordinal}`, fold);
    for (const tree of truths) this.#body(tree, () => this.#truths.writeTest(tree, stateInMemory(this.#state as Local<"i32">)));
    for (const tree of values) this.#body(tree, () => this.#values.writeTest(tree, stateInMemory(this.#state as Local<"i32">)));
    for (const fold of folds) this.#body(fold, (local) => (fold.fold === "sum" ? this.#sum(fold, local) : this.#every(fold)));
  }

  /** The function of a predicate. */
  define(name: string, tree: PredicateTree): Predicate {
    return this.#module.define(name, { state: "i32" }, "i32", ({ state }) => {
      this.#state = state;
      return [this.#truths.write(tree, stateInMemory(state)), giveBack(0)];
    });
  }

  #declare(name: string, what: Test<TruthLeaf> | Test<ValueLeaf> | FoldedField): void {
    this.#functions.set(what, this.#module.declare(name, { state: "i32" }, "i32"));
  }

  #body(what: Test<TruthLeaf> | Test<ValueLeaf> | FoldedField, code: (local: NewLocal) => Code): void {
    this.#module.body(this.#functions.get(what) as Predicate, ({ state }, local) => {
      this.#state = state;
      return [code(local), giveBack(0)];
    });
  }

  #sum({ terms, least }: FoldedField, local: NewLocal): Code {
    const sum = local("i32");
    const constant = terms.reduce((total, term) => total + (term.kind === "value" ? term.value : 0), -least);
    return [set(sum, constant), terms.map((term): Code => (term.kind === "test" ? increment(sum, this.#term(term)) : [])), giveBack(sum)];
  }

  /** 1 if every term is 1, less the least that it can be: a quantifier that is not constant can be 0. */
  #every({ terms }: FoldedField): Code {
    return [terms.map((term): Code => (term.kind === "test" ? when(i32.eqz(this.#term(term)), giveBack(0)) : [])), giveBack(1)];
  }

  #term(term: Test<ValueLeaf>): Expression<"i32"> {
    return call(this.#functions.get(term) as Predicate, { state: this.#state as Local<"i32"> });
  }
}

/** Folded fields that trees test, and those that the terms of these test. */
function foldsOf(trees: readonly PredicateTree[]): readonly FoldedField[] {
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
