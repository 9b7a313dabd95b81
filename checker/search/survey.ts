import type { Layout, Slot } from "../compile/layout.ts";
import { sharedVariables, type SharedVariable } from "../compile/shared-variables.ts";
import type { SearchStatistics } from "./statistics.ts";
import { ValuesSeen } from "./values-seen.ts";

/** Looks at every new state, to tell in the end how many values each variable has had. */
export class Survey {
  readonly #variables: readonly SharedVariable[];
  readonly #seen: ValuesSeen;

  /**
   * @param locals the bits of each process.
   * @param placed where a slot of the layout lies in the states that are shown.
   */
  constructor(layout: Layout, locals: readonly (readonly Slot[])[], placed: (slot: Slot) => Slot = (slot) => slot) {
    this.#variables = sharedVariables(layout);
    this.#seen = new ValuesSeen([...this.#variables.map(({ slots }) => slots.map(placed)), ...locals]);
  }

  /** @param offset where the state begins, in words. */
  note(words: Uint32Array, offset: number): void {
    this.#seen.note(words, offset);
  }

  get result(): Pick<SearchStatistics, "variables" | "localStates"> {
    const { counts } = this.#seen;
    return {
      variables: this.#variables.map(({ path, possible }, position) => ({ path, seen: counts[position] ?? 0, possible })),
      localStates: counts.slice(this.#variables.length),
    };
  }
}
