import { terminalEvent, type ExpandExports, type ExpandModule, type LocalSteps, type StepEvent, type StepTag } from "../compile/expand-module.ts";
import type { WideSlot } from "../compile/compiled-layout.ts";
import { halfSlot } from "../compile/compiled-view.ts";
import type { Slot } from "../compile/layout.ts";
import { countTrees } from "../compile/count-trees.ts";
import type { CompiledSystem } from "../compile/compiled-system.ts";
import { passedOn } from "../compile/routes.ts";
import { AllwaysError } from "../language/error.ts";
import type { Property } from "../language/property.ts";
import type { CanonicalForm } from "../reduce/canonical-form.ts";
import { AskedProperties } from "./asked-properties.ts";
import { Expander } from "./expander.ts";
import { FailedStep } from "./failed-step.ts";
import { Levels } from "./levels.ts";
import { LevelLog, type StatesByLevel } from "./level-log.ts";
import { LevelPaths, type Place } from "./level-paths.ts";
import { ListedLevels } from "./listed-levels.ts";
import type { Move, Outcome, Path, Progress, SearchOptions, StopReason } from "./outcome.ts";
import { OutOfMemory } from "./state-store.ts";
import { Survey } from "./survey.ts";
import { CompiledWalk } from "./compiled-walk.ts";
import type { CompiledStore } from "./store/compiled-store.ts";
import { ListStore } from "./store/list-store.ts";
import { Verdicts } from "./verdicts.ts";
import type { Walker, WalkingSearch } from "./walk.ts";

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
  readonly #module: ExpandModule;
  readonly #makeStore: (words: number, bits: number) => CompiledStore;
  readonly #store: CompiledStore;
  readonly #expander: Expander;
  readonly #code: ExpandExports;
  readonly #paths: LevelPaths;
  #log: StatesByLevel;
  readonly #form: CanonicalForm | undefined;
  readonly #local: LocalSteps | undefined;
  /** States of the whole graph, where those that are kept stand for more. */
  #standingFor = 0n;
  /** Tells a walker of the state graph, if there is one. */
  readonly #walk: CompiledWalk | undefined;
  readonly #asked: AskedProperties;
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
    this.#module = module;
    this.#verdicts = new Verdicts(properties);
    if (limits.statistics === true) this.#survey = surveyOf(system);
    this.#passedAtStart = new Float64Array(system.packed.sites.counters);
    const store = (this.#store = makeStore(system.layout.words, system.layout.bits));
    const expander = (this.#expander = new Expander(system, module, store, form));
    this.#code = expander.code;
    this.#paths = new LevelPaths(system, expander, local);
    this.#log = store instanceof ListStore ? new ListedLevels(store) : new LevelLog(expander.words, logged);
    this.#asked = new AskedProperties(system, module, properties, expander, this.#verdicts);
    if (walker !== undefined && store instanceof ListStore) this.#walk = new CompiledWalk(system, module, this.#code, store, walker, expander);
    this.#current = new BigUint64Array(expander.words);
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
    const passed = passedOn(this.#passedAtStart, this.#system.routes, (route) => Number(this.#code.passes(route)) + (this.#expander.open?.passes(route) ?? 0));
    const compiled = { ...countTrees(this.#system.processes), codeBytes: this.#module.codeBytes, ...(this.#expander.open === undefined ? {} : { open: this.#expander.open.statistics }) };
    return {
      passed: this.#expander.weighted ? (this.#form?.evenedOut(passed) ?? passed) : passed,
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
    return this.#expander.weighted ? Number(this.#standingFor) : this.#store.size;
  }

  /** What has been decided so far: what a complete search could still decide otherwise is not. */
  get decided(): readonly Property[] {
    return this.#verdicts.decided;
  }

  currentPath(): Path {
    const running = this.#expander.open?.running;
    if (running !== undefined) return this.#pathTo({ level: this.#level, state: this.#expander.stateAt(running.source >>> 0) }, this.#module.tags[running.tag] as StepTag);
    return this.#pathTo({ level: this.#level, state: this.#current.slice() }, { ...this.#system.packed.current });
  }

  /** Whether it would be quicker to run all steps, because generated code has to ask for so many. */
  get asksTooOften(): boolean {
    return this.#expander.open?.areTooMany(this.#transitions) ?? false;
  }

  initialOf(id: number): number {
    return this.#walked.initialOf(id);
  }

  moveOf(id: number, transition: number): Move {
    this.#expander.successorsOf(this.#walked.store.at(id, 1).pointer, 1);
    const { process, action, choice } = this.#module.tags[this.#walked.tagOf(transition)] as StepTag;
    return { process, action, choice };
  }

  pathAlong(ids: readonly number[]): Path | undefined {
    if (this.#form === undefined) return undefined;
    const states = ids.map((id) => this.#expander.statesAt(this.#walked.store.at(id, 1).pointer, 1).slice());
    return this.#paths.along(states, undefined);
  }

  get #walked(): CompiledWalk {
    if (this.#walk === undefined) throw new AllwaysError("AW901", "a search without a walker was asked about its graph");
    return this.#walk;
  }

  *#start(): Generator<Progress> {
    const { packed } = this.#system;
    const { buffer } = this.#store;
    const { room } = this.#expander;
    for (let ordinal = 0; ordinal < packed.initialChoices; ) {
      const ordinals: number[] = [];
      for (const states = this.#expander.statesAt(buffer, room); ordinals.length < room && ordinal < packed.initialChoices; ordinal++) {
        if (!packed.initialize(ordinal)) continue;
        packed.passage.countIn(this.#passedAtStart);
        this.#system.encode(states, ordinals.length * this.#expander.words);
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
      const { pointer, count } = this.#store.take(this.#expander.blockStates);
      if (count === 0) return undefined;
      this.#log.append(new Uint8Array(this.#store.memory.buffer, pointer, count * this.#expander.stateBytes));
      const successors = this.#expander.successorsOf(pointer, count);
      if (this.#code.events() > 0) this.#hear(this.#code.events());
      this.#transitions = Number(this.#code.transitions()) + (this.#expander.open?.transitions ?? 0);
      const fresh = successors === 0 ? 0 : this.#insert(successors);
      this.#walk?.expanded(count, fresh);
      this.#judge(fresh, this.#level + 1, pointer);
      expanded += count;
      const limit = this.#limitReached();
      if (limit !== undefined) return limit;
      if (++this.#blocks % blocksBetweenReports === 0) yield { states: this.#states, transitions: this.#transitions, depth: this.#level, frontier: size - expanded + this.#store.size - before };
    }
  }

  /** Insert the first `count` states of the buffer. @returns how many of them are new. */
  #insert(count: number): number {
    const found = this.#store.insert(count);
    if (this.#form === undefined || !this.#expander.weighted) return found;
    const { memory, buffer } = this.#store;
    const states = new BigUint64Array(found * this.#expander.words);
    for (const [at, position] of new Uint32Array(memory.buffer, this.#store.fresh, found).entries()) states.set(this.#expander.statesAt(buffer + position * this.#expander.stateBytes, 1), at * this.#expander.words);
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
    const events = new Int32Array(this.#store.memory.buffer, this.#expander.scratch, count * 3);
    const terminals: number[] = [];
    for (let at = 0; at < events.length; at += 3) {
      const [source, tag, ordinal] = [events[at] as number, events[at + 1] as number, events[at + 2] as number];
      if (ordinal === terminalEvent) {
        terminals.push(source >>> 0);
        continue;
      }
      const event = (this.#module.events[ordinal] ?? this.#expander.open?.eventOf(ordinal)) as StepEvent;
      const place: Place = { level: this.#level, state: this.#expander.stateAt(source >>> 0), event };
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
    const positions = new Uint32Array(this.#store.memory.buffer, this.#expander.terminals, terminals.length);
    for (const [at, address] of terminals.entries()) positions[at] = (address - first) / this.#expander.stateBytes;
    this.#judgeCompiled(this.#bits(({ kind }) => kind === "terminal"), { states: first, fresh: this.#expander.terminals, count: terminals.length, scratch: this.#expander.terminals + terminals.length * 4 }, this.#level);
    this.#asked.askTerminals(terminals, this.#level);
  }

  /** Judge the new states of the last insertion. @param source the block that they are successors of; undefined for initial states. */
  #judge(count: number, level: number, source: number | undefined): void {
    if (count === 0) return;
    if (this.#survey !== undefined) this.#show(this.#survey, count);
    const { buffer, fresh } = this.#store;
    this.#judgeCompiled(this.#bits(({ kind }) => kind !== "terminal"), { states: buffer, fresh, count, scratch: this.#expander.scratch }, level);
    this.#asked.ask(count, level, source);
  }

  #show(survey: Survey, count: number): void {
    const { buffer } = this.#store.memory;
    const words = new Uint32Array(buffer);
    for (const position of new Uint32Array(buffer, this.#store.fresh, count)) survey.note(words, (this.#store.buffer + position * this.#expander.stateBytes) / 4);
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
      const state = this.#expander.stateAt(states + (entries[at] as number) * this.#expander.stateBytes);
      for (const [bit, { property }] of this.#module.judged.entries()) if ((entries[at + 1] as number) & (1 << bit)) this.#verdicts.decide(property, { level, state });
    }
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

  #pathTo(place: Place, last: Move | undefined): Path {
    if (this.#log.lost) this.#log = this.#searchAgain(place.level);
    return this.#paths.to(place, last, this.#log);
  }

  /** The levels again, as far as any path needs them. */
  #searchAgain(level: number): StatesByLevel {
    const deepest = Math.max(level, ...this.#verdicts.witnesses.map(({ state }) => state.level));
    const again = new CompiledSearch(this.#system, this.#module, [], { maxDepth: deepest }, this.#makeStore, { logged: Number.POSITIVE_INFINITY, form: this.#form, local: this.#local });
    const running = again.run();
    while (running.next().done !== true);
    return again.#log;
  }
}

function surveyOf({ packed, layout, fields }: CompiledSystem): Survey {
  const placed = new Map<Slot, Slot>(fields.map(({ slot, ordinal }) => [slot, halfSlot(layout.fields[ordinal] as WideSlot)]));
  return new Survey(
    packed.layout,
    layout.locals.map((local) => [halfSlot(local)]),
    (slot) => placed.get(slot) as Slot,
  );
}
