import type { CompiledSystem } from "../../compile/compiled-system.ts";
import type { ExpandModule } from "../../compile/expand-module.ts";
import { passedOn } from "../../compile/routes.ts";
import { AllwaysError } from "../../language/error.ts";
import type { Property } from "../../language/property.ts";
import { CompiledSearch } from "../compiled-search.ts";
import type { Decision, Outcome, Path, Progress, Search, SearchOptions, StopReason } from "../outcome.ts";
import { storeFor, type StoreForm } from "../store/store-for.ts";
import { Verdicts } from "../verdicts.ts";
import { Board, type BoardShape } from "./board.ts";
import { Channel } from "./channel.ts";
import { domicile } from "./domicile.ts";
import { Shard, type ShardSetup } from "./shard.ts";
import type { ShardThreads } from "./shard-threads.ts";

/** How often to look, for up to 20 milliseconds, whether a thread has ended after the search has. */
const patience = 1500;

/**
 * A compiled search in several threads. Each state belongs to one shard, which stores and expands it; the shards go from level to level together, so states,
 * transitions, depth and verdicts are those of one thread. Which of the states of a level comes first is not: a path is found by searching once more in one thread,
 * only as far as it goes.
 */
export class ParallelSearch implements Search {
  readonly engine = "compiled";
  readonly phase = "searching";
  readonly workers: number;
  readonly #form: StoreForm;
  readonly #system: CompiledSystem;
  readonly #module: ExpandModule;
  readonly #properties: readonly Property[];
  readonly #limits: SearchOptions;
  readonly #shape: BoardShape;
  readonly #board: Board;
  readonly #shard: Shard;
  readonly #threads: ShardThreads;
  readonly #passedAtStart: Float64Array;

  /** Whether generated code knows all steps and judges all properties, so that threads that do not have the spec's functions can. */
  static suits({ judged, open }: ExpandModule, properties: readonly Property[], { stopOnViolation, statistics, store }: SearchOptions): boolean {
    const known = new Set<Property>(judged.map(({ property }) => property));
    // The state at which a search stops is not the same for any number of threads; statistics and fingerprints are kept in one.
    return !open && stopOnViolation !== true && statistics !== true && store !== "fingerprint" && properties.every((property) => property.kind === "assertion" || known.has(property));
  }

  /**
   * @param module lets the {@link travellers} be apart.
   * @param threads for all shards but one, which runs here.
   * @param form how each of them keeps states.
   * @throws OutOfMemory if there is not even memory to begin with.
   */
  constructor(system: CompiledSystem, module: ExpandModule, properties: readonly Property[], limits: SearchOptions, threads: ShardThreads, form: StoreForm = "exact") {
    const workers = (this.workers = threads.count + 1);
    this.#threads = threads;
    this.#form = form;
    this.#system = system;
    this.#module = module;
    this.#properties = properties;
    this.#limits = limits;
    this.#passedAtStart = new Float64Array(system.packed.sites.counters);
    this.#shape = { shards: workers, judged: module.judged.length, events: module.events.length, routes: system.routes.length };
    this.#board = new Board(this.#shape);
    const bits = (kind: "terminal" | "other"): number =>
      module.judged.reduce((set, { property }, bit) => ((property.kind === "terminal") === (kind === "terminal") && properties.includes(property) ? set | (1 << bit) : set), 0);
    const residents = domicile(system, workers);
    if (!residents.every(({ process }) => module.apart.has(process))) throw new AllwaysError("AW901", "generated code does not tell which successors may belong to another shard");
    const setup: Omit<ShardSetup, "shard"> = {
      shape: this.#shape,
      board: this.#board.buffer,
      channels: Array.from({ length: workers }, (_row, from) => Array.from({ length: workers }, (_channel, to) => (from === to ? undefined : new Channel(system.layout.words).buffer))),
      words: system.layout.words,
      bits: system.layout.bits,
      expand: module.code,
      mostSuccessors: module.mostSuccessors,
      note: module.note,
      residents,
      sleepers: module.sleepers ?? new Uint8Array(),
      invariants: bits("other"),
      terminals: bits("terminal"),
      failing: module.events.map(({ raised }) => raised === undefined),
      maxDepth: limits.maxDepth ?? Infinity,
      maxBytes: (limits.maxBytes ?? Infinity) / workers,
      form,
    };
    this.#shard = new Shard({ ...setup, shard: 0 });
    threads.begin(setup);
  }

  *run(): Generator<Progress, StopReason | undefined> {
    try {
      for (const _ of this.#shard.run(() => this.#start())) {
        const progress: Progress = { states: this.#board.sum("states"), transitions: this.#board.sum("transitions"), depth: this.#shard.depth, frontier: this.#board.size };
        if (progress.states > (this.#limits.maxStates ?? Infinity)) this.#board.end("states");
        yield progress;
      }
      return this.#ended();
    } finally {
      this.#leave();
    }
  }

  /** Initial states are made here, because only this thread has the functions of the spec. */
  *#start(): Generator<void> {
    const { packed, layout } = this.#system;
    for (let ordinal = 0; ordinal < packed.initialChoices; ) {
      const { states, most } = this.#shard.initial;
      let count = 0;
      for (; count < most && ordinal < packed.initialChoices; ordinal++) {
        if (!packed.initialize(ordinal)) continue;
        packed.passage.countIn(this.#passedAtStart);
        this.#system.encode(states, count++ * layout.words);
      }
      yield* this.#shard.inject(count);
    }
  }

  #ended(): StopReason | undefined {
    const { ending } = this.#board;
    switch (ending) {
      case "complete":
        return undefined;
      case "error":
        throw new AllwaysError("AW901", this.#board.message);
      case "failure":
        this.#fail();
        return undefined;
      case "running":
        throw new AllwaysError("AW901", "a search came to its end, and nobody knows why");
      default:
        return ending;
    }
  }

  /** A step has failed somewhere: a search in one thread finds out which one comes first. */
  #fail(): void {
    const running = this.#alone(this.#properties, this.#limits).run();
    while (running.next().done !== true);
    throw new AllwaysError("AW901", "a step has failed in one thread, and not in another");
  }

  #alone(properties: readonly Property[], limits: SearchOptions): CompiledSearch {
    return new CompiledSearch(this.#system, this.#module, properties, limits, (words, bits) => storeFor(words, bits, {}, this.#form));
  }

  /** Wait until no thread uses the shared memory any more. */
  #leave(): void {
    this.#board.end("interrupted");
    for (let looks = 0; looks < patience && this.#board.arrivals("left") < this.#threads.count; looks++) this.#board.wait(0, this.#board.bell(0));
    this.#threads.end();
  }

  outcome(stopped: StopReason | undefined): Outcome {
    if (stopped === "interrupted") this.#leave();
    const states = this.#board.sum("states");
    return {
      states,
      transitions: this.#board.sum("transitions"),
      depth: this.#shard.depth,
      stopped,
      passed: passedOn(this.#passedAtStart, this.#system.routes, (route) => this.#board.passes(route)),
      omissionProbability: undefined,
      statistics: undefined,
      decisions: this.#decisions(stopped === undefined),
      bytesPerState: this.#board.sum("bytes") / Math.max(1, states),
    };
  }

  #decisions(complete: boolean): readonly Decision[] {
    const levels = this.#properties.map((property) => this.#expandedFor(property));
    const deepest = Math.max(...levels.map((level) => level ?? -1));
    const found = deepest < 0 ? [] : this.#found(deepest);
    const verdicts = new Verdicts<Path>(this.#properties);
    for (const [position, property] of this.#properties.entries()) {
      const path = found.find((decision) => decision.property === property)?.path;
      if ((levels[position] !== undefined && path === undefined) || (complete && levels[position] === undefined && path !== undefined)) {
        throw new AllwaysError("AW901", `one thread and ${this.#shape.shards} disagree about ${property.id}`);
      }
      if (path !== undefined) verdicts.decide(property, path);
    }
    return verdicts.decisions(complete, ({ state }) => state);
  }

  /** How many levels must be expanded to find what decides a property; undefined if nothing does. */
  #expandedFor(property: Property): number | undefined {
    if (property.kind === "assertion") {
      const levels = this.#module.events.flatMap(({ raised }, event) => (raised?.includes(property.id) === true ? (this.#board.happened(event) ?? []) : []));
      return levels.length === 0 ? undefined : Math.min(...levels) + 1;
    }
    const level = this.#board.decided(this.#module.judged.findIndex((each) => each.property === property));
    return level !== undefined && property.kind === "terminal" ? level + 1 : level;
  }

  #found(deepest: number): readonly Decision[] {
    const search = this.#alone(this.#properties, { maxDepth: deepest });
    const running = search.run();
    let step = running.next();
    while (step.done !== true) step = running.next();
    return search.outcome(step.value).decisions.filter(({ path }) => path !== undefined);
  }

  /** What was interrupted does not go on, so the other threads end, too. */
  currentPath(): Path | undefined {
    this.#leave();
    return undefined;
  }
}
