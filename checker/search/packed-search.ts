import { PackedSystem, type PredicateView, type Sink } from "../compile/packed-system.ts";
import type { Property } from "../language/property.ts";
import type { System } from "../language/system.ts";
import { isPropertyError, judge } from "../language/judge.ts";
import { FailedStep } from "./failed-step.ts";
import { Levels } from "./levels.ts";
import type { Move, Outcome, Path, Progress, SearchOptions, StopReason } from "./outcome.ts";
import { OutOfMemory, StateStore } from "./state-store.ts";
import { Survey } from "./survey.ts";
import { Verdicts, type Witness } from "./verdicts.ts";
import { Announcer, type Walker, type WalkingSearch } from "./walk.ts";

/** States that are expanded between two reports of progress. */
const blockStates = 1024;
/** States whose steps are run twice, to notice one that depends on anything but the state. */
const determinismSample = 250;

type Predicate = (first: object, second: object) => unknown;

/** Breadth-first search by levels over packed states, with the view functions of the compiler. Exact: no state is lost or merged. */
export class PackedSearch implements WalkingSearch, Sink {
  readonly engine = "packed";
  readonly workers = 1;
  readonly phase = "searching";
  readonly packed: PackedSystem;
  readonly #limits: SearchOptions;
  readonly #survey: Survey | undefined;
  readonly #levels = new Levels();
  readonly #store: StateStore;
  readonly #verdicts: Verdicts<number>;
  readonly #walker: Walker | undefined;
  readonly #announcer: Announcer | undefined;
  /** The ordinal of the initial choice, by the id of an initial state. */
  readonly #initial: number[] = [];
  /** Properties that are not decided yet, by kind, so that a decided one costs nothing. */
  #invariants: Extract<Property, { kind: "invariant" }>[] = [];
  #goals: Extract<Property, { kind: "reachable" }>[] = [];
  #terminals: Extract<Property, { kind: "terminal" }>[] = [];
  #steps: Extract<Property, { kind: "transition" }>[] = [];
  #source = 0;
  readonly #passed: Float64Array;
  #transitions = 0;
  #level = 0;

  constructor(system: System, properties: readonly Property[], limits: SearchOptions = {}, walker?: Walker) {
    this.packed = new PackedSystem(system);
    this.#walker = walker;
    if (walker !== undefined) this.#announcer = new Announcer(walker);
    if (limits.statistics === true) this.#survey = new Survey(this.packed.layout, this.packed.layout.processes.map(({ region }) => region.map(([word, mask]) => ({ word, shift: 0, bits: 32, mask }))));
    this.#limits = limits;
    this.#passed = new Float64Array(this.packed.sites.counters);
    this.#store = new StateStore(this.packed.words.length, limits.maxBytes);
    this.#verdicts = new Verdicts(properties);
    this.#refreshOpen();
  }

  /**
   * Search; yields after every block of states.
   *
   * @throws FailedStep if a step breaks the rules of the language.
   */
  *run(): Generator<Progress, StopReason | undefined> {
    let stopped: StopReason | undefined;
    try {
      yield* this.#start();
      let next = 0;
      let levelEnd = this.#store.size;
      this.#levels.begin(levelEnd, 0);
      while (stopped === undefined && next < this.#store.size) {
        if (next === levelEnd) {
          levelEnd = this.#store.size;
          this.#level++;
          this.#levels.begin(levelEnd - next, this.#transitions);
        }
        if (this.#level === this.#limits.maxDepth) {
          stopped = "depth";
          break;
        }
        const end = Math.min(levelEnd, next + blockStates);
        for (; next < end && stopped === undefined; next++) {
          this.#expand(next);
          stopped = this.#limitReached();
        }
        yield { states: this.#store.size, transitions: this.#transitions, depth: this.#level, frontier: this.#store.size - next };
      }
    } catch (error) {
      if (!(error instanceof OutOfMemory)) throw error;
      stopped = "memory";
    }
    return stopped;
  }

  /** What has been found out so far. */
  outcome(stopped: StopReason | undefined): Outcome {
    return {
      states: this.#store.size,
      transitions: this.#transitions,
      depth: this.#store.size === 0 ? 0 : this.#depthOf(this.#store.size - 1),
      stopped,
      decisions: this.#verdicts.decisions(stopped === undefined, (witness) => this.#pathOf(witness)),
      bytesPerState: this.#store.bytesPerState,
      passed: [...this.#passed],
      omissionProbability: undefined,
      statistics: this.#survey && { levels: this.#levels.sizes(this.#transitions), ...this.#survey.result, compiled: undefined },
    };
  }

  /** The states that were found so far. */
  *reached(): Generator<Uint32Array> {
    for (let id = 0; id < this.#store.size; id++) yield this.#store.stateOf(id);
  }

  /** The path to the step that is running: what to blame when it does not come back. */
  currentPath(): Path {
    return this.#pathOf({ state: this.#source, move: { ...this.packed.current } });
  }

  /** One successor of the state that is being expanded is in the words. */
  transition(process: number, action: number, choice: number): void {
    this.#transitions++;
    const { packed } = this;
    packed.passage.countIn(this.#passed);
    const { raised } = packed.system.alarm;
    if (raised.length > 0) for (const assertion of raised) this.#decide(assertion, this.#source, { process, action, choice });
    for (const property of this.#steps) {
      if (!this.#satisfied(property, packed.viewBefore.shared, packed.view.shared)) this.#decide(property, this.#source, { process, action, choice });
    }
    const id = this.#store.add(packed.words, this.#source);
    if (id >= 0) this.#judge(id, false);
    this.#walker?.transition(this.#walker.kindOf(process, packed.location, action), id < 0 ? -1 - id : id);
  }

  initialOf(id: number): number {
    return this.#initial[id] ?? 0;
  }

  moveOf(id: number, transition: number): Move {
    const moves: Move[] = [];
    this.packed.expand(this.#store.chunkOf(id), this.#store.offsetOf(id), { transition: (process, action, choice) => moves.push({ process, action, choice }) });
    return moves[transition] as Move;
  }

  *#start(): Generator<Progress> {
    for (let ordinal = 0; ordinal < this.packed.initialChoices; ordinal++) {
      if (ordinal % blockStates === blockStates - 1) yield { states: this.#store.size, transitions: 0, depth: 0, frontier: this.#store.size };
      if (!this.packed.initialize(ordinal)) continue;
      this.packed.passage.countIn(this.#passed);
      const id = this.#store.add(this.packed.words, this.#store.size);
      if (id < 0) continue;
      this.#initial[id] = ordinal;
      this.#judge(id, true);
    }
  }

  #expand(id: number): void {
    const { packed } = this;
    const chunk = this.#store.chunkOf(id);
    const offset = this.#store.offsetOf(id);
    this.#source = id;
    if (this.#steps.length > 0) packed.before.set(chunk.subarray(offset, offset + packed.words.length));
    if (id < determinismSample) this.#checkDeterminism(chunk, offset);
    this.#walker?.expanding();
    let enabled: number;
    try {
      enabled = packed.expand(chunk, offset, this);
    } catch (error) {
      if (error instanceof OutOfMemory || isPropertyError(error)) throw error;
      const failed = { state: this.#source, move: { ...packed.current } };
      throw new FailedStep(() => this.#pathOf(failed), "threw", error);
    }
    if (enabled > 0) return;
    for (const property of this.#terminals) if (!this.#satisfied(property, packed.view.shared, packed.view.processes)) this.#decide(property, id, undefined);
  }

  /** Properties of the state in the words, which is new. */
  #judge(id: number, initial: boolean): void {
    this.#survey?.note(this.packed.words, 0);
    this.#announcer?.found((predicate) => this.#satisfied(predicate, this.packed.view.shared, this.packed.view.processes), initial);
    const { shared, processes }: PredicateView = this.packed.view;
    for (const property of this.#invariants) if (!this.#satisfied(property, shared, processes)) this.#decide(property, id, undefined);
    for (const property of this.#goals) if (this.#satisfied(property, shared, processes)) this.#decide(property, id, undefined);
  }

  #satisfied(property: Extract<Property, { holds: unknown }>, first: object, second: object): boolean {
    return judge(property, () => (property.holds as Predicate)(first, second));
  }

  #decide(property: Property, state: number, move: Move | undefined): void {
    if (!this.#verdicts.isOpen(property)) return;
    this.#verdicts.decide(property, state, move);
    this.#refreshOpen();
  }

  #refreshOpen(): void {
    this.#invariants = this.#verdicts.open("invariant");
    this.#goals = this.#verdicts.open("reachable");
    this.#terminals = this.#verdicts.open("terminal");
    this.#steps = this.#verdicts.open("transition");
  }

  #limitReached(): StopReason | undefined {
    const { maxStates, stopOnViolation } = this.#limits;
    if (stopOnViolation === true && this.#verdicts.violated) return "violation";
    if (maxStates !== undefined && this.#store.size > maxStates) return "states";
    return undefined;
  }

  #depthOf(id: number): number {
    let depth = 0;
    for (let at = id, parent = this.#store.parentOf(at); parent !== at; at = parent, parent = this.#store.parentOf(at)) depth++;
    return depth;
  }

  /** Expand a state twice and compare. */
  #checkDeterminism(chunk: Uint32Array, offset: number): void {
    const [first, second] = [this.#record(chunk, offset), this.#record(chunk, offset)];
    const length = Math.max(first.length, second.length);
    for (let at = 0; at < length; at++) {
      const [one, other] = [first[at], second[at]];
      if (one?.print === other?.print) continue;
      const failed = { state: this.#source, move: (one ?? other)?.move };
      throw new FailedStep(() => this.#pathOf(failed), "nondeterministic", undefined);
    }
  }

  #record(chunk: Uint32Array, offset: number): { move: Move; print: string }[] {
    const { words, system } = this.packed;
    const seen: { move: Move; print: string }[] = [];
    const sink: Sink = {
      transition: (process, action, choice) => {
        seen.push({ move: { process, action, choice }, print: [process, action, choice, ...words, ...system.alarm.raised.map(({ id }) => id)].join(" ") });
      },
    };
    try {
      this.packed.expand(chunk, offset, sink);
    } catch {
      seen.push({ move: { ...this.packed.current }, print: "threw" });
    }
    return seen;
  }

  /** Walk back along the parents, then find for each step the first action that makes it. */
  #pathOf({ state, move }: Witness<number>): Path {
    const ids = [state];
    for (let id = state, parent = this.#store.parentOf(id); parent !== id; id = parent, parent = this.#store.parentOf(id)) ids.unshift(parent);
    const initial = this.initialOf(ids[0] as number);
    const moves: Move[] = [];
    for (const [position, id] of ids.slice(1).entries()) {
      const from = ids[position] as number;
      const found = this.#moveBetween(from, id);
      // What led to a state once must lead there again.
      if (found === undefined) {
        const path = { initial, moves: [...moves, this.#unsteadyMove(from)] };
        throw new FailedStep(() => path, "nondeterministic", undefined);
      }
      moves.push(found);
    }
    return { initial, moves: move === undefined ? moves : [...moves, move] };
  }

  #moveBetween(from: number, to: number): Move | undefined {
    const target = this.#store.stateOf(to);
    const { words } = this.packed;
    let found: Move | undefined;
    const sink: Sink = {
      transition: (process, action, choice) => {
        if (found === undefined && words.every((word, position) => word === target[position])) found = { process, action, choice };
      },
    };
    this.packed.expand(this.#store.chunkOf(from), this.#store.offsetOf(from), sink);
    return found;
  }

  /** Of the steps that a state has, one that does not always do the same. */
  #unsteadyMove(id: number): Move {
    const runs = Array.from({ length: 20 }, () => this.#record(this.#store.chunkOf(id), this.#store.offsetOf(id)));
    const [first = []] = runs;
    const unsteady = first.find(({ print }, position) => runs.some((run) => run[position]?.print !== print)) ?? first[0];
    return unsteady?.move ?? { process: 0, action: 0, choice: 0 };
  }
}
