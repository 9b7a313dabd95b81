import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { LocalSteps, StepEvent } from "../compile/expand-module.ts";
import { AllwaysError } from "../language/error.ts";
import { concretePath } from "./concrete-path.ts";
import type { Expander } from "./expander.ts";
import type { StatesByLevel } from "./level-log.ts";
import type { Move, Path } from "./outcome.ts";

/** A state that decides a property, and the level on which it is. */
export interface Place {
  readonly level: number;
  readonly state: BigUint64Array;
  /** What the step from it does, if that is what decides. */
  readonly event?: StepEvent | undefined;
}

/** Paths of a search without parents: walked back from level to level. */
export class LevelPaths {
  readonly #system: CompiledSystem;
  readonly #expander: Expander;
  readonly #local: LocalSteps | undefined;
  /** Whether one state is kept in place of several. */
  readonly #reduced: boolean;

  /** @param local steps that the search takes in passing. */
  constructor(system: CompiledSystem, expander: Expander, local: LocalSteps | undefined) {
    this.#system = system;
    this.#expander = expander;
    this.#local = local;
    this.#reduced = expander.ofOrbits || local !== undefined || system.merged > 0;
  }

  /** The way to a place: each state is the first of its level that has the next one as a successor. @param last the step from there, if the path ends with one. */
  to({ level, state, event }: Place, last: Move | undefined, levels: StatesByLevel): Path {
    const states = [state];
    for (let before = level - 1; before >= 0; before--) states.unshift(this.#predecessor(levels, before, states[0] as BigUint64Array));
    if (this.#reduced) return this.along(states, event);
    const moves = states.slice(1).map((next, position) => this.#moveBetween(states[position] as BigUint64Array, next));
    return { initial: this.#initialOf(states[0] as BigUint64Array), moves: last === undefined ? moves : [...moves, { process: last.process, action: last.action, choice: last.choice }] };
  }

  /** A path of the system itself along states that were kept in place of others. */
  along(states: readonly BigUint64Array[], event: StepEvent | undefined): Path {
    return concretePath(this.#system, states, (each) => this.#expander.keptFor(each), this.#local, event);
  }

  #predecessor(levels: StatesByLevel, level: number, target: BigUint64Array): BigUint64Array {
    const { blockStates, stateBytes } = this.#expander;
    for (const piece of levels.pieces(level, blockStates)) {
      if (!this.#hasSuccessor(piece, target)) continue;
      for (let from = 0; from < piece.length; from += stateBytes) {
        const one = piece.slice(from, from + stateBytes);
        if (!this.#hasSuccessor(one, target)) continue;
        const found = new BigUint64Array(one.buffer);
        this.#expander.forgetNotes(found);
        return found;
      }
    }
    throw new AllwaysError("AW901", "a state has no predecessor on the level before");
  }

  #hasSuccessor(states: Uint8Array, target: BigUint64Array): boolean {
    const { store, stateBytes, again } = this.#expander;
    new Uint8Array(store.memory.buffer).set(states, again);
    // Here nobody may sleep: the state is asked for all that it leads to.
    this.#expander.forgetNotes(this.#expander.statesAt(again, states.length / stateBytes));
    const successors = this.#expander.statesAt(store.buffer, this.#expander.successorsOf(again, states.length / stateBytes));
    this.#expander.forgetNotes(successors);
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
    const initial = new BigUint64Array(state.length);
    for (let ordinal = 0; ordinal < packed.initialChoices; ordinal++) {
      if (!packed.initialize(ordinal)) continue;
      this.#system.encode(initial, 0);
      if (initial.every((word, position) => word === state[position])) return ordinal;
    }
    throw new AllwaysError("AW901", "the first state of a path is not an initial state");
  }
}
