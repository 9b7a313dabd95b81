const mostRuns = 20_000;
const leastRuns = 500;

/** How many runs a tree may take. Whoever has trees that take more should not spend as much on every one of them: each that is cut halves what the next may take. */
export class RunBudget {
  readonly #least: number;
  #runs: number;

  constructor(runs: number = mostRuns) {
    this.#runs = runs;
    this.#least = Math.min(runs, leastRuns);
  }

  get runs(): number {
    return this.#runs;
  }

  halve(): void {
    this.#runs = Math.max(this.#least, this.#runs >> 1);
  }
}
