import type { ProcessLayout } from "./layout.ts";

/**
 * The local states of one process: program counter, parameters and locals together, each combination that occurs once. A compiled state holds the
 * ordinal of a local state instead of its bits, which is both shorter (no code for a local that is unset, none for a copy of an argument) and one test
 * for everything that a process knows by itself.
 */
export class LocalStates {
  readonly #layout: ProcessLayout;
  readonly #ordinals = new Map<string, number>();
  readonly #words: (readonly number[])[] = [];

  constructor(layout: ProcessLayout) {
    this.#layout = layout;
  }

  get size(): number {
    return this.#words.length;
  }

  /** The ordinal of the local state in these words; a new one if it was not seen before. */
  ordinalOf(words: Uint32Array): number {
    const own = this.#own(words);
    const key = own.join();
    const known = this.#ordinals.get(key);
    if (known !== undefined) return known;
    this.#ordinals.set(key, this.#words.length);
    this.#words.push(own);
    return this.#words.length - 1;
  }

  /** The ordinal of the local state in these words, if it was seen before. */
  find(words: Uint32Array): number | undefined {
    return this.#ordinals.get(this.#own(words).join());
  }

  /** The same local states, of which those with the same number are one. @param numbers by ordinal, from 0 in the order of their first occurrence. */
  merged(numbers: readonly number[]): LocalStates {
    const merged = new LocalStates(this.#layout);
    for (const [key, ordinal] of this.#ordinals) {
      const number = numbers[ordinal] as number;
      merged.#ordinals.set(key, number);
      merged.#words[number] ??= this.#words[ordinal] as readonly number[];
    }
    return merged;
  }

  #own(words: Uint32Array): readonly number[] {
    return this.#layout.region.map(([word, mask]) => (words[word] as number) & mask);
  }

  /** Put a local state into the words. */
  restore(ordinal: number, words: Uint32Array): void {
    const own = this.#words[ordinal] as readonly number[];
    this.#layout.region.forEach(([word, mask], position) => {
      words[word] = ((words[word] as number) & ~mask) | (own[position] as number);
    });
  }
}
