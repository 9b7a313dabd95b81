import type { Slot } from "../compile/layout.ts";

/** Values of at most this many bits are marked in a bitmap. */
const mostBits = 20;

/** Which values some bits of the states have had: those of one variable. */
class Seen {
  readonly #slots: readonly Slot[];
  readonly #marks: Uint8Array | undefined;
  readonly #others = new Set<string>();
  count = 0;

  constructor(slots: readonly Slot[]) {
    this.#slots = slots;
    const bits = slots.reduce((sum, slot) => sum + slot.bits, 0);
    this.#marks = bits > mostBits ? undefined : new Uint8Array(2 ** bits);
  }

  note(words: Uint32Array, offset: number): void {
    if (this.#marks === undefined) {
      this.count = this.#others.add(this.#slots.map(({ word, shift, mask }) => ((words[offset + word] as number) >>> shift) & mask).join()).size;
      return;
    }
    let code = 0;
    for (const { word, shift, bits, mask } of this.#slots) code = (code << bits) | (((words[offset + word] as number) >>> shift) & mask);
    if (this.#marks[code] === 1) return;
    this.#marks[code] = 1;
    this.count++;
  }
}

/** Marks which values occur in the states that it is shown. */
export class ValuesSeen {
  readonly #seen: readonly Seen[];

  /** @param variables the bits of each. */
  constructor(variables: readonly (readonly Slot[])[]) {
    this.#seen = variables.map((slots) => new Seen(slots));
  }

  /** @param offset where the state begins, in words. */
  note(words: Uint32Array, offset: number): void {
    for (const seen of this.#seen) seen.note(words, offset);
  }

  /** How many different values each variable has had. */
  get counts(): readonly number[] {
    return this.#seen.map(({ count }) => count);
  }
}
