import type { Invariant } from "../language/property.ts";
import type { Move, Path, Search } from "./outcome.ts";

/** Hears of the state graph as a search walks it. A state's id is its position in the order of discovery, and states are expanded in that order. */
export interface Walker {
  /** What it wants to know of every state. */
  readonly predicates: readonly Invariant[];
  /** Whether the graph will do in which one state stands for all that are like it, because only what can be reached matters, and not who takes which step. */
  readonly ofOrbits: boolean;
  /** The walk begins again, another way: forget what was heard. */
  restart(): void;
  /** A state was found. Bit by bit, in words of 32, which of the predicates are true there. */
  found(truths: Uint32Array, initial: boolean): void;
  /** The transitions that follow are those of the next state. */
  expanding(): void;
  /** What it calls a step: an action of a location of a process. A number of 16 bits. */
  kindOf(process: number, location: number, action: number): number;
  /** A transition to the state with this id, by a step of some kind. */
  transition(kind: number, target: number): void;
  /** The same of a block of states at once: for each of them how many transitions there are up to the end of its own, and for each transition its kind and where it leads. */
  block(ends: Uint32Array, kinds: Uint16Array, targets: Uint32Array): void;
}

/** A search that can let a walker hear of its state graph, and afterwards says more about it. */
export interface WalkingSearch extends Search {
  /** The ordinal of the initial choice that first led to an initial state. */
  initialOf(id: number): number;
  /** The move of a state's transition, by its position among them. */
  moveOf(id: number, transition: number): Move;
  /** A path along states that stand for others, if they do; undefined if each stands for itself. */
  pathAlong?(ids: readonly number[]): Path | undefined;
}

/** Tells a walker of a state that is looked at. */
export class Announcer {
  readonly #walker: Walker;
  readonly #truths: Uint32Array;

  constructor(walker: Walker) {
    this.#walker = walker;
    this.#truths = new Uint32Array(Math.max(1, Math.ceil(walker.predicates.length / 32)));
  }

  /** @param holds asks a predicate of the state. */
  found(holds: (predicate: Invariant) => boolean, initial: boolean): void {
    const { predicates } = this.#walker;
    this.#truths.fill(0);
    for (let bit = 0; bit < predicates.length; bit++) {
      if (holds(predicates[bit] as Invariant)) this.#truths[bit >>> 5] = (this.#truths[bit >>> 5] as number) | (1 << (bit & 31));
    }
    this.#walker.found(this.#truths, initial);
  }
}
