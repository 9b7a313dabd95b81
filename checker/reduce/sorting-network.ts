/**
 * Pairs of positions to be compared and exchanged, one after the other, that sort any sequence: Batcher's merge exchange for any number of elements (Knuth,
 * "The Art of Computer Programming", volume 3, algorithm 5.2.2M).
 *
 * @example
 * import { sortingNetwork } from "./sorting-network.ts";
 *
 * sortingNetwork(3); // [[0, 2], [0, 1], [1, 2]]
 */
export function sortingNetwork(count: number): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  const top = 2 ** (Math.ceil(Math.log2(count)) - 1);
  for (let stride = top; stride >= 1; stride /= 2) {
    let [bound, offset, distance] = [top, 0, stride];
    for (;;) {
      for (let position = 0; position + distance < count; position++) if ((position & stride) === offset) pairs.push([position, position + distance]);
      if (bound === stride) break;
      distance = bound - stride;
      bound /= 2;
      offset = stride;
    }
  }
  return pairs;
}
