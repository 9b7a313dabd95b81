import type { Passage } from "./passage.ts";

/** The different ways through the statements of a system that its steps take, numbered as they are found: what generated code counts. */
export class Routes {
  readonly #ordinals = new Map<string, number>();
  readonly #all: (readonly number[])[] = [];

  /** By ordinal, the counters of the statements that are passed. */
  get all(): readonly (readonly number[])[] {
    return this.#all;
  }

  ordinalOf(passage: Passage): number {
    const { counters } = passage;
    const key = counters.join();
    const known = this.#ordinals.get(key);
    if (known !== undefined) return known;
    this.#ordinals.set(key, this.#all.length);
    this.#all.push(counters);
    return this.#all.length - 1;
  }
}

/**
 * How often each counter was passed: at the start, and on each route as often as that was taken.
 *
 * @param routes by route, the counters that it passes.
 */
export function passedOn(start: Float64Array, routes: readonly (readonly number[])[], timesOf: (route: number) => number): readonly number[] {
  const passed = [...start];
  for (const [route, counters] of routes.entries()) {
    const times = timesOf(route);
    for (const counter of counters) passed[counter] = (passed[counter] as number) + times;
  }
  return passed;
}
