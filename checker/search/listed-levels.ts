import type { StatesByLevel } from "./level-log.ts";
import type { ListStore } from "./store/list-store.ts";

/** The levels of a search whose store lists whole states: all of them are there. */
export class ListedLevels implements StatesByLevel {
  readonly bytes = 0;
  readonly lost = false;
  readonly #store: ListStore;
  /** By level, the id of its first state. */
  readonly #starts: number[] = [];

  constructor(store: ListStore) {
    this.#store = store;
  }

  beginLevel(): void {
    this.#starts.push(this.#store.next);
  }

  append(): void {}

  *pieces(level: number, most: number): Generator<Uint8Array> {
    const { memory, words, size } = this.#store;
    const end = this.#starts[level + 1] ?? size;
    for (let id = this.#starts[level] ?? end; id < end; ) {
      const { pointer, count } = this.#store.at(id, Math.min(most, end - id));
      yield new Uint8Array(memory.buffer, pointer, count * words * 8);
      id += count;
    }
  }
}
