import { parentPort } from "node:worker_threads";
import { OutOfMemory } from "../state-store.ts";
import { Board } from "./board.ts";
import { Shard, type ShardSetup } from "./shard.ts";

/*
 * What a worker thread runs: one shard, to the end.
 */
parentPort?.once("message", (setup: ShardSetup) => {
  const board = new Board(setup.shape, setup.board);
  try {
    for (const _ of new Shard(setup).run());
  } catch (error) {
    if (error instanceof OutOfMemory) board.end("memory");
    else board.fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    board.arrive("left");
  }
});
