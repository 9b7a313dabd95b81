import type { WideSlot } from "../../compile/compiled-layout.ts";
import type { CompiledProcess } from "../../compile/compiled-process.ts";
import type { CompiledSystem } from "../../compile/compiled-system.ts";
import type { StepTree } from "../../compile/decision-tree.ts";

/** So many processes: what is uneven about one of them is less so about several together. */
const most = 3;
/** Fewer local states cannot be dealt out evenly. */
const fewestLocals = 4;
/** Local states that follow each other and are in one district, and in how many pieces such a district is at most: smaller pieces are more even, and steps leave larger ones less often. */
const pieceLength = 8;
const mostPieces = 8;

/** A process whose local state has a say in where a state belongs. */
export interface Resident {
  readonly process: number;
  readonly slot: WideSlot;
  /** By local state, a number below that of the shards. The sum over all residents, modulo the number of shards, is the shard. */
  readonly districts: Uint8Array;
}

/**
 * Which shard a state belongs to is said by the local states of a few processes, those with the most; none if processes have too few, so that it takes the whole state. Steps of the other
 * processes then lead to states of the same shard, and so do most steps of these: local states that follow each other are mostly in one district.
 */
export function domicile({ layout, processes }: Pick<CompiledSystem, "layout" | "processes">, shards: number): readonly Resident[] {
  return processes
    .flatMap((process, position) => {
      const [slot, count] = [layout.locals[position], process.actions.length];
      return slot === undefined || count < fewestLocals ? [] : [{ process: position, slot, count }];
    })
    .sort((one, other) => other.count - one.count || one.process - other.process)
    .slice(0, most)
    .map(({ process, slot, count }) => {
      const districts = new Uint8Array(count);
      const pieces = shards * Math.min(mostPieces, Math.max(1, Math.floor(count / pieceLength / shards)));
      for (const [position, local] of inDepth(processes[process] as CompiledProcess).entries()) districts[local] = Math.floor((position * pieces) / count) % shards;
      return { process, slot, districts };
    });
}

/** The processes whose steps may lead to another shard. */
export function travellers(system: Pick<CompiledSystem, "layout" | "processes">, shards: number): ReadonlySet<number> {
  const residents = domicile(system, shards);
  return new Set(residents.length === 0 ? system.processes.keys() : residents.map(({ process }) => process));
}

/** The local states of a process, depth first: most are followed by one that they lead to. */
function inDepth({ actions }: CompiledProcess): readonly number[] {
  const order = new Set<number>();
  for (const start of actions.keys()) {
    for (let waiting = [start]; waiting.length > 0; ) {
      const local = waiting.pop() as number;
      if (order.has(local)) continue;
      order.add(local);
      waiting.push(...leadsTo((actions[local] ?? []).map(({ tree }) => tree)).toReversed());
    }
  }
  return [...order];
}

/** The local states that steps lead to. */
function leadsTo(steps: readonly StepTree[]): readonly number[] {
  const trees = new Set(steps);
  for (const tree of trees) if (tree.kind === "test") for (const below of tree.cases) trees.add(below);
  return [...new Set([...trees].flatMap((tree) => (tree.kind === "step" ? [tree.local] : [])))];
}
