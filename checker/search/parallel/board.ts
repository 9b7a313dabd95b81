/** Why all shards end; `running` while they do not. */
export const endings = ["running", "complete", "states", "depth", "memory", "interrupted", "failure", "error"] as const;
export type Ending = (typeof endings)[number];

/** How large a board is. */
export interface BoardShape {
  readonly shards: number;
  /** Properties that generated code judges. */
  readonly judged: number;
  /** Events that generated code can list. */
  readonly events: number;
  /** Routes of generated code. */
  readonly routes: number;
}

/** Positions of what every shard writes, and after them a doorbell, a size, whether it sleeps, and how often its store has grown for each shard, then decisions and events. */
const word = { ending: 0, expanded: 1, drained: 2, left: 3, first: 4 } as const;
const wordsOfShard = 4;
/** What each shard counts, as numbers. */
const figure = { states: 0, transitions: 1, bytes: 2, routes: 3 } as const;
const messageBytes = 1024;

/**
 * What the shards of a search tell each other besides states, in shared memory: how far each is, what is decided, and whether to end. Words are
 * atomic; a figure has one writer, and is read for certain only behind a barrier.
 */
export class Board {
  readonly buffer: SharedArrayBuffer;
  readonly #shape: BoardShape;
  readonly #words: Int32Array;
  readonly #figures: Float64Array;
  readonly #message: Uint8Array;

  /** @param buffer of another thread's board; absent: a new one. */
  constructor(shape: BoardShape, buffer?: SharedArrayBuffer) {
    const words = Math.ceil((word.first + wordsOfShard * shape.shards + shape.judged + shape.events) / 2) * 2;
    const figures = shape.shards * (figure.routes + shape.routes);
    this.#shape = shape;
    this.buffer = buffer ?? new SharedArrayBuffer(words * 4 + figures * 8 + messageBytes);
    this.#words = new Int32Array(this.buffer, 0, words);
    this.#figures = new Float64Array(this.buffer, words * 4, figures);
    this.#message = new Uint8Array(this.buffer, words * 4 + figures * 8);
  }

  get ending(): Ending {
    return endings[Atomics.load(this.#words, word.ending)] as Ending;
  }

  /** The first ending stays. */
  end(ending: Ending): void {
    Atomics.compareExchange(this.#words, word.ending, 0, endings.indexOf(ending));
    this.ringAll();
  }

  /** End because something is broken. */
  fail(message: string): void {
    const { written } = new TextEncoder().encodeInto(message, new Uint8Array(messageBytes - 1));
    this.#message.set(new TextEncoder().encode(message).subarray(0, written));
    this.end("error");
  }

  get message(): string {
    const bytes = this.#message.slice();
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  }

  /** A shard has come to a barrier. */
  arrive(barrier: "expanded" | "drained" | "left"): void {
    Atomics.add(this.#words, word[barrier], 1);
    this.ringAll();
  }

  /** How often shards have come to a barrier, all together. */
  arrivals(barrier: "expanded" | "drained" | "left"): number {
    return Atomics.load(this.#words, word[barrier]);
  }

  /** The present value of a shard's doorbell. Take it before looking for work, and wait on it if there was none. */
  bell(shard: number): number {
    return Atomics.load(this.#words, word.first + shard);
  }

  ring(shard: number): void {
    Atomics.add(this.#words, word.first + shard, 1);
    // To wake somebody costs a system call. Who falls asleep after this look finds that the bell was rung, and does not.
    if (Atomics.load(this.#words, word.first + 2 * this.#shape.shards + shard) === 1) Atomics.notify(this.#words, word.first + shard);
  }

  ringAll(): void {
    for (let shard = 0; shard < this.#shape.shards; shard++) this.ring(shard);
  }

  /** Sleep until the doorbell is rung after it had that value, but not for long. */
  wait(shard: number, bell: number): void {
    Atomics.store(this.#words, word.first + 2 * this.#shape.shards + shard, 1);
    Atomics.wait(this.#words, word.first + shard, bell, 20);
    Atomics.store(this.#words, word.first + 2 * this.#shape.shards + shard, 0);
  }

  /** The store of a shard begins to grow. Who waits for that shard may let its own grow at the same time. */
  grow(shard: number): void {
    Atomics.add(this.#words, word.first + 3 * this.#shape.shards + shard, 1);
    this.ringAll();
  }

  /** Whether the store of another shard has grown more often. */
  isBehind(shard: number): boolean {
    const growths = (of: number): number => Atomics.load(this.#words, word.first + 3 * this.#shape.shards + of);
    for (let other = 0; other < this.#shape.shards; other++) if (growths(other) > growths(shard)) return true;
    return false;
  }

  /** How many states a shard has to expand on the next level. */
  setSize(shard: number, size: number): void {
    Atomics.store(this.#words, word.first + this.#shape.shards + shard, size | 0);
  }

  /** Of all shards. */
  get size(): number {
    let size = 0;
    for (let shard = 0; shard < this.#shape.shards; shard++) size += Atomics.load(this.#words, word.first + this.#shape.shards + shard) >>> 0;
    return size;
  }

  /** A property is decided by a state on a level. */
  decide(bit: number, level: number): void {
    Atomics.compareExchange(this.#words, this.#decisions + bit, 0, level + 1);
  }

  /** The level on which a property was first decided. */
  decided(bit: number): number | undefined {
    return levelOf(Atomics.load(this.#words, this.#decisions + bit));
  }

  /** An event has happened when a state on a level was expanded. */
  happen(event: number, level: number): void {
    Atomics.compareExchange(this.#words, this.#decisions + this.#shape.judged + event, 0, level + 1);
  }

  happened(event: number): number | undefined {
    return levelOf(Atomics.load(this.#words, this.#decisions + this.#shape.judged + event));
  }

  setFigures(shard: number, figures: Readonly<Record<"states" | "transitions" | "bytes", number>>): void {
    const at = this.#figuresOf(shard);
    for (const name of ["states", "transitions", "bytes"] as const) this.#figures[at + figure[name]] = figures[name];
  }

  setPasses(shard: number, route: number, times: number): void {
    this.#figures[this.#figuresOf(shard) + figure.routes + route] = times;
  }

  sum(name: "states" | "transitions" | "bytes"): number {
    return this.#sumAt(figure[name]);
  }

  passes(route: number): number {
    return this.#sumAt(figure.routes + route);
  }

  #sumAt(offset: number): number {
    let sum = 0;
    for (let shard = 0; shard < this.#shape.shards; shard++) sum += this.#figures[this.#figuresOf(shard) + offset] as number;
    return sum;
  }

  #figuresOf(shard: number): number {
    return shard * (figure.routes + this.#shape.routes);
  }

  get #decisions(): number {
    return word.first + wordsOfShard * this.#shape.shards;
  }
}

function levelOf(word: number): number | undefined {
  return word === 0 ? undefined : word - 1;
}
