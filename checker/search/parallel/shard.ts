import { terminalEvent, type ExpandExports } from "../../compile/expand-module.ts";
import type { NoteSlot } from "../../compile/state-code.ts";
import { WebAssembly, type Module } from "../../compile/wasm/webassembly.ts";
import { AllwaysError } from "../../language/error.ts";
import { OutOfMemory } from "../state-store.ts";
import type { CompiledStore } from "../store/compiled-store.ts";
import { storeFor, type StoreForm } from "../store/store-for.ts";
import { Board, type BoardShape } from "./board.ts";
import { Channel } from "./channel.ts";
import type { Resident } from "./domicile.ts";
import { Router } from "./router.ts";

/** What a shard needs to know; all of it can be posted to a thread. */
export interface ShardSetup {
  readonly shard: number;
  readonly shape: BoardShape;
  readonly board: SharedArrayBuffer;
  /** By sender, then by receiver; none from a shard to itself. */
  readonly channels: readonly (readonly (SharedArrayBuffer | undefined)[])[];
  readonly words: number;
  readonly bits: number;
  readonly expand: Module;
  readonly mostSuccessors: number;
  readonly note: NoteSlot | undefined;
  readonly residents: readonly Resident[];
  readonly sleepers: Uint8Array;
  /** Properties of every state, and those of states in which no step can run, as `judge` wants them. */
  readonly invariants: number;
  readonly terminals: number;
  /** By event: whether the step is not known, so that it must have failed. */
  readonly failing: readonly boolean[];
  readonly maxDepth: number;
  readonly maxBytes: number;
  readonly form: StoreForm;
}

/** States that are expanded at once. */
const mostStatesOfBlock = 512;
/** States that fit into the store's buffer: what is inserted, and behind it what is expanded and sorted. */
const capacity = 1 << 16;
/** States that have to wait before it is worth looking after them in the middle of a level. */
const worthDraining = 512;

/**
 * One part of a search: the states that the router gives to it, with a store and a queue of its own, level by level together with the other
 * shards. Which shard a state belongs to is a matter of the state, so every state is stored once; all states of a level are known before the next begins.
 */
export class Shard {
  readonly #setup: ShardSetup;
  readonly #board: Board;
  readonly #incoming: readonly { readonly from: number; readonly channel: Channel }[];
  readonly #outgoing: readonly (Channel | undefined)[];
  readonly #store: CompiledStore;
  readonly #code: ExpandExports;
  readonly #router: Router;
  readonly #stateBytes: number;
  readonly #blockStates: number;
  /** The most states that are inserted, expanded or sorted at once. */
  readonly #most: number;
  /** Where successors are written: those that are known to belong to this shard, and those that must be sorted. */
  readonly #home: number;
  readonly #successors: number;
  readonly #events: number;
  readonly #ends: number;
  readonly #judgement: number;
  #transitions = 0;
  /** The level of states that are inserted, and that of states that were expanded last. */
  #level = 0;
  #depth = 0;

  /** @throws OutOfMemory if there is not even memory to begin with. */
  constructor(setup: ShardSetup) {
    const { shard, shape, words, bits, mostSuccessors } = setup;
    this.#setup = setup;
    this.#board = new Board(shape, setup.board);
    this.#outgoing = (setup.channels[shard] ?? []).map((buffer) => (buffer === undefined ? undefined : new Channel(words, buffer)));
    this.#incoming = setup.channels.flatMap((row, from) => {
      const buffer = row[shard];
      return buffer === undefined ? [] : [{ from, channel: new Channel(words, buffer) }];
    });
    this.#store = storeFor(words, bits, { capacity, maxBytes: setup.maxBytes, growing: () => this.#board.grow(shard) }, setup.form);
    const { memory, buffer } = this.#store;
    this.#code = new WebAssembly.Instance<ExpandExports>(setup.expand, { store: { memory } }).exports;
    this.#stateBytes = words * 8;
    const most = Math.max(1, mostSuccessors);
    const routing = { words, ownBits: setup.note === undefined ? 64 : setup.note.shift, residents: setup.residents, shards: shape.shards, shard };
    // For each state: its successors inserted, at home, unsorted and sorted, an event for each, an end, and what is judged of it.
    const each = most * (3 * this.#stateBytes + 12) + Router.bytes(routing, most) - Router.bytes(routing, 0) + 12 + 4 + 12;
    this.#blockStates = Math.min(mostStatesOfBlock, Math.floor((capacity * this.#stateBytes - Router.bytes(routing, 0) - setup.sleepers.length - 64) / each));
    if (this.#blockStates < 1) throw new AllwaysError("AW901", "the successors of one state do not fit into the store's buffer");
    this.#most = this.#blockStates * most;
    this.#home = buffer + this.#most * this.#stateBytes;
    this.#successors = this.#home + this.#most * this.#stateBytes;
    const sorted = this.#successors + this.#most * this.#stateBytes;
    this.#events = sorted + Router.bytes(routing, this.#most);
    this.#ends = this.#events + (this.#most + this.#blockStates) * 12;
    this.#judgement = this.#ends + this.#blockStates * 4;
    this.#router = new Router(memory, routing, this.#most, sorted);
    if (this.#code.sleepers !== undefined) {
      const rows = buffer + capacity * this.#stateBytes - setup.sleepers.length;
      new Uint8Array(memory.buffer).set(setup.sleepers, rows);
      this.#code.sleepers.value = rows;
    }
  }

  /** The last level that was looked at. */
  get depth(): number {
    return this.#depth;
  }

  /** Where initial states are written before they are {@link inject}ed, and how many at a time. */
  get initial(): { readonly states: BigUint64Array; readonly most: number } {
    return { states: new BigUint64Array(this.#store.memory.buffer, this.#successors, this.#most * this.#setup.words), most: this.#most };
  }

  /** Route initial states, and insert those of this shard. */
  *inject(count: number): Generator<void> {
    yield* this.#route(this.#home, this.#successors + count * this.#stateBytes);
  }

  /**
   * Take part in the search until it ends. Yields where others may have their turn.
   *
   * @param start makes the initial states, on one of the shards.
   */
  *run(start: () => Generator<void> = function* () {}): Generator<void> {
    try {
      yield* start();
      for (let times = 1; yield* this.#finishLevel(times); times++) {
        if (this.#level === this.#setup.maxDepth) return this.#board.end("depth");
        this.#depth = this.#level++;
        yield* this.#expandLevel();
      }
    } catch (error) {
      if (error instanceof OutOfMemory) this.#board.end("memory");
      else this.#board.fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
    } finally {
      // Another shard may have said so first.
      if (this.#board.ending === "depth") this.#depth = this.#setup.maxDepth;
      this.#report();
      for (let route = 0; route < this.#setup.shape.routes; route++) this.#board.setPasses(this.#setup.shard, route, Number(this.#code.passes(route)));
    }
  }

  *#expandLevel(): Generator<void> {
    for (;;) {
      if (this.#board.ending !== "running") return;
      if (this.#incoming.some(({ channel }) => channel.waiting >= worthDraining)) this.#drain();
      const { pointer, count } = this.#store.take(this.#blockStates);
      if (count === 0) return;
      const { apart } = this.#code;
      if (apart !== undefined) apart.value = this.#successors;
      const home = this.#code.expand(pointer, count, this.#home, this.#events, this.#ends);
      this.#hear(this.#code.events());
      this.#transitions = Number(this.#code.transitions());
      yield* this.#route(home, Number(apart?.value ?? this.#successors));
      this.#report();
      yield;
    }
  }

  /**
   * Give every successor to its shard.
   *
   * @param home where those end that are known to belong to this shard.
   * @param end where those end of which it is not known.
   */
  *#route(home: number, end: number): Generator<void> {
    const { shard, words } = this.#setup;
    const { memory, buffer } = this.#store;
    const sorted = this.#router.route(this.#successors, end, buffer);
    const own = sorted[shard]?.count ?? 0;
    // Those of the first processes come first: a state that a later process has found lets more of them sleep.
    new Uint8Array(memory.buffer).copyWithin(buffer + own * this.#stateBytes, this.#home, home);
    this.#insert(own + (home - this.#home) / this.#stateBytes);
    for (const [to, { address, count }] of sorted.entries()) {
      for (let sent = to === shard ? count : 0; sent < count; ) {
        const bell = this.#board.bell(shard);
        // The memory may have grown, so its buffer may be another one.
        const written = this.#outgoing[to]?.write(new BigUint64Array(this.#store.memory.buffer, address + sent * this.#stateBytes, (count - sent) * words)) ?? 0;
        sent += written;
        if (written > 0) this.#board.ring(to);
        else if (!this.#drain()) {
          if (this.#board.ending !== "running") return;
          if (this.#growWithOthers()) continue;
          this.#board.wait(shard, bell);
          yield;
        }
      }
    }
  }

  /** Who waits for a shard whose store grows lets its own grow meanwhile, if it will have to soon. @returns whether it did. */
  #growWithOthers(): boolean {
    return this.#board.isBehind(this.#setup.shard) && this.#store.growAhead?.() === true;
  }

  /** Insert what others have sent. @returns whether there was anything. */
  #drain(): boolean {
    let some = false;
    for (const { from, channel } of this.#incoming) {
      while (channel.waiting > 0) {
        const count = channel.read(new BigUint64Array(this.#store.memory.buffer, this.#store.buffer, this.#most * this.#setup.words));
        this.#board.ring(from);
        this.#insert(count);
        some = true;
      }
    }
    return some;
  }

  /**
   * The level is complete when all shards have expanded their part of it, and nothing is under way.
   *
   * @returns whether there is another level.
   */
  *#finishLevel(times: number): Generator<void, boolean> {
    const { shard } = this.#setup;
    this.#board.arrive("expanded");
    for (;;) {
      const bell = this.#board.bell(shard);
      // In this order: what was sent before the last shard arrived is found by looking after it has.
      const expanded = this.#board.arrivals("expanded") >= times * this.#setup.shape.shards;
      const some = this.#drain();
      if (this.#board.ending !== "running") return false;
      if (some) continue;
      if (expanded) break;
      if (this.#growWithOthers()) continue;
      this.#board.wait(shard, bell);
      yield;
    }
    this.#report();
    this.#board.setSize(shard, this.#store.nextLevel());
    this.#board.arrive("drained");
    for (;;) {
      const bell = this.#board.bell(shard);
      if (this.#board.ending !== "running") return false;
      if (this.#board.arrivals("drained") >= times * this.#setup.shape.shards) break;
      this.#board.wait(shard, bell);
      yield;
    }
    if (this.#board.size > 0) return true;
    this.#board.end("complete");
    return false;
  }

  /** Insert states that lie in the store's buffer, and judge those that are new. */
  #insert(count: number): void {
    if (count === 0) return;
    const fresh = this.#store.insert(count);
    if (fresh > 0) this.#judge(this.#store.buffer, this.#store.fresh, fresh, this.#setup.invariants, this.#level);
  }

  /** Assertions that were raised, steps that are not known, and states in which no step can run. */
  #hear(count: number): void {
    if (count === 0) return;
    const [block, terminals]: [number, number[]] = [this.#level - 1, []];
    const events = new Int32Array(this.#store.memory.buffer, this.#events, count * 3);
    for (let at = 0; at < events.length; at += 3) {
      const event = events[at + 2] as number;
      if (event === terminalEvent) terminals.push((events[at] as number) >>> 0);
      else if (this.#setup.failing[event] === true) this.#board.end("failure");
      else this.#board.happen(event, block);
    }
    const [first] = terminals;
    if (first === undefined) return;
    const positions = new Uint32Array(this.#store.memory.buffer, this.#judgement, terminals.length);
    for (const [at, address] of terminals.entries()) positions[at] = (address - first) / this.#stateBytes;
    this.#judge(first, this.#judgement, terminals.length, this.#setup.terminals, block);
  }

  /** What is decided already is judged again, until the level is over. */
  #judge(states: number, positions: number, count: number, properties: number, level: number): void {
    const { judged } = this.#setup.shape;
    let open = properties;
    for (let bit = 0; bit < judged; bit++) if (this.#board.decided(bit) !== undefined) open &= ~(1 << bit);
    if (open === 0) return;
    const scratch = positions === this.#judgement ? this.#judgement + count * 4 : this.#events;
    const decided = this.#code.judge(states, positions, count, open, scratch);
    if (decided === 0) return;
    const entries = new Uint32Array(this.#store.memory.buffer, scratch, decided * 2);
    for (let at = 1; at < entries.length; at += 2) for (let bit = 0; bit < judged; bit++) if ((entries[at] as number) & (1 << bit)) this.#board.decide(bit, level);
  }

  #report(): void {
    const { size, bytesPerState } = this.#store;
    this.#board.setFigures(this.#setup.shard, { states: size, transitions: this.#transitions, bytes: size * bytesPerState });
  }
}
