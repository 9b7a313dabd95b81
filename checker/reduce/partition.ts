/**
 * The coarsest numbers for `count` things of which those in a pair have the same: the least thing of each class (union-find, without ranks: there are few things).
 *
 * @example
 * import { partition } from "./partition.ts";
 *
 * partition(4, [[3, 1]]); // [0, 1, 2, 1]
 */
export function partition(count: number, pairs: Iterable<readonly [number, number]>): readonly number[] {
  const classes = Array.from({ length: count }, (_, thing) => thing);
  const find = (thing: number): number => (classes[thing] === thing ? thing : find(classes[thing] as number));
  for (const [one, other] of pairs) {
    const [first, second] = [find(one), find(other)];
    classes[Math.max(first, second)] = Math.min(first, second);
  }
  return classes.map((_, thing) => find(thing));
}
