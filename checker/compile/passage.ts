/** The counters of the statements that a step passes: its own, and those of the control behind it. Filled by each step anew. */
export class Passage {
  #counters: Uint32Array<ArrayBuffer> = new Uint32Array(16);
  #length = 0;

  clear(): void {
    this.#length = 0;
  }

  add(counter: number): void {
    if (this.#length === this.#counters.length) {
      const longer = new Uint32Array(this.#length * 2);
      longer.set(this.#counters);
      this.#counters = longer;
    }
    this.#counters[this.#length++] = counter;
  }

  /** Another counter instead of the last one. */
  replaceLast(counter: number): void {
    this.#counters[this.#length - 1] = counter;
  }

  /** Count the statements that were passed. */
  countIn(counts: Float64Array): void {
    const counters = this.#counters;
    const length = this.#length;
    for (let at = 0; at < length; at++) {
      const counter = counters[at] as number;
      counts[counter] = (counts[counter] as number) + 1;
    }
  }

  get counters(): readonly number[] {
    return [...this.#counters.subarray(0, this.#length)];
  }
}
