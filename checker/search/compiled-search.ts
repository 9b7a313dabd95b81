import { terminalEvent, type ExpandExports, type ExpandModule, type LocalSteps, type StepEvent, type StepTag } from "../compile/expand-module.ts";
import type { CompiledProperty } from "../compile/compiled-property.ts";
import type { WideSlot } from "../compile/compiled-layout.ts";
import { halfSlot } from "../compile/compiled-view.ts";
import type { Slot } from "../compile/layout.ts";
import { countTrees } from "../compile/count-trees.ts";
import type { CompiledSystem } from "../compile/compiled-system.ts";
import { passedOn } from "../compile/routes.ts";
import { WebAssembly } from "../compile/wasm/webassembly.ts";
import { AllwaysError } from "../language/error.ts";
import { judge } from "../language/judge.ts";
import type { Property, Terminal } from "../language/property.ts";
import type { CanonicalForm } from "../reduce/canonical-form.ts";
import { concretePath } from "./concrete-path.ts";
import { FailedStep } from "./failed-step.ts";
import { OpenSteps } from "./open-steps.ts";
import { Levels } from "./levels.ts";
import { LevelLog, type StatesByLevel } from "./level-log.ts";
import { ListedLevels } from "./listed-levels.ts";
import type { Move, Outcome, Path, Progress, SearchOptions, StopReason } from "./outcome.ts";
import { OutOfMemory } from "./state-store.ts";
import { Survey } from "./survey.ts";
import { CompiledWalk } from "./compiled-walk.ts";
import type { CompiledStore } from "./store/compiled-store.ts";
import { ListStore } from "./store/list-store.ts";
import { Verdicts } from "./verdicts.ts";
import type { Walker, WalkingSearch } from "./walk.ts";

/** A state that decides a property, and the level on which it is. */
interface Place {
  readonly level: number;
  readonly state: BigUint64Array;
  /** What the step from it does, if that is what decides. */
  readonly event?: StepEvent | undefined;
}

export interface CompiledOptions {
  /** Most bytes of states that are remembered by level. A larger search is done twice if it needs a path: the second time as far as the path goes. */
  readonly logged?: number | undefined;
  /** Hears of the state graph. The module has to be a labelled one, and the store a {@link ListStore}. */
  readonly walker?: Walker | undefined;
  /** Finds the one of symmetric states that is kept. The module has to be a weighted one. */
  readonly form?: CanonicalForm | undefined;
  /** Steps that are taken in passing. The module has to be one with the same. */
  readonly local?: LocalSteps | undefined;
}

/** States that are expanded at once: enough to overlap the store's cache misses, few enough to stay in the cache themselves. */
const mostStatesOfBlock = 256;
const mostLogged = 4 * 2 ** 20;
/** Blocks between two reports of progress. */
const blocksBetweenReports = 32;

/**
 * Breadth-first search by levels with generated code: a block of states is expanded into the store's buffer, the store finds what is new, and
 * the properties of the new states are judged. The same states in the same order as {@link PackedSearch}, and so the same paths.
 */
export class CompiledSearch implements WalkingSearch {
  readonly engine = "compiled";
  readonly workers = 1;
  readonly phase = "searching";
  readonly #system: CompiledSystem;
  readonly #limits: SearchOptions;
  readonly #survey: Survey | undefined;
  readonly #levels = new Levels();
  readonly #verdicts: Verdicts<Place>;
  readonly #store: CompiledStore;
  readonly #module: ExpandModule;
  readonly #code: ExpandExports;
  /** The steps that generated code must ask for, if there are any. */
  readonly #open: OpenSteps | undefined;
  readonly #makeStore: (words: number, bits: number) => CompiledStore;
  #log: StatesByLevel;
  readonly #words: number;
  readonly #stateBytes: number;
  /** What of a state's last word is the state's own: above it lies a note about steps that need not be taken. */
  readonly #ownBits: bigint;
  readonly #blockStates: number;
  /** Where events are listed, behind the successors in the store's buffer; and behind those, where each state's successors end. */
  readonly #scratch: number;
  readonly #ends: number;
  /** Where states are put to be expanded again for a path. */
  readonly #again: number;
  /** Where positions of terminal states are listed to be judged, and what is decided. */
  readonly #terminals: number;
  /** How many states those of a block stand for. */
  readonly #weights: number;
  /** Where a labelled module lists the tags of successors, whether or not anybody reads them. */
  readonly #labels: number;
  readonly #form: CanonicalForm | undefined;
  readonly #local: LocalSteps | undefined;
  /** States of the whole graph, where those that are kept stand for more. */
  #standingFor = 0n;
  /** Tells a walker of the state graph, if there is one. */
  readonly #walk: CompiledWalk | undefined;
  /** Properties of states that generated code does not judge: they have no tree, or there is no bit left for them. */
  readonly #asked: readonly CompiledProperty["property"][];
  readonly #askedAtTheEnd: readonly Terminal[];
  /** For each property that must be asked, the bits that it has ever read. */
  readonly #seen = new Map<Property, Uint32Array>();
  readonly #current: BigUint64Array;
  /** What the processes passed when they started. */
  readonly #passedAtStart: Float64Array;
  #blocks = 0;
  #transitions = 0;
  #level = 0;

  /** @param makeStore makes a store for states of some words and bits. */
  constructor(
    system: CompiledSystem,
    module: ExpandModule,
    properties: readonly Property[],
    limits: SearchOptions,
    makeStore: (words: number, bits: number) => CompiledStore,
    { logged = mostLogged, walker, form, local }: CompiledOptions = {},
  ) {
    this.#local = local;
    this.#makeStore = makeStore;
    this.#form = form;
    this.#system = system;
    this.#limits = limits;
    this.#verdicts = new Verdicts(properties);
    if (limits.statistics === true) this.#survey = surveyOf(system);
    this.#passedAtStart = new Float64Array(system.packed.sites.counters);
    this.#words = system.layout.words;
    this.#stateBytes = this.#words * 8;
    this.#store = makeStore(this.#words, system.layout.bits);
    this.#module = module;
    if (module.open) this.#open = new OpenSteps(system, module, this.#store.memory);
    this.#code = new WebAssembly.Instance<ExpandExports>(module.code, { store: { memory: this.#store.memory }, ...this.#open?.imports }).exports;
    this.#open?.listTo(this.#code);
    const judged = new Set<Property>(this.#module.judged.map(({ property }) => property));
    this.#asked = system.properties.flatMap(({ property }) => (judged.has(property) || property.kind === "terminal" || !properties.includes(property) ? [] : [property]));
    this.#askedAtTheEnd = properties.flatMap((property) => (judged.has(property) || property.kind !== "terminal" ? [] : [property]));
    this.#log = this.#store instanceof ListStore ? new ListedLevels(this.#store) : new LevelLog(this.#words, logged);
    const { note, sleepers = new Uint8Array() } = module;
    this.#ownBits = note === undefined ? -1n : (1n << BigInt(note.shift)) - 1n;
    const most = Math.max(1, this.#module.mostSuccessors);
    const bufferBytes = this.#store.capacity * this.#stateBytes - sleepers.length;
    // For each state: itself while a path is rebuilt, its successors, an event and a label for each of them and an event for itself, an end, and what is judged if it is terminal.
    this.#blockStates = Math.min(mostStatesOfBlock, Math.floor((bufferBytes - 64) / (this.#stateBytes + most * (this.#stateBytes + 12 + 4) + 12 + 4 + 12 + 8)));
    if (this.#blockStates < 1) throw new AllwaysError("AW901", "the successors of one state do not fit into the store's buffer");
    this.#scratch = this.#store.buffer + this.#blockStates * most * this.#stateBytes;
    this.#ends = this.#scratch + this.#blockStates * (most + 1) * 12;
    this.#again = Math.ceil((this.#ends + this.#blockStates * 4) / 8) * 8;
    this.#weights = this.#again + this.#blockStates * this.#stateBytes;
    this.#terminals = this.#weights + this.#blockStates * 8;
    const labels = (this.#labels = this.#terminals + this.#blockStates * 12);
    if (walker !== undefined && this.#store instanceof ListStore) this.#walk = new CompiledWalk(system, module, this.#code, this.#store, walker, { labels, ends: this.#ends, scratch: this.#scratch });
    this.#current = new BigUint64Array(this.#words);
    if (this.#code.sleepers !== undefined) {
      const rows = this.#store.buffer + bufferBytes;
      new Uint8Array(this.#store.memory.buffer).set(sleepers, rows);
      this.#code.sleepers.value = rows;
    }
  }

  *run(): Generator<Progress, StopReason | undefined> {
    let stopped: StopReason | undefined;
    try {
      yield* this.#start();
      for (let size = this.#store.nextLevel(); size > 0 && stopped === undefined; size = this.#store.nextLevel(), this.#level++) {
        this.#levels.begin(size, this.#transitions);
        if (this.#level === this.#limits.maxDepth) {
          stopped = "depth";
          break;
        }
        stopped = yield* this.#expandLevel(size);
        if (stopped !== undefined) break;
      }
      if (stopped === undefined) this.#level--;
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      stopped = "memory";
    }
    return stopped;
  }

  outcome(stopped: StopReason | undefined): Outcome {
    // Before paths are found, for that expands states again.
    const passed = passedOn(this.#passedAtStart, this.#system.routes, (route) => Number(this.#code.passes(route)) + (this.#open?.passes(route) ?? 0));
    const compiled = { ...countTrees(this.#system.processes), codeBytes: this.#module.codeBytes, ...(this.#open === undefined ? {} : { open: this.#open.statistics }) };
    return {
      passed: this.#weighted ? (this.#form?.evenedOut(passed) ?? passed) : passed,
      omissionProbability: this.#store.omissionProbability,
      statistics: this.#survey && { levels: this.#levels.sizes(this.#transitions), ...this.#survey.result, compiled },
      states: this.#states,
      transitions: this.#transitions,
      depth: this.#level,
      stopped,
      decisions: this.#verdicts.decisions(stopped === undefined, ({ state, move }) => this.#pathTo(state, move)),
      bytesPerState: this.#store.bytesPerState + this.#log.bytes / Math.max(1, this.#store.size),
    };
  }

  /** How many states are kept. */
  get stored(): number {
    return this.#store.size;
  }

  /** How many states were found, with those that the kept ones stand for. */
  get #states(): number {
    return this.#weighted ? Number(this.#standingFor) : this.#store.size;
  }

  /** Whether states count as often as there are states that they stand for. */
  get #weighted(): boolean {
    return this.#code.weights !== undefined;
  }

  /** What has been decided so far: what a complete search could still decide otherwise is not. */
  get decided(): readonly Property[] {
    return this.#verdicts.decided;
  }

  currentPath(): Path {
    const running = this.#open?.running;
    if (running !== undefined) return this.#pathTo({ level: this.#level, state: this.#stateAt(running.source >>> 0) }, this.#module.tags[running.tag] as StepTag);
    return this.#pathTo({ level: this.#level, state: this.#current.slice() }, { ...this.#system.packed.current });
  }

  /** Whether it would be quicker to run all steps, because generated code has to ask for so many. */
  get asksTooOften(): boolean {
    return this.#open?.areTooMany(this.#transitions) ?? false;
  }

  initialOf(id: number): number {
    return this.#walked.initialOf(id);
  }

  moveOf(id: number, transition: number): Move {
    this.#successorsOf(this.#walked.store.at(id, 1).pointer, 1);
    const { process, action, choice } = this.#module.tags[this.#walked.tagOf(transition)] as StepTag;
    return { process, action, choice };
  }

  pathAlong(ids: readonly number[]): Path | undefined {
    if (this.#form === undefined) return undefined;
    const states = ids.map((id) => this.#statesAt(this.#walked.store.at(id, 1).pointer, 1).slice());
    return concretePath(this.#system, states, (each) => this.#keptFor(each), this.#local, undefined);
  }

  get #walked(): CompiledWalk {
    if (this.#walk === undefined) throw new AllwaysError("AW901", "a search without a walker was asked about its graph");
    return this.#walk;
  }

  *#start(): Generator<Progress> {
    const { packed } = this.#system;
    const { buffer } = this.#store;
    const room = (this.#scratch - buffer) / this.#stateBytes;
    for (let ordinal = 0; ordinal < packed.initialChoices; ) {
      const ordinals: number[] = [];
      for (const states = this.#statesAt(buffer, room); ordinals.length < room && ordinal < packed.initialChoices; ordinal++) {
        if (!packed.initialize(ordinal)) continue;
        packed.passage.countIn(this.#passedAtStart);
        this.#system.encode(states, ordinals.length * this.#words);
        ordinals.push(ordinal);
      }
      if (ordinals.length > 0) {
        this.#code.settle?.(buffer, ordinals.length);
        this.#form?.canonicalize(this.#store.memory, buffer, ordinals.length);
        const fresh = this.#insert(ordinals.length);
        this.#walk?.started(ordinals, fresh);
        this.#judge(fresh, 0, undefined);
      }
      yield { states: this.#states, transitions: 0, depth: 0, frontier: this.#store.size };
    }
  }

  *#expandLevel(size: number): Generator<Progress, StopReason | undefined> {
    this.#log.beginLevel();
    const before = this.#store.size;
    let expanded = 0;
    for (;;) {
      const { pointer, count } = this.#store.take(this.#blockStates);
      if (count === 0) return undefined;
      this.#log.append(new Uint8Array(this.#store.memory.buffer, pointer, count * this.#stateBytes));
      const successors = this.#successorsOf(pointer, count);
      if (this.#code.events() > 0) this.#hear(this.#code.events());
      this.#transitions = Number(this.#code.transitions()) + (this.#open?.transitions ?? 0);
      const fresh = successors === 0 ? 0 : this.#insert(successors);
      this.#walk?.expanded(count, fresh);
      this.#judge(fresh, this.#level + 1, pointer);
      expanded += count;
      const limit = this.#limitReached();
      if (limit !== undefined) return limit;
      if (++this.#blocks % blocksBetweenReports === 0) yield { states: this.#states, transitions: this.#transitions, depth: this.#level, frontier: size - expanded + this.#store.size - before };
    }
  }

  /** Expand states into the buffer, those that are kept in place of their successors. @returns how many successors they have. */
  #successorsOf(states: number, count: number): number {
    if (this.#code.labels !== undefined) this.#code.labels.value = this.#labels;
    const { memory, buffer } = this.#store;
    if (this.#form !== undefined && this.#code.weights !== undefined) {
      new BigUint64Array(memory.buffer, this.#weights, count).set(this.#form.weights(this.#statesAt(states, count)));
      this.#code.weights.value = this.#weights;
    }
    const successors = (this.#code.expand(states, count, buffer, this.#scratch, this.#ends) - buffer) / this.#stateBytes;
    this.#form?.canonicalize(memory, buffer, successors);
    return successors;
  }

  /** Insert the first `count` states of the buffer. @returns how many of them are new. */
  #insert(count: number): number {
    const found = this.#store.insert(count);
    if (this.#form === undefined || !this.#weighted) return found;
    const { memory, buffer } = this.#store;
    const states = new BigUint64Array(found * this.#words);
    for (const [at, position] of new Uint32Array(memory.buffer, this.#store.fresh, found).entries()) states.set(this.#statesAt(buffer + position * this.#stateBytes, 1), at * this.#words);
    for (const weight of this.#form.weights(states)) this.#standingFor += weight;
    return found;
  }

  #limitReached(): StopReason | undefined {
    const { maxStates, stopOnViolation } = this.#limits;
    if (stopOnViolation === true && this.#verdicts.violated) return "violation";
    return maxStates !== undefined && this.#store.size > maxStates ? "states" : undefined;
  }

  /** The events of the last block: assertions that were raised, steps that must be run to know, states where no step can run. */
  #hear(count: number): void {
    const events = new Int32Array(this.#store.memory.buffer, this.#scratch, count * 3);
    const terminals: number[] = [];
    for (let at = 0; at < events.length; at += 3) {
      const [source, tag, ordinal] = [events[at] as number, events[at + 1] as number, events[at + 2] as number];
      if (ordinal === terminalEvent) {
        terminals.push(source >>> 0);
        continue;
      }
      const event = (this.#module.events[ordinal] ?? this.#open?.eventOf(ordinal)) as StepEvent;
      const place: Place = { level: this.#level, state: this.#stateAt(source >>> 0), event };
      const move = this.#module.tags[tag] as StepTag;
      const { raised } = event;
      if (raised === undefined) throw this.#failure(place, move);
      for (const assertion of this.#verdicts.open("assertion")) if (raised.includes(assertion.id)) this.#verdicts.decide(assertion, place, move);
    }
    if (terminals.length > 0) this.#judgeTerminals(terminals);
  }

  /** @param terminals the addresses of states in which no step can run. */
  #judgeTerminals(terminals: readonly number[]): void {
    const [first] = terminals as [number];
    const positions = new Uint32Array(this.#store.memory.buffer, this.#terminals, terminals.length);
    for (const [at, address] of terminals.entries()) positions[at] = (address - first) / this.#stateBytes;
    this.#judgeCompiled(this.#bits(({ kind }) => kind === "terminal"), { states: first, fresh: this.#terminals, count: terminals.length, scratch: this.#terminals + terminals.length * 4 }, this.#level);
    const { packed } = this.#system;
    for (const property of this.#askedAtTheEnd) {
      for (const address of this.#verdicts.isOpen(property) ? terminals : []) {
        const state = this.#stateAt(address);
        this.#system.decode(state, 0);
        if (!satisfied(property, packed.view.shared, packed.view.processes)) this.#verdicts.decide(property, { level: this.#level, state });
      }
    }
  }

  /** Judge the new states of the last insertion. @param source the block that they are successors of; undefined for initial states. */
  #judge(count: number, level: number, source: number | undefined): void {
    if (count === 0) return;
    if (this.#survey !== undefined) this.#show(this.#survey, count);
    const { buffer, fresh } = this.#store;
    this.#judgeCompiled(this.#bits(({ kind }) => kind !== "terminal"), { states: buffer, fresh, count, scratch: this.#scratch }, level);
    this.#ask(count, level, source);
  }

  #show(survey: Survey, count: number): void {
    const { buffer } = this.#store.memory;
    const words = new Uint32Array(buffer);
    for (const position of new Uint32Array(buffer, this.#store.fresh, count)) survey.note(words, (this.#store.buffer + position * this.#stateBytes) / 4);
  }

  /** Undecided properties, as `judge` wants them. */
  #bits(matters: (property: Property) => boolean): number {
    return this.#module.judged.reduce((bits, { property }, bit) => (matters(property) && this.#verdicts.isOpen(property) ? bits | (1 << bit) : bits), 0);
  }

  #judgeCompiled(open: number, { states, fresh, count, scratch }: { states: number; fresh: number; count: number; scratch: number }, level: number): void {
    const decided = open === 0 ? 0 : this.#code.judge(states, fresh, count, open, scratch);
    if (decided === 0) return;
    const entries = new Uint32Array(this.#store.memory.buffer, scratch, decided * 2);
    for (let at = 0; at < entries.length; at += 2) {
      const state = this.#stateAt(states + (entries[at] as number) * this.#stateBytes);
      for (const [bit, { property }] of this.#module.judged.entries()) if ((entries[at + 1] as number) & (1 << bit)) this.#verdicts.decide(property, { level, state });
    }
  }

  /**
   * Properties that no generated code judges are asked. A new state that agrees with the one before it on every bit that a property has ever read need not be: the
   * property would read the same bits, find the same, and hold as it did there.
   */
  #ask(count: number, level: number, source: number | undefined): void {
    const asked = this.#asked.filter((property) => this.#verdicts.isOpen(property));
    if (asked.length === 0) return;
    const { buffer } = this.#store.memory;
    const words = new Uint32Array(buffer);
    const fresh = new Uint32Array(buffer, this.#store.fresh, count);
    const ends = new Uint32Array(buffer, this.#ends, this.#blockStates);
    let before = 0;
    for (let at = 0; at < count; at++) {
      const address = this.#store.buffer + (fresh[at] as number) * this.#stateBytes;
      if (source !== undefined) while ((ends[before] as number) <= address) before++;
      const place = { level, address: address / 4, before: source === undefined ? undefined : (source + before * this.#stateBytes) / 4 };
      for (const property of asked) this.#askOne(property, words, place);
    }
  }

  /** @param place addresses in words of 32 bits. */
  #askOne(property: CompiledProperty["property"], words: Uint32Array, { level, address, before }: { level: number; address: number; before: number | undefined }): void {
    const { watched, view } = this.#system;
    const { state } = watched;
    let seen = this.#seen.get(property);
    if (seen === undefined) this.#seen.set(property, (seen = new Uint32Array(state.length)));
    let same = before !== undefined;
    for (let word = 0; same && word < state.length; word++) same = (((words[address + word] as number) ^ (words[(before as number) + word] as number)) & (seen[word] as number)) === 0;
    if (same) return;
    for (let word = 0; word < state.length; word++) state[word] = words[address + word] as number;
    watched.seen = seen;
    if (satisfied(property, view.shared, view.processes) === (property.kind === "reachable")) this.#verdicts.decide(property, { level, state: this.#stateAt(address * 4) });
  }

  #failure(place: Place, move: Move): FailedStep {
    const { packed } = this.#system;
    this.#system.decode(place.state, 0);
    const findPath = (): Path => this.#pathTo(place, move);
    try {
      packed.expand(packed.words.slice(), 0, { transition: () => {} });
    } catch (error) {
      return new FailedStep(findPath, "threw", error);
    }
    return new FailedStep(findPath, "nondeterministic", undefined);
  }

  /** A state without its note. */
  #stateAt(address: number): BigUint64Array {
    const state = this.#statesAt(address, 1).slice();
    this.#forgetNotes(state);
    return state;
  }

  #forgetNotes(states: BigUint64Array): void {
    if (this.#ownBits === -1n) return;
    for (let last = this.#words - 1; last < states.length; last += this.#words) states[last] = (states[last] as bigint) & this.#ownBits;
  }

  #statesAt(address: number, count: number): BigUint64Array {
    return new BigUint64Array(this.#store.memory.buffer, address, count * this.#words);
  }

  /** Walk back through the levels: the first state of the level before that has the state as a successor. */
  #pathTo({ level, state, event }: Place, last: Move | undefined): Path {
    if (this.#log.lost) this.#log = this.#searchAgain(level);
    const states = [state];
    for (let before = level - 1; before >= 0; before--) states.unshift(this.#predecessor(before, states[0] as BigUint64Array));
    if (this.#form !== undefined || this.#local !== undefined || this.#system.merged > 0) return concretePath(this.#system, states, (each) => this.#keptFor(each), this.#local, event);
    const moves = states.slice(1).map((next, position) => this.#moveBetween(states[position] as BigUint64Array, next));
    return { initial: this.#initialOf(states[0] as BigUint64Array), moves: last === undefined ? moves : [...moves, { process: last.process, action: last.action, choice: last.choice }] };
  }

  /** The state that is kept in place of another. */
  #keptFor(state: BigUint64Array): BigUint64Array {
    const settled = this.#statesAt(this.#again, 1);
    settled.set(state);
    this.#code.settle?.(this.#again, 1);
    return this.#form?.of(settled) ?? settled.slice();
  }

  /** The levels again, as far as any path needs them. */
  #searchAgain(level: number): StatesByLevel {
    const deepest = Math.max(level, ...this.#verdicts.witnesses.map(({ state }) => state.level));
    const again = new CompiledSearch(this.#system, this.#module, [], { maxDepth: deepest }, this.#makeStore, { logged: Number.POSITIVE_INFINITY, form: this.#form, local: this.#local });
    const running = again.run();
    while (running.next().done !== true);
    return again.#log;
  }

  #predecessor(level: number, target: BigUint64Array): BigUint64Array {
    for (const piece of this.#log.pieces(level, this.#blockStates)) {
      if (!this.#hasSuccessor(piece, target)) continue;
      for (let from = 0; from < piece.length; from += this.#stateBytes) {
        const one = piece.slice(from, from + this.#stateBytes);
        if (!this.#hasSuccessor(one, target)) continue;
        const found = new BigUint64Array(one.buffer);
        this.#forgetNotes(found);
        return found;
      }
    }
    throw new AllwaysError("AW901", "a state has no predecessor on the level before");
  }

  #hasSuccessor(states: Uint8Array, target: BigUint64Array): boolean {
    new Uint8Array(this.#store.memory.buffer).set(states, this.#again);
    // Here nobody may sleep: the state is asked for all that it leads to.
    this.#forgetNotes(this.#statesAt(this.#again, states.length / this.#stateBytes));
    const successors = this.#statesAt(this.#store.buffer, this.#successorsOf(this.#again, states.length / this.#stateBytes));
    this.#forgetNotes(successors);
    // Numbers of 32 bits, for there are millions of successors.
    const [found, wanted] = [successors, target].map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length * 2)) as [Uint32Array, Uint32Array];
    for (let at = 0; at < found.length; at += wanted.length) {
      let same = 0;
      while (same < wanted.length && found[at + same] === wanted[same]) same++;
      if (same === wanted.length) return true;
    }
    return false;
  }

  #moveBetween(from: BigUint64Array, to: BigUint64Array): Move {
    const { packed } = this.#system;
    this.#system.decode(to, 0);
    const target = packed.words.slice();
    this.#system.decode(from, 0);
    let found: Move | undefined;
    packed.expand(packed.words.slice(), 0, {
      transition: (process, action, choice) => {
        if (found === undefined && packed.words.every((word, position) => word === target[position])) found = { process, action, choice };
      },
    });
    if (found === undefined) throw new AllwaysError("AW901", "generated code and the steps themselves disagree");
    return found;
  }

  #initialOf(state: BigUint64Array): number {
    const { packed } = this.#system;
    const initial = new BigUint64Array(this.#words);
    for (let ordinal = 0; ordinal < packed.initialChoices; ordinal++) {
      if (!packed.initialize(ordinal)) continue;
      this.#system.encode(initial, 0);
      if (initial.every((word, position) => word === state[position])) return ordinal;
    }
    throw new AllwaysError("AW901", "the first state of a path is not an initial state");
  }
}

function satisfied(property: Extract<Property, { holds: unknown }>, shared: object, processes: object): boolean {
  return judge(property, () => (property.holds as unknown as (shared: object, processes: object) => unknown)(shared, processes));
}

function surveyOf({ packed, layout, fields }: CompiledSystem): Survey {
  const placed = new Map<Slot, Slot>(fields.map(({ slot, ordinal }) => [slot, halfSlot(layout.fields[ordinal] as WideSlot)]));
  return new Survey(
    packed.layout,
    layout.locals.map((local) => [halfSlot(local)]),
    (slot) => placed.get(slot) as Slot,
  );
}
