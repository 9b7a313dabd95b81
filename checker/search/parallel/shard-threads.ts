import { Worker } from "node:worker_threads";
import type { ShardSetup } from "./shard.ts";

/** Threads for shards. To start one takes as long as to search some hundred thousand states, so they are best started before they are needed. */
export class ShardThreads {
  readonly #workers: readonly Worker[];

  /** @param file what they run. */
  constructor(count: number, file: URL = new URL("shard-thread.js", import.meta.url)) {
    this.#workers = Array.from({ length: count }, () => new Worker(file));
    // A program that does not wait for a search is not kept alive by it.
    for (const each of this.#workers) each.unref();
  }

  get count(): number {
    return this.#workers.length;
  }

  /** Let each run a shard, all but the first one. */
  begin(setup: Omit<ShardSetup, "shard">): void {
    for (const [position, each] of this.#workers.entries()) each.postMessage({ ...setup, shard: position + 1 } satisfies ShardSetup, []);
  }

  end(): void {
    for (const each of this.#workers) void each.terminate();
  }
}
