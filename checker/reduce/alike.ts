import type { Exchange } from "./exchange.ts";
import { partition } from "./partition.ts";

/** Members of an index set that are like one another, in this order; and for each pair of neighbours, what it means that they change places. */
export interface Alike {
  readonly set: string;
  readonly members: readonly string[];
  readonly exchanges: readonly Exchange[];
}

/**
 * Counts of statements, evened out: what counts a choice of one member and what counts that of another that is like it have the same value over all states, and their sum
 * is known.
 */
export function evenedOut(alike: readonly Alike[], passed: readonly number[]): readonly number[] {
  const classOf = partition(passed.length, alike.flatMap(({ exchanges }) => exchanges.flatMap(({ counters }) => [...counters.entries()])));
  const classes = new Map<number, number[]>();
  for (const [counter, name] of classOf.entries()) classes.set(name, [...(classes.get(name) ?? []), counter]);
  const even = [...passed];
  for (const members of classes.values()) {
    const sum = members.reduce((total, counter) => total + (passed[counter] as number), 0);
    for (const counter of members) even[counter] = sum / members.length;
  }
  return even;
}
