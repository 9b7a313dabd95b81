import { compileSystem, type CompiledSystem } from "../compile/compiled-system.ts";
import { PackedSystem } from "../compile/packed-system.ts";
import { AllwaysError } from "../language/error.ts";
import type { Property } from "../language/property.ts";
import type { System } from "../language/system.ts";
import { AutoSearch } from "./auto-search.ts";
import { CompiledWalk, UnknownStep } from "./compiled-walk.ts";
import type { Move, Outcome, Path, Phase, Progress, Search, SearchOptions, StopReason } from "./outcome.ts";
import { PackedSearch } from "./packed-search.ts";
import { OutOfMemory } from "./state-store.ts";
import type { Walker, WalkingSearch } from "./walk.ts";

/** A graph of more states is worth compiling for. */
const worthCompiling = 50_000;

/**
 * The engine that suits the size, for properties of runs. A small state space is searched and walked at once by running the steps. A large one is compiled, searched for the
 * properties of states, and walked by itself: two passes of generated code, which have to count the same.
 */
export class AutoWalk implements WalkingSearch {
  readonly #system: System;
  readonly #properties: readonly Property[];
  readonly #limits: SearchOptions;
  readonly #walker: Walker;
  readonly #worthCompiling: number;
  /** What walks, and what decides the properties, if that is not the same. */
  #walk: WalkingSearch;
  #search: Search | undefined;
  #running: Generator<Progress, StopReason | undefined>;
  #stage: "small" | "compiling" | "searching" | "walking" = "small";

  /** @param worth states from which on compiling is worth while. */
  constructor(system: System, properties: readonly Property[], limits: SearchOptions, walker: Walker, worth: number = worthCompiling) {
    this.#system = system;
    this.#properties = properties;
    this.#limits = limits;
    this.#walker = walker;
    this.#worthCompiling = worth;
    this.#walk = new PackedSearch(system, properties, limits, walker);
    this.#running = this.#walk.run();
  }

  get workers(): number {
    return this.#search?.workers ?? 1;
  }

  get engine(): string {
    return this.#walk.engine;
  }

  get phase(): Phase {
    if (this.#stage === "searching" && this.#search !== undefined) return this.#search.phase;
    return this.#stage === "compiling" ? "recording" : "searching";
  }

  *run(): Generator<Progress, StopReason | undefined> {
    let progress: Progress | undefined;
    while (this.#stage === "small") {
      const step = this.#running.next();
      if (step.done === true) return step.value;
      if (step.value.states > this.#worthCompiling) {
        progress = step.value;
        this.#stage = "compiling";
      }
      yield step.value;
    }
    if (this.#stage !== "compiling" || progress === undefined) return yield* this.#running;
    const compiling = compileSystem(new PackedSystem(this.#system), this.#walker.predicates);
    let step = compiling.next();
    for (; step.done !== true; step = compiling.next()) yield progress;
    const walk = step.value === undefined ? undefined : this.#compiledWalk(step.value);
    if (walk === undefined) {
      this.#stage = "walking";
      return yield* this.#running;
    }
    if (this.#properties.length > 0 || this.#limits.statistics === true) {
      this.#stage = "searching";
      this.#search = new AutoSearch(this.#system, this.#properties, this.#limits, { compile: 0 });
      const stopped = yield* this.#search.run();
      if (stopped !== undefined) return stopped;
    }
    this.#stage = "walking";
    return yield* this.#walkAgain(walk);
  }

  outcome(stopped: StopReason | undefined): Outcome {
    if (this.#search === undefined) return this.#walk.outcome(stopped);
    const outcome = this.#search.outcome(stopped);
    const walked = this.#walk.outcome(stopped);
    // Stopped while it was still compiling: the walk by steps had come further, and judged as it went.
    if (stopped !== undefined && walked.states > outcome.states) return walked;
    if (stopped === undefined && outcome.omissionProbability === undefined && (walked.states !== outcome.states || walked.transitions !== outcome.transitions)) {
      throw new AllwaysError("AW901", `a search has found ${outcome.states} states and a walk of the same graph ${walked.states}`, { hint: "please report this with the spec" });
    }
    return { ...outcome, bytesPerState: outcome.bytesPerState + walked.bytesPerState };
  }

  currentPath(): Path | undefined {
    switch (this.#stage) {
      case "small":
        return this.#walk.currentPath();
      case "compiling":
        // A step hangs in a state that compiling made up; whether it can be reached is for the search to find out.
        this.#stage = "walking";
        return undefined;
      case "searching":
        return this.#search?.currentPath();
      case "walking":
        return this.#walk.currentPath();
    }
  }

  initialOf(id: number): number {
    return this.#walk.initialOf(id);
  }

  moveOf(id: number, transition: number): Move {
    return this.#walk.moveOf(id, transition);
  }

  /** Undefined if there is not even memory to begin with. */
  #compiledWalk(system: CompiledSystem): CompiledWalk | undefined {
    try {
      return new CompiledWalk(system, this.#limits, this.#walker);
    } catch (error) {
      if (error instanceof OutOfMemory || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  *#walkAgain(walk: WalkingSearch): Generator<Progress, StopReason | undefined> {
    this.#walker.restart();
    this.#walk = walk;
    try {
      return yield* walk.run();
    } catch (error) {
      if (!(error instanceof UnknownStep)) throw error;
      return yield* this.#walkAgain(new PackedSearch(this.#system, [], this.#limits, this.#walker));
    }
  }
}
