import type { Exchange } from "./exchange.ts";

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
  const classOf = passed.map((_, counter) => counter);
  const find = (counter: number): number => (classOf[counter] === counter ? counter : find(classOf[counter] as number));
  for (const { counters } of alike.flatMap(({ exchanges }) => exchanges)) {
    for (const [counter, image] of counters.entries()) classOf[find(counter)] = find(image);
  }
  const classes = new Map<number, number[]>();
  for (const counter of passed.keys()) classes.set(find(counter), [...(classes.get(find(counter)) ?? []), counter]);
  const even = [...passed];
  for (const members of classes.values()) {
    const sum = members.reduce((total, counter) => total + (passed[counter] as number), 0);
    for (const counter of members) even[counter] = sum / members.length;
  }
  return even;
}
