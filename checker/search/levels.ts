import type { LevelSize } from "./statistics.ts";

/** The sizes of levels, as a search goes through them. */
export class Levels {
  readonly #begun: { readonly states: number; readonly transitionsBefore: number }[] = [];

  /** @param states of the level that begins. @param transitions so far. */
  begin(states: number, transitions: number): void {
    this.#begun.push({ states, transitionsBefore: transitions });
  }

  /** @param transitions so far. */
  sizes(transitions: number): readonly LevelSize[] {
    return this.#begun.map(({ states, transitionsBefore }, level) => ({ states, transitions: (this.#begun[level + 1]?.transitionsBefore ?? transitions) - transitionsBefore }));
  }
}
