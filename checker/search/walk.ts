import type { PredicateView } from "../compile/packed-system.ts";
import type { Move, Search } from "./outcome.ts";

/** Hears of the state graph as a search walks it. A state's id is its position in the order of discovery, and states are expanded in that order. */
export interface Walker {
  /** A state was found; the view shows it until the call returns. */
  found(view: PredicateView, initial: boolean): void;
  /** The transitions that follow are those of the next state. */
  expanding(): void;
  /** A transition to the state with this id, by an action of the location at which its process stands. */
  transition(process: number, location: number, action: number, target: number): void;
}

/** A search that lets a walker hear of its state graph, and afterwards says more about it. */
export interface WalkingSearch extends Search {
  /** The ordinal of the initial choice that first led to an initial state. */
  initialOf(id: number): number;
  /** The move of a state's transition, by its position among them. */
  moveOf(id: number, transition: number): Move;
}
