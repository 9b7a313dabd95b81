import type { CompiledSystem } from "../../compile/compiled-system.ts";

/** So many processes at least: what is uneven about one of them is less so about several together. */
const fewestProcesses = 3;
/** And so many combinations of their local states at least: enough to be dealt out evenly. */
const fewestCombinations = 1000;

/**
 * The bits of a state, by word, that say to which shard it belongs: the local states of a few processes, those with the most. Steps of the other processes then lead to states of the same shard, and no
 * message is needed. Where the processes have too few local states, it is all bits.
 */
export function domicile({ layout, processes }: Pick<CompiledSystem, "layout" | "processes">): readonly bigint[] {
  const words = Array.from({ length: layout.words }, () => 0n);
  const order = processes.map(({ actions }, process) => ({ process, count: actions.length })).sort((one, other) => other.count - one.count || one.process - other.process);
  let [taken, combinations] = [0, 1];
  for (const { process, count } of order) {
    const slot = layout.locals[process];
    if (slot === undefined || (taken >= fewestProcesses && combinations >= fewestCombinations)) break;
    words[slot.word] = (words[slot.word] as bigint) | (((1n << BigInt(slot.bits)) - 1n) << BigInt(slot.shift));
    taken++;
    combinations *= count;
  }
  return taken > 0 && combinations >= fewestCombinations ? words : words.map(() => -1n);
}
