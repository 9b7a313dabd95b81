import type { CompiledSystem } from "./compiled-system.ts";
import type { PredicateTree, Test, TruthLeaf } from "./decision-tree.ts";
import { FoldCode } from "./fold-code.ts";
import { stateInMemory } from "./state-code.ts";
import { TreeCode } from "./tree-code.ts";
import { call, giveBack, type FunctionReference, type Local, type ModuleBuilder } from "./wasm/assembler.ts";

/** A function of the state at an address: 1 or 0. */
export type Predicate = FunctionReference<{ state: "i32" }, "i32">;

/** Writes the trees of predicates as functions, and before them those of the sums and quantifiers that they read. */
export class PredicateCode {
  readonly #module: ModuleBuilder;
  readonly #truths: TreeCode<TruthLeaf>;
  readonly #functions = new Map<PredicateTree, Predicate>();
  /** Of the function that is being written. */
  #state: Local<"i32"> | undefined;

  /** Defines everything that the trees share. */
  constructor({ layout }: CompiledSystem, module: ModuleBuilder, trees: readonly PredicateTree[]) {
    this.#module = module;
    const folds = new FoldCode(layout, module, trees);
    this.#truths = new TreeCode<TruthLeaf>(
      layout,
      (leaf) => giveBack(leaf.kind === "truth" && leaf.holds ? 1 : 0),
      (tree) => giveBack(call(this.#functions.get(tree) as Predicate, { state: this.#state as Local<"i32"> })),
      (field, state) => folds.codeOf(field, this.#state as Local<"i32">, state),
    );
    for (const tree of trees) this.#truths.announce(tree);
    const shared = [...this.#truths.shared()];
    for (const tree of shared) this.#functions.set(tree, module.declare(`predicate ${tree.id}`, { state: "i32" }, "i32"));
    for (const tree of shared) this.#body(tree);
  }

  /** The function of a predicate. */
  define(name: string, tree: PredicateTree): Predicate {
    return this.#module.define(name, { state: "i32" }, "i32", ({ state }) => {
      this.#state = state;
      return [this.#truths.write(tree, stateInMemory(state)), giveBack(0)];
    });
  }

  #body(tree: Test<TruthLeaf>): void {
    this.#module.body(this.#functions.get(tree) as Predicate, ({ state }) => {
      this.#state = state;
      return [this.#truths.writeTest(tree, stateInMemory(state)), giveBack(0)];
    });
  }
}
