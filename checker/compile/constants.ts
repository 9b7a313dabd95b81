import type { CompiledAction, CompiledProcess } from "./compiled-process.ts";
import type { DisabledLeaf, StepLeaf, StepTree, TreeTable } from "./decision-tree.ts";
import type { SharedField } from "./field.ts";

/** Fields that have one code in every reachable state, with that code: no step writes them, and they start out the same. */
export type Constants = ReadonlyMap<SharedField, number>;

/** @param initial for each initial state, what code a field has. */
export function constantsOf(fields: readonly SharedField[], processes: readonly CompiledProcess[], initial: Iterable<(field: SharedField) => number>): Constants {
  const written = new Set<SharedField>();
  const seen = new Set<StepTree>();
  const visit = (tree: StepTree): void => {
    if (seen.has(tree)) return;
    seen.add(tree);
    if (tree.kind === "step") {
      for (const change of tree.changes) for (const field of change.kind === "copy" ? [change.field, change.from] : [change.field]) written.add(field);
    } else if (tree.kind === "test") {
      // What is counted, or copied elsewhere, has a place.
      if (tree.field.kind === "folded") for (const term of tree.field.terms) if (term.kind === "test" && term.field.kind === "shared") written.add(term.field);
      for (const each of tree.cases) visit(each);
    }
  };
  for (const { actions } of processes) for (const { tree } of actions.flat()) visit(tree);
  let constants: Map<SharedField, number> | undefined;
  for (const codeOf of initial) {
    constants ??= new Map(fields.flatMap((field) => (written.has(field) ? [] : [[field, codeOf(field)] as const])));
    for (const [field, code] of constants) if (codeOf(field) !== code) constants.delete(field);
  }
  return constants ?? new Map();
}

/** A process without the tests that always come out the same. */
export function withConstants({ locals, actions }: CompiledProcess, constants: Constants, trees: TreeTable<StepLeaf | DisabledLeaf>): CompiledProcess {
  const known = new Map<StepTree, StepTree>();
  const restricted = (tree: StepTree): StepTree => {
    if (tree.kind !== "test") return tree;
    let result = known.get(tree);
    if (result === undefined) {
      const code = tree.field.kind === "shared" ? constants.get(tree.field) : undefined;
      result = code === undefined ? trees.test(tree.field, tree.cases.map(restricted)) : restricted(tree.cases[code] as StepTree);
      known.set(tree, result);
    }
    return result;
  };
  const enabled = (each: readonly CompiledAction[]): CompiledAction[] =>
    each.flatMap(({ action, choice, tree }) => {
      const left = restricted(tree);
      return left.kind === "disabled" ? [] : [{ action, choice, tree: left }];
    });
  return { locals, actions: actions.map(enabled) };
}
