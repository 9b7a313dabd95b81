import { expect, test } from "vitest";
import { Board } from "../../../checker/search/parallel/board.ts";

test("a shard is behind while the store of another has grown more often", () => {
  const shape = { shards: 3, judged: 1, events: 1, routes: 1 };
  const board = new Board(shape);
  const others = new Board(shape, board.buffer);
  expect([0, 1, 2].map((shard) => board.isBehind(shard))).toEqual([false, false, false]);
  others.grow(1);
  expect([0, 1, 2].map((shard) => board.isBehind(shard))).toEqual([true, false, true]);
  board.grow(0);
  expect([0, 1, 2].map((shard) => board.isBehind(shard))).toEqual([false, false, true]);
});
