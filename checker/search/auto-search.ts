import { compileSystem, type CompiledSystem } from "../compile/compiled-system.ts";
import { PackedSystem } from "../compile/packed-system.ts";
import type { Property } from "../language/property.ts";
import type { System } from "../language/system.ts";
import { CompiledSearch } from "./compiled-search.ts";
import type { Outcome, Path, Phase, Progress, Search, SearchOptions, StopReason } from "./outcome.ts";
import { PackedSearch } from "./packed-search.ts";
import { OutOfMemory } from "./state-store.ts";
import { storeFor } from "./store/store-for.ts";

/** A search that is larger than this many states is worth compiling for. */
const worthCompiling = 50_000;

/**
 * The engine that suits the size: small state spaces are searched at once by running the steps; when one turns out to be large, its steps are compiled and the search
 * begins anew with generated code. Where a system cannot be compiled, the first search simply goes on.
 */
export class AutoSearch implements Search {
  readonly #system: System;
  readonly #properties: readonly Property[];
  readonly #limits: SearchOptions;
  readonly #packed: PackedSearch;
  readonly #running: Generator<Progress, StopReason | undefined>;
  #current: Search;
  readonly #worthCompiling: number;
  #stage: "small" | "recording" | "generating" | "settled" = "small";

  /** @param worth states from which on compiling is worth while. */
  constructor(system: System, properties: readonly Property[], limits: SearchOptions = {}, worth: number = worthCompiling) {
    this.#worthCompiling = worth;
    this.#system = system;
    this.#properties = properties;
    this.#limits = limits;
    this.#packed = new PackedSearch(system, properties, limits);
    this.#running = this.#packed.run();
    this.#current = this.#packed;
    // A transition property looks at the states before and after every step, which generated code does not show.
    if (properties.some(({ kind }) => kind === "transition")) this.#stage = "settled";
  }

  get engine(): string {
    return this.#current.engine;
  }

  get phase(): Phase {
    return this.#stage === "recording" || this.#stage === "generating" ? this.#stage : "searching";
  }

  *run(): Generator<Progress, StopReason | undefined> {
    let progress: Progress | undefined;
    while (this.#stage === "small") {
      const step = this.#running.next();
      if (step.done === true) return step.value;
      if (step.value.states > this.#worthCompiling) {
        progress = step.value;
        this.#stage = "recording";
      }
      yield step.value;
    }
    if (this.#stage === "recording" && progress !== undefined) {
      const compiling = compileSystem(new PackedSystem(this.#system), this.#properties);
      let step = compiling.next();
      for (; step.done !== true; step = compiling.next()) yield progress;
      this.#stage = "generating";
      yield progress;
      const compiled = step.value === undefined ? undefined : this.#compiledSearch(step.value);
      this.#stage = "settled";
      yield progress;
      if (compiled !== undefined) {
        this.#current = compiled;
        return yield* compiled.run();
      }
    }
    return yield* this.#running;
  }

  /** Undefined if there is not even memory to begin with. */
  #compiledSearch(system: CompiledSystem): CompiledSearch | undefined {
    const { maxBytes, store } = this.#limits;
    try {
      return new CompiledSearch(system, this.#properties, this.#limits, (words, bits) => storeFor(words, bits, maxBytes === undefined ? {} : { maxBytes }, store));
    } catch (error) {
      if (error instanceof OutOfMemory) return undefined;
      throw error;
    }
  }

  outcome(stopped: StopReason | undefined): Outcome {
    return this.#current.outcome(stopped);
  }

  currentPath(): Path | undefined {
    if (this.phase === "searching") return this.#current.currentPath();
    // A step hangs in a state that compiling made up; whether it can be reached is for the search to find out.
    this.#stage = "settled";
    return undefined;
  }
}
