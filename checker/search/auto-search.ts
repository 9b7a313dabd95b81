import type { CompiledSystem } from "../compile/compiled-system.ts";
import { expandModule, type ExpandModule } from "../compile/expand-module.ts";
import { AllwaysError } from "../language/error.ts";
import type { Property } from "../language/property.ts";
import type { System } from "../language/system.ts";
import type { CanonicalForm } from "../reduce/canonical-form.ts";
import { codeOf, reductionOf, reduces, unreduced, type ReduceMode, type Reduction, type ReductionRemark } from "../reduce/reduction.ts";
import { CompiledSearch } from "./compiled-search.ts";
import { Compiling } from "./compiling.ts";
import type { Move, Outcome, Path, Phase, Progress, Search, SearchOptions, StopReason } from "./outcome.ts";
import { UnforeseenState } from "./open-steps.ts";
import { PackedSearch } from "./packed-search.ts";
import { travellers } from "./parallel/domicile.ts";
import { ParallelSearch } from "./parallel/parallel-search.ts";
import { ShardThreads } from "./parallel/shard-threads.ts";
import { OutOfMemory } from "./state-store.ts";
import type { CompiledStore } from "./store/compiled-store.ts";
import { storeFor, type StoreForm } from "./store/store-for.ts";
import type { Walker, WalkingSearch } from "./walk.ts";

/** When a search goes over to a faster engine, in states. */
export interface Thresholds {
  /** From here on its steps are compiled, in turn with the search; 0: before it begins. A system of few steps is worth it earlier. */
  readonly compile?: number;
  /** Turns of the compiler, each some milliseconds, after which a search that waits for it waits no longer; absent: it waits till the end. */
  readonly ahead?: number;
  /** Here it is looked whether the store suits the states, and generated code the steps; if another does better, the search begins once more. */
  readonly list?: number;
  /** From here on orders of steps are left out, if they may be; before, only what changes no count. */
  readonly reduce?: number;
  /** From here on it is worth several threads. */
  readonly share?: number;
  /** What those run. */
  readonly thread?: URL;
}

/** The part of those states from which on threads are started, so that they are ready then. */
const readyEarlier = 0.1;

/** States up to which a shortest path is looked for, where a reduced search has found one: so many, or so many times those of the reduced search. */
const fewestForPaths = 1_000_000;
const growthForPaths = 10;

/**
 * The engine that suits the size: small state spaces are searched at once by running the steps. When one turns out to be large, its steps are compiled while the search goes
 * on, and when that is done it begins anew with generated code; and once more with several threads, if it is larger still and they were asked for. Where a system cannot be
 * compiled, the first search simply goes on.
 *
 * A walker hears of the state graph from whichever of them it is, and with it one thread searches: ids are in the order of discovery.
 */
export class AutoSearch implements WalkingSearch {
  readonly #system: System;
  readonly #properties: readonly Property[];
  readonly #limits: SearchOptions;
  readonly #thresholds: Required<Omit<Thresholds, "thread" | "compile" | "ahead">> & Thresholds;
  readonly #walker: Walker | undefined;
  readonly #packed: PackedSearch;
  readonly #running: Generator<Progress, StopReason | undefined>;
  readonly #compiling: Compiling;
  #current: Search;
  /** Whether everything that may be left out was looked for. */
  #hasReduced = false;
  /** What generated code leaves out. */
  #reduction: Reduction | undefined;
  /** What has looked for the shortest paths, where the search itself has left out orders of steps. */
  #shortest: CompiledSearch | undefined;
  /** What the walker hears of. */
  #walk: WalkingSearch;
  #phase: Phase = "searching";

  constructor(system: System, properties: readonly Property[], limits: SearchOptions = {}, thresholds: Thresholds = {}, walker?: Walker) {
    this.#system = system;
    this.#properties = properties;
    this.#limits = limits;
    this.#walker = walker;
    this.#packed = new PackedSearch(system, properties, limits, walker);
    this.#compiling = new Compiling(system, [...properties, ...(walker?.predicates ?? [])], this.#packed, thresholds.compile, thresholds.ahead);
    this.#thresholds = { list: 1 << 14, reduce: 20_000, share: 250_000, ...thresholds };
    this.#running = this.#packed.run();
    this.#current = this.#walk = this.#packed;
    // A transition property looks at the states before and after every step, which generated code does not show.
    if (properties.some(({ kind }) => kind === "transition")) this.#compiling.giveUp();
  }

  get workers(): number {
    return this.#current.workers;
  }

  get engine(): string {
    return this.#current.engine;
  }

  get phase(): Phase {
    return this.#phase === "searching" ? this.#current.phase : this.#phase;
  }

  *run(): Generator<Progress, StopReason | undefined> {
    let progress: Progress = { states: 0, transitions: 0, depth: 0, frontier: 0 };
    for (;;) {
      if (this.#compiling.isDue(progress.states)) {
        this.#phase = "recording";
        yield progress;
        const compiled = this.#compiling.advance();
        if (compiled !== undefined) {
          const mode = this.#mode;
          if (this.#thresholds.reduce === 0) return yield* this.#runReduced(compiled, mode, progress);
          // Whatever changes counts waits until it is known to be worth it.
          return yield* this.#runReduced(compiled, mode === "all" ? "symmetry" : mode === "por" ? "none" : mode, progress);
        }
        this.#phase = "searching";
      }
      if (!this.#compiling.goesFirst) {
        const step = this.#running.next();
        if (step.done === true) return step.value;
        progress = step.value;
      }
      yield progress;
    }
  }

  /** What may be left out: of what statistics are about, nothing; of a state graph, states that are like others, if that will do. */
  get #mode(): ReduceMode {
    const { reduce = "none", statistics = false } = this.#limits;
    if (this.#walker !== undefined && reduce !== "none" && !statistics) return this.#walker.ofOrbits && reduce !== "por" ? "symmetry" : "none";
    return statistics ? "none" : reduce;
  }

  /** Search for what is left when it is known what need not be searched. */
  *#runReduced(compiled: CompiledSystem, mode: ReduceMode, progress: Progress): Generator<Progress, StopReason | undefined> {
    const { reduce = "none", statistics = false } = this.#limits;
    const leavesOutOrders = mode === "por" || mode === "all";
    const system = leavesOutOrders ? yield* inTurn(compiled.merging(), progress) : compiled;
    const refused = reduce === "none" || this.#mode !== "none" ? undefined : statistics ? "statistics are of everything that is there" : "properties of runs are of the whole state graph";
    const matter = [...this.#properties, ...(this.#walker?.predicates ?? [])];
    const reduction = refused === undefined ? yield* inTurn(reductionOf(system, matter, mode), progress) : unreduced(refused);
    this.#phase = "generating";
    yield progress;
    const module = expandModule(system, { ...codeOf(reduction), labelled: this.#walker !== undefined, ...(this.#mayShare(reduction) ? { apart: travellers(system, this.#limits.workers ?? 1) } : {}) });
    return yield* this.#runForeseen(system, module, reduction, this.#walker === undefined ? (this.#limits.store ?? "exact") : "list");
  }

  #mayShare(reduction: Reduction): boolean {
    return (this.#limits.workers ?? 1) > 1 && this.#walker === undefined && !reduces(reduction);
  }

  /** Where a system has steps that stay open, a process can come to a local state that generated code has no room for: then the steps are run after all. */
  *#runForeseen(system: CompiledSystem, module: ExpandModule, reduction: Reduction, form: StoreForm): Generator<Progress, StopReason | undefined> {
    try {
      return yield* this.#runCompiled(system, module, reduction, form);
    } catch (error) {
      if (!(error instanceof UnforeseenState)) throw error;
    }
    return yield* this.#runSteps();
  }

  *#runSteps(): Generator<Progress, StopReason | undefined> {
    this.#current = this.#walk = this.#packed;
    if (this.#walker === undefined) return yield* this.#running;
    // What the walker has heard of the first search was forgotten when the second one began.
    this.#walker.restart();
    this.#current = this.#walk = new PackedSearch(this.#system, this.#properties, this.#limits, this.#walker);
    return yield* this.#current.run();
  }

  *#runCompiled(system: CompiledSystem, module: ExpandModule, reduction: Reduction, form: StoreForm): Generator<Progress, StopReason | undefined> {
    const { maxBytes, workers = 1 } = this.#limits;
    let store: CompiledStore | undefined;
    const makeStore = (words: number, bits: number): CompiledStore => (store = storeFor(words, bits, maxBytes === undefined ? {} : { maxBytes }, form));
    const search = started(() => new CompiledSearch(system, module, this.#properties, this.#limits, makeStore, { walker: this.#walker, form: reduction.form, local: reduction.local }));
    this.#phase = "searching";
    if (search === undefined) return yield* this.#running;
    this.#current = this.#walk = search;
    this.#reduction = reduction;
    yield { states: 0, transitions: 0, depth: 0, frontier: 0 };
    const running = search.run();
    const sharing = this.#mayShare(reduction) && ParallelSearch.suits(module, this.#properties, this.#limits);
    let threads: ShardThreads | undefined;
    let looked = false;
    // Once more of everything that may be left out, unless that has been done.
    let reduced = this.#thresholds.reduce === 0 || this.#hasReduced || !(this.#mode === "por" || this.#mode === "all");
    try {
      for (;;) {
        const step = running.next();
        if (step.done === true) {
          if (reduction.local !== undefined && search.decided.length > 0) yield* this.#shorten(system, reduction.form, search, makeStore);
          return step.value;
        }
        yield step.value;
        if (!reduced && search.stored >= this.#thresholds.reduce) {
          reduced = this.#hasReduced = true;
          if (!system.open) return yield* this.#runReduced(system, this.#mode, step.value);
        }
        if (!looked && search.stored >= this.#thresholds.list) {
          looked = true;
          if (search.asksTooOften) return yield* this.#runSteps();
          if (store?.betterListed === true) return yield* this.#runCompiled(system, module, reduction, "list");
        }
        if (sharing && step.value.states >= this.#thresholds.share * readyEarlier) threads ??= new ShardThreads(workers - 1, this.#thresholds.thread);
        if (threads !== undefined && step.value.states >= this.#thresholds.share) break;
      }
      const shared = threads;
      const parallel = started(() => new ParallelSearch(system, module, this.#properties, this.#limits, shared, form));
      if (parallel === undefined) return yield* running;
      this.#current = parallel;
      return yield* parallel.run();
    } finally {
      threads?.end();
    }
  }

  /**
   * A search that leaves out orders of steps decides what is decided, but its paths need not be shortest. Those that do are found by one that leaves out none, and that ends with the last of
   * them. It gives up where it would become much larger.
   */
  *#shorten(system: CompiledSystem, form: CanonicalForm | undefined, { decided, stored }: CompiledSearch, makeStore: (words: number, bits: number) => CompiledStore): Generator<Progress> {
    const module = expandModule(system, { weighted: form !== undefined });
    const search = started(() => new CompiledSearch(system, module, decided, {}, makeStore, { form }));
    if (search === undefined) return;
    const running = search.run();
    const most = Math.max(fewestForPaths, stored * growthForPaths);
    while (search.decided.length < decided.length && search.stored < most) {
      const step = running.next();
      if (step.done === true) {
        if (step.value === undefined && search.decided.length < decided.length) throw new AllwaysError("AW901", "a reduced search has found what is not there", { hint: "please report this with the spec" });
        break;
      }
      yield step.value;
    }
    this.#shortest = search;
  }

  outcome(stopped: StopReason | undefined): Outcome {
    const outcome = this.#current.outcome(stopped);
    if (!(this.#current instanceof CompiledSearch)) return this.#refusals.length === 0 ? outcome : { ...outcome, reduction: { stored: outcome.states, whole: true, remarks: this.#refusals } };
    if (this.#reduction === undefined || this.#reduction.remarks.length === 0) return outcome;
    const { local, whole, remarks } = this.#reduction;
    const shortest = new Map(this.#shortest?.outcome("violation").decisions.map(({ property, path }) => [property, path]));
    return {
      ...outcome,
      decisions: outcome.decisions.map((decision) => {
        if (decision.path === undefined || local === undefined) return decision;
        const path = shortest.get(decision.property);
        return path === undefined ? { ...decision, remarks: [...(decision.remarks ?? []), "found in a reduced search: there may be a shorter trace"] } : { ...decision, path };
      }),
      reduction: { stored: this.#current.stored, whole, remarks },
    };
  }

  /** What is to be said of a search that was asked at once to leave something out, and has left out nothing. */
  get #refusals(): readonly ReductionRemark[] {
    const { reduce = "none" } = this.#limits;
    if (reduce === "none" || this.#thresholds.reduce > 0) return [];
    if (this.#current instanceof ParallelSearch) return this.#reduction?.remarks ?? [];
    const looking = this.#properties.find(({ kind }) => kind === "transition");
    return unreduced(looking === undefined ? "its steps could not be compiled, or are run in less time" : `${looking.id} looks at the states before and behind every step`).remarks;
  }

  initialOf(id: number): number {
    return this.#walk.initialOf(id);
  }

  moveOf(id: number, transition: number): Move {
    return this.#walk.moveOf(id, transition);
  }

  pathAlong(ids: readonly number[]): Path | undefined {
    return this.#walk.pathAlong?.(ids);
  }

  currentPath(): Path | undefined {
    const path = this.#compiling.runsMadeUp ? undefined : this.#current.currentPath();
    if (path !== undefined) return path;
    // Whether a state that compiling made up can be reached is for the first search to find out: it goes on without the compiler. So it does when several threads were
    // interrupted: what they have found so far is not all, and must not be taken for the result.
    this.#compiling.giveUp();
    this.#current = this.#packed;
    return undefined;
  }
}

/** Run something that yields to its end, as a part of a search. */
function* inTurn<T>(running: Generator<void, T>, progress: Progress): Generator<Progress, T> {
  for (;;) {
    const step = running.next();
    if (step.done === true) return step.value;
    yield progress;
  }
}

/** Undefined if there is not even memory to begin with. */
function started<S extends Search>(start: () => S): S | undefined {
  try {
    return start();
  } catch (error) {
    if (error instanceof OutOfMemory) return undefined;
    throw error;
  }
}
