import { compileSystem, type CompiledSystem } from "../compile/compiled-system.ts";
import { PackedSystem } from "../compile/packed-system.ts";
import type { Property } from "../language/property.ts";
import type { System } from "../language/system.ts";
import type { PackedSearch } from "./packed-search.ts";

/** Local states, or as many runs of steps, that are compiled for each block of states that is searched: about as long. */
const turns = 8;
/** Local states that are compiled at once early on: as long as it takes to search for a thousand states. */
const firstTurns = 128;
/** Actions of a system that is worth compiling early. */
const fewActions = 50;
/** States from which on it is worth compiling a system: one of few actions, and any other. */
const worthCompilingEarly = 1000;
const worthCompiling = 10_000;

/** Compiles a system in turn with the search that runs its steps, once that has found so many states that it is worth it. */
export class Compiling {
  readonly #system: System;
  readonly #properties: readonly Property[];
  readonly #search: PackedSearch;
  readonly #mostAhead: number;
  #from: number;
  #running: Generator<void, CompiledSystem | undefined> | undefined;
  #settled = false;
  #madeUp = false;
  #turns = 0;

  /**
   * @param properties of states, and what else is asked of them.
   * @param from states from which on it is compiled; 0: before anything is searched.
   * @param mostAhead turns of the compiler after which a search that has waited for it waits no longer.
   */
  constructor(system: System, properties: readonly Property[], search: PackedSearch, from?: number, mostAhead: number = Infinity) {
    this.#mostAhead = mostAhead;
    this.#system = system;
    this.#properties = properties;
    this.#search = search;
    this.#from = from ?? (actionsOf(search.packed) <= fewActions ? worthCompilingEarly : worthCompiling);
  }

  /** Whether the compiler has its turn when so many states were found. */
  isDue(states: number): boolean {
    return !this.#settled && states >= this.#from;
  }

  /** Whether nothing is searched until the system is compiled, or that takes too long. */
  get goesFirst(): boolean {
    return !this.#settled && this.#from === 0 && this.#turns < this.#mostAhead;
  }

  /** Whether a step is running for the compiler, in a state that it made up. */
  get runsMadeUp(): boolean {
    return this.#madeUp;
  }

  /** The first search goes on alone. */
  giveUp(): void {
    this.#settled = true;
    this.#madeUp = false;
  }

  /** Compile a little more. @returns the system, once it is compiled, if it can be. */
  advance(): CompiledSystem | undefined {
    const isEarly = this.#from < worthCompiling;
    for (let left = this.#running === undefined && isEarly ? firstTurns : turns; left > 0 && !this.#settled; left--) {
      this.#running ??= compileSystem(new PackedSystem(this.#system), this.#properties, { reached: () => this.#search.reached() });
      this.#turns++;
      this.#madeUp = true;
      const step = this.#running.next();
      this.#madeUp = false;
      if (step.done !== true) continue;
      this.#settled = true;
      return step.value;
    }
    // What takes longer than that to compile is no small system, even if it has few actions: it waits until it is a large one.
    if (this.#from === worthCompilingEarly) this.#from = worthCompiling;
    return undefined;
  }
}

function actionsOf({ programs }: PackedSystem): number {
  return programs.reduce((sum, { locations }) => sum + locations.reduce((some, { actions }) => some + actions.length, 0), 0);
}
