import type { CompiledProcess } from "./compiled-process.ts";
import type { DisabledLeaf, StepLeaf, StepTree, Test } from "./decision-tree.ts";

/** How large a compiled system is: trees, different nodes in them, local states. */
export function countTrees(processes: readonly CompiledProcess[]): { readonly trees: number; readonly nodes: number; readonly localStates: number } {
  const nodes = new Set<StepTree>();
  const visit = (tree: StepTree): void => {
    if (nodes.has(tree)) return;
    nodes.add(tree);
    if (tree.kind === "test") for (const each of (tree as Test<StepLeaf | DisabledLeaf>).cases) visit(each);
  };
  const actions = processes.flatMap((process) => process.actions.flat());
  for (const { tree } of actions) visit(tree);
  return { trees: actions.length, nodes: nodes.size, localStates: processes.reduce((sum, { locals }) => sum + locals.size, 0) };
}
