/** What a tree may cost. */
export interface TreeLimits {
  /** Runs that any tree may take, and nodes that it may add to those of others. */
  readonly runs: number;
  /** Runs that it may take if it is foreseen that it is complete by then. */
  readonly foreseen: number;
}

/** What it did cost. */
export interface TreeCost {
  readonly runs: number;
  readonly cut: boolean;
}

const mostRuns = 20_000;
const leastRuns = 500;
const mostForeseen = 150_000;
const mostForeseenOfAll = 2_000_000;

/**
 * How many runs a tree may take. Whoever has trees that cannot be completed should not spend as much on every one of them: each that is cut halves what the next may take. What is known to have an end may take longer,
 * in all as long as it takes to search for some millions of states.
 */
export class RunBudget {
  readonly #least: number;
  #runs: number;
  #foreseen: number;

  /** @param runs if it is said how many the first tree may take, nothing is foreseen. */
  constructor(runs?: number) {
    this.#runs = runs ?? mostRuns;
    this.#least = Math.min(this.#runs, leastRuns);
    this.#foreseen = runs === undefined ? mostForeseenOfAll : 0;
  }

  get limits(): TreeLimits {
    return { runs: this.#runs, foreseen: Math.min(mostForeseen, this.#foreseen) };
  }

  spend({ runs, cut }: TreeCost): void {
    this.#foreseen -= Math.max(0, runs - this.#runs);
    if (cut) this.#runs = Math.max(this.#least, this.#runs >> 1);
  }
}
