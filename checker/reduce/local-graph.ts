import type { CompiledProcess } from "../compile/compiled-process.ts";
import type { DisabledLeaf, OpenLeaf, StepLeaf, StepTree } from "../compile/decision-tree.ts";

/** The local states of a process as a graph: where its steps lead, whatever the other processes do. */
export class LocalGraph {
  /** By local state. */
  readonly successors: readonly ReadonlySet<number>[];
  readonly #predecessors: readonly (readonly number[])[];

  constructor({ actions }: CompiledProcess) {
    this.successors = actions.map((each) => new Set(each.flatMap(({ tree }) => leavesOf(tree)).flatMap((leaf) => (leaf.kind === "step" ? [leaf.local] : []))));
    const predecessors = actions.map((): number[] => []);
    for (const [local, targets] of this.successors.entries()) for (const target of targets) predecessors[target]?.push(local);
    this.#predecessors = predecessors;
  }

  /** The local states from which one of some can be reached, through such as may be passed. */
  reaching(goals: Iterable<number>, mayPass: (local: number) => boolean): ReadonlySet<number> {
    const found = new Set(goals);
    for (const goal of found) for (const local of this.#predecessors[goal] ?? []) if (mayPass(local)) found.add(local);
    return found;
  }
}

/** The leaves of a tree, each once. */
export function leavesOf(tree: StepTree): readonly (StepLeaf | DisabledLeaf | OpenLeaf)[] {
  return [...nodesOf(tree)].flatMap((node) => (node.kind === "test" ? [] : [node]));
}

/** Tests and leaves of a tree, each once. */
export function nodesOf(tree: StepTree): ReadonlySet<StepTree> {
  const found = new Set([tree]);
  for (const node of found) if (node.kind === "test") for (const below of node.cases) found.add(below);
  return found;
}
