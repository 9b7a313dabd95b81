/** The states of a search by level: what a counterexample is rebuilt from, without a parent for each state. */
export interface StatesByLevel {
  /** Of memory that nothing else needs. */
  readonly bytes: number;
  /** True if they are not known any more: the levels that somebody asks for have to be searched again. */
  readonly lost: boolean;
  beginLevel(): void;
  /** Append whole states to the current level. */
  append(states: Uint8Array): void;
  /** The states of a level, in pieces of at most `most` states. */
  pieces(level: number, most: number): Generator<Uint8Array>;
}

/**
 * States as bytes, in the order of their discovery, by level. A log that outgrows its limit is thrown away.
 */
export class LevelLog implements StatesByLevel {
  readonly #limit: number;
  #lost = false;
  readonly #stateBytes: number;
  readonly #chunks: Uint8Array[] = [];
  readonly #chunkStates: number;
  /** By level, the position of its first state. */
  readonly #starts: number[] = [];
  #size = 0;

  /** @param words of 64 bits in a state. @param limit in bytes. */
  constructor(words: number, limit: number) {
    this.#limit = limit;
    this.#stateBytes = words * 8;
    this.#chunkStates = 1 << 14;
  }

  get bytes(): number {
    return this.#chunks.length * this.#chunkStates * this.#stateBytes;
  }

  get lost(): boolean {
    return this.#lost;
  }

  beginLevel(): void {
    this.#starts.push(this.#size);
  }

  append(states: Uint8Array): void {
    if (this.#lost || this.bytes + states.length > this.#limit) {
      this.#lost = true;
      this.#chunks.length = 0;
      return;
    }
    for (let from = 0; from < states.length; ) {
      const place = this.#size % this.#chunkStates;
      if (place === 0 && this.#size / this.#chunkStates === this.#chunks.length) this.#chunks.push(new Uint8Array(this.#chunkStates * this.#stateBytes));
      const bytes = Math.min(states.length - from, (this.#chunkStates - place) * this.#stateBytes);
      (this.#chunks.at(-1) as Uint8Array).set(states.subarray(from, from + bytes), place * this.#stateBytes);
      from += bytes;
      this.#size += bytes / this.#stateBytes;
    }
  }

  *pieces(level: number, most: number): Generator<Uint8Array> {
    const end = this.#starts[level + 1] ?? this.#size;
    for (let position = this.#starts[level] ?? this.#size; position < end; ) {
      const place = position % this.#chunkStates;
      const states = Math.min(most, end - position, this.#chunkStates - place);
      const chunk = this.#chunks[Math.floor(position / this.#chunkStates)] as Uint8Array;
      yield chunk.subarray(place * this.#stateBytes, (place + states) * this.#stateBytes);
      position += states;
    }
  }
}
