import type { CompiledProcess } from "./compiled-process.ts";
import { changesText, type DisabledLeaf, type StepLeaf, type StepTree, type TreeTable } from "./decision-tree.ts";

/**
 * A process in which local states at the same place that can do the same are one: those that differ in variables that are written before they are read again, above all. It is the coarsest such
 * partition, found by refining that of the places (Kanellakis and Smolka, "CCS expressions, finite state processes, and three problems of equivalence", 1990).
 *
 * @param pcs by local state, the place.
 */
export function withMergedLocals({ locals, actions }: CompiledProcess, pcs: readonly number[], trees: TreeTable<StepLeaf | DisabledLeaf>): CompiledProcess {
  let classes = numbered(pcs.map(String));
  for (;;) {
    const forms = new Forms(classes.of);
    const refined = numbered(actions.map((each, local) => `${classes.of[local]}: ${each.map(({ action, choice, tree }) => `${action} ${choice} ${forms.of(tree)}`).join(", ")}`));
    if (refined.count === classes.count) break;
    classes = refined;
  }
  if (classes.count === actions.length) return { locals, actions };
  const { of: classOf } = classes;
  const known = new Map<StepTree, StepTree>();
  const merged = (tree: StepTree): StepTree => {
    let result = known.get(tree);
    if (result === undefined) {
      if (tree.kind === "test") result = trees.test(tree.field, tree.cases.map(merged));
      else if (tree.kind === "step") result = trees.leaf(`merged ${classOf[tree.local]} ${doing(tree)}`, (id) => ({ ...tree, id, local: classOf[tree.local] as number }));
      else result = tree;
      known.set(tree, result);
    }
    return result;
  };
  const first = new Map<number, number>();
  for (const [local, number] of classOf.entries()) if (!first.has(number)) first.set(number, local);
  return {
    locals: locals.merged(classOf),
    actions: [...first.values()].map((local) => (actions[local] ?? []).map(({ action, choice, tree }) => ({ action, choice, tree: merged(tree) }))),
  };
}

/** Numbers that are equal where texts are, in the order of their first occurrence. */
function numbered(texts: readonly string[]): { readonly of: readonly number[]; readonly count: number } {
  const numbers = new Map<string, number>();
  for (const text of texts) if (!numbers.has(text)) numbers.set(text, numbers.size);
  return { of: texts.map((text) => numbers.get(text) as number), count: numbers.size };
}

/** Trees by number, equal where they are equal up to the classes of the local states that they lead to. */
class Forms {
  readonly #classes: readonly number[];
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<StepTree, number>();

  constructor(classes: readonly number[]) {
    this.#classes = classes;
  }

  of(tree: StepTree): number {
    let form = this.#known.get(tree);
    if (form === undefined) {
      const text = this.#text(tree);
      form = this.#numbers.get(text) ?? this.#numbers.size;
      this.#numbers.set(text, form);
      this.#known.set(tree, form);
    }
    return form;
  }

  #text(tree: StepTree): string {
    switch (tree.kind) {
      case "test":
        return `${tree.field.ordinal}? ${tree.cases.map((each) => this.of(each)).join(" ")}`;
      case "step":
        return `to ${this.#classes[tree.local]} ${doing(tree)}`;
      case "disabled":
      case "open":
        return tree.kind;
    }
  }
}

/** What a leaf does but for the local state that it leads to. */
function doing({ route, changes, raised }: StepLeaf): string {
  return `${route} ${changesText(changes)} ${raised.join(" ")}`;
}
