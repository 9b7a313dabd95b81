import type { StateGraph } from "./state-graph.ts";

/** For each of two graphs the block that each state is in, and how many blocks there are. */
interface Partition {
  readonly blocks: readonly (readonly number[])[];
  readonly count: number;
}

/**
 * Whether two graphs are the same but for the names of what cannot be seen: strongly bisimilar (R. Milner, "Communication and Concurrency", 1989). Found by
 * refining a partition of the states of both until it is stable, after P. C. Kanellakis and S. A. Smolka, "CCS expressions, finite state processes, and three
 * problems of equivalence", Information and Computation 86(1), 1990. States are told apart by their whole signatures, never by hashes.
 */
export function bisimilar(one: StateGraph, other: StateGraph): boolean {
  const graphs = [one, other];
  let partition = partitionBy(graphs, ({ states }, state) => states[state] as string);
  for (;;) {
    // Every state of the graphs can be reached, so each kind of state must be in both.
    if (!sameMembers(partition.blocks)) return false;
    const { blocks, count } = partition;
    partition = partitionBy(graphs, (graph, state, side) => signature(graph, state, blocks[side] as readonly number[]));
    if (partition.count === count) break;
  }
  return sameMembers(graphs.map(({ initial }, side) => initial.map((state) => partition.blocks[side]?.[state] as number)));
}

/** The block that a state is in, and where its steps lead. */
function signature({ targets, steps }: StateGraph, state: number, blocks: readonly number[]): string {
  const by = steps[state] as readonly string[];
  const moves = (targets[state] as readonly number[]).map((target, step) => `${by[step]}>${blocks[target]}`);
  return `${blocks[state]}:${[...new Set(moves)].sort().join()}`;
}

function partitionBy(graphs: readonly StateGraph[], describe: (graph: StateGraph, state: number, side: number) => string): Partition {
  const ordinals = new Map<string, number>();
  const blocks = graphs.map((graph, side) =>
    graph.states.map((_, state) => {
      const description = describe(graph, state, side);
      const known = ordinals.get(description) ?? ordinals.size;
      ordinals.set(description, known);
      return known;
    }),
  );
  return { blocks, count: ordinals.size };
}

function sameMembers(lists: readonly (readonly number[])[]): boolean {
  const [one, other] = lists.map((list) => new Set(list));
  return one !== undefined && other !== undefined && one.size === other.size && [...one].every((member) => other.has(member));
}
