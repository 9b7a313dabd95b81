import type { CompiledSystem } from "../compile/compiled-system.ts";
import { expandModule, terminalEvent, type ExpandExports, type ExpandModule, type StepTag } from "../compile/expand-module.ts";
import { WebAssembly, type Memory } from "../compile/wasm/webassembly.ts";
import { judge } from "../language/judge.ts";
import type { Invariant } from "../language/property.ts";
import type { Move, Outcome, Path, Progress, SearchLimits, StopReason } from "./outcome.ts";
import { OutOfMemory, StateStore } from "./state-store.ts";
import { Announcer, type Walker, type WalkingSearch } from "./walk.ts";

/** States that are expanded at once. */
const blockStates = 128;
/** Blocks between two reports of progress. */
const blocksBetweenReports = 16;

/** Places for states that were looked up a moment ago: so many that they stay in the cache. */
const recentBits = 14;

/** Thrown where generated code does not know what a step does: such a system is walked by running its steps. */
export class UnknownStep extends Error {}

/**
 * Walks the state graph with generated code. The visited set of a compiled search has no ids; so this one keeps whole states, in the order of their discovery. It decides no
 * properties: that is better left to a search beside it.
 */
export class CompiledWalk implements WalkingSearch {
  readonly engine = "compiled";
  readonly phase = "searching";
  readonly workers = 1;
  readonly #system: CompiledSystem;
  readonly #walker: Walker;
  readonly #announcer: Announcer;
  readonly #limits: SearchLimits;
  readonly #module: ExpandModule;
  readonly #code: ExpandExports;
  readonly #memory: Memory;
  readonly #store: StateStore;
  readonly #state: Uint32Array;
  /** States that were looked up, each followed by its id plus 1. */
  readonly #recent: Uint32Array;
  /** Byte addresses: the states that are expanded, their successors, where those of each state end, their tags, which of them are new, and what generated code lists. */
  readonly #source = 0;
  readonly #out: number;
  readonly #ends: number;
  readonly #labels: number;
  readonly #fresh: number;
  readonly #scratch: number;
  readonly #initial: number[] = [];
  readonly #passedAtStart: Float64Array;
  /** For each predicate that generated code judges, its bit there. */
  readonly #judged: ReadonlyMap<Invariant, number>;
  #transitions = 0;
  #depth = 0;

  constructor(system: CompiledSystem, limits: SearchLimits, walker: Walker) {
    this.#system = system;
    this.#walker = walker;
    this.#announcer = new Announcer(walker);
    this.#limits = limits;
    this.#module = expandModule(system, { labelled: true });
    const stateBytes = system.layout.words * 8;
    const most = blockStates * Math.max(1, this.#module.mostSuccessors);
    this.#out = blockStates * stateBytes;
    this.#ends = this.#out + most * stateBytes;
    this.#labels = this.#ends + blockStates * 4;
    this.#fresh = this.#labels + most * 4;
    this.#scratch = this.#fresh + most * 4;
    const bytes = this.#scratch + (most + blockStates) * 12;
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) });
    this.#code = new WebAssembly.Instance<ExpandExports>(this.#module.code, { store: { memory: this.#memory } }).exports;
    this.#store = new StateStore(system.layout.words * 2, limits.maxBytes);
    this.#state = new Uint32Array(system.layout.words * 2);
    this.#recent = new Uint32Array((this.#state.length + 1) << recentBits);
    this.#passedAtStart = new Float64Array(system.packed.sites.counters);
    this.#judged = new Map(this.#module.judged.map(({ property }, bit) => [property as Invariant, bit]));
  }

  /** @throws UnknownStep */
  *run(): Generator<Progress, StopReason | undefined> {
    try {
      this.#start();
      let levelEnd = this.#store.size;
      let block = 0;
      for (let next = 0; next < this.#store.size; ) {
        if (next === levelEnd) {
          levelEnd = this.#store.size;
          this.#depth++;
        }
        if (this.#depth === this.#limits.maxDepth) return "depth";
        const count = Math.min(blockStates, levelEnd - next);
        this.#expand(next, count);
        next += count;
        if (this.#limits.maxStates !== undefined && this.#store.size > this.#limits.maxStates) return "states";
        if (++block % blocksBetweenReports === 0) yield { states: this.#store.size, transitions: this.#transitions, depth: this.#depth, frontier: this.#store.size - next };
      }
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      return "memory";
    }
    return undefined;
  }

  outcome(stopped: StopReason | undefined): Outcome {
    const passed = [...this.#passedAtStart];
    for (const [route, counters] of this.#system.routes.entries()) {
      const times = Number(this.#code.passes(route));
      for (const counter of counters) passed[counter] = (passed[counter] as number) + times;
    }
    return { states: this.#store.size, transitions: this.#transitions, depth: this.#depth, stopped, decisions: [], bytesPerState: this.#store.bytesPerState, passed, statistics: undefined, omissionProbability: undefined };
  }

  /** Generated code does not hang. */
  currentPath(): Path | undefined {
    return undefined;
  }

  initialOf(id: number): number {
    return this.#initial[id] as number;
  }

  moveOf(id: number, transition: number): Move {
    this.#successorsOf(id, 1);
    const { process, action, choice } = this.#module.tags[new Int32Array(this.#memory.buffer, this.#labels)[transition] as number] as StepTag;
    return { process, action, choice };
  }

  #start(): void {
    const { packed } = this.#system;
    const state = new BigUint64Array(this.#system.layout.words);
    for (let ordinal = 0; ordinal < packed.initialChoices; ordinal++) {
      if (!packed.initialize(ordinal)) continue;
      packed.passage.countIn(this.#passedAtStart);
      this.#system.encode(state, 0);
      this.#state.set(new Uint32Array(state.buffer));
      const id = this.#store.add(this.#state, 0);
      if (id < 0) continue;
      this.#initial[id] = ordinal;
      new BigUint64Array(this.#memory.buffer, this.#out).set(state);
      this.#announce([0], true);
    }
  }

  /** Expand states with neighbouring ids into the buffer. Returns how many successors they have. */
  #successorsOf(first: number, count: number): number {
    const length = this.#state.length;
    const words = new Uint32Array(this.#memory.buffer);
    for (let at = 0; at < count; at++) {
      const chunk = this.#store.chunkOf(first + at);
      const offset = this.#store.offsetOf(first + at);
      for (let word = 0; word < length; word++) words[at * length + word] = chunk[offset + word] as number;
    }
    (this.#code.labels as { value: number }).value = this.#labels;
    const end = this.#code.expand(this.#source, count, this.#out, this.#scratch, this.#ends);
    return (end - this.#out) / (length * 4);
  }

  #expand(first: number, count: number): void {
    const successors = this.#successorsOf(first, count);
    this.#hear(this.#code.events());
    const length = this.#state.length;
    const words = new Uint32Array(this.#memory.buffer);
    const labels = new Int32Array(this.#memory.buffer, this.#labels, successors);
    const ends = new Uint32Array(this.#memory.buffer, this.#ends, count);
    const { tags } = this.#module;
    const { locations } = this.#system;
    const fresh: number[] = [];
    let successor = 0;
    for (let at = 0; at < count; at++) {
      this.#walker.expanding();
      const end = ((ends[at] as number) - this.#out) / (length * 4);
      for (; successor < end; successor++) {
        const size = this.#store.size;
        const id = this.#idOf(words, this.#out / 4 + successor * length);
        if (id === size) fresh.push(successor);
        const { process, local, action } = tags[labels[successor] as number] as StepTag;
        this.#walker.transition(process, locations[process]?.[local] as number, action, id);
      }
    }
    this.#transitions += successors;
    if (fresh.length > 0) this.#announce(fresh, false);
  }

  /** The id of a state, by its address in words; a new one if it is new. Half of the states were looked up a moment ago, and are found without a miss of the cache. */
  #idOf(words: Uint32Array, address: number): number {
    const length = this.#state.length;
    const recent = this.#recent;
    let hash = 0;
    for (let word = 0; word < length; word++) hash = Math.imul(hash ^ (words[address + word] as number), 0x9e3779b1);
    const place = (hash >>> (32 - recentBits)) * (length + 1);
    let same = recent[place + length] !== 0;
    for (let word = 0; same && word < length; word++) same = recent[place + word] === words[address + word];
    if (same) return (recent[place + length] as number) - 1;
    for (let word = 0; word < length; word++) this.#state[word] = recent[place + word] = words[address + word] as number;
    const added = this.#store.add(this.#state, 0);
    const id = added < 0 ? -1 - added : added;
    recent[place + length] = id + 1;
    return id;
  }

  /** @throws UnknownStep if the code has met one. */
  #hear(events: number): void {
    const listed = new Int32Array(this.#memory.buffer, this.#scratch, events * 3);
    for (let at = 2; at < listed.length; at += 3) {
      const ordinal = listed[at] as number;
      if (ordinal !== terminalEvent && this.#module.events[ordinal]?.raised === undefined) throw new UnknownStep("a step that was not recorded");
    }
  }

  /** Tell of new states, by their positions in the buffer. */
  #announce(positions: readonly number[], initial: boolean): void {
    const { buffer } = this.#memory;
    new Uint32Array(buffer, this.#fresh).set(positions);
    const all = this.#judged.size === 32 ? -1 : (1 << this.#judged.size) - 1;
    const untrue = all === 0 ? 0 : this.#code.judge(this.#out, this.#fresh, positions.length, all, this.#scratch);
    const listed = new Uint32Array(buffer, this.#scratch, untrue * 2);
    let next = 0;
    for (const position of positions) {
      const wrong = listed[next * 2] === position && next < untrue ? (listed[next++ * 2 + 1] as number) : 0;
      this.#announcer.found((predicate) => {
        const bit = this.#judged.get(predicate);
        return bit === undefined ? this.#ask(predicate, position) : ((wrong >>> bit) & 1) === 0;
      }, initial);
    }
  }

  /** Ask a predicate that has no code. */
  #ask(predicate: Invariant, position: number): boolean {
    const { watched, view } = this.#system;
    watched.state.set(new Uint32Array(this.#memory.buffer, this.#out + position * this.#state.length * 4, this.#state.length));
    return judge(predicate, () => (predicate.holds as unknown as (shared: object, processes: object) => unknown)(view.shared, view.processes));
  }
}
