import type { SharedField } from "./field.ts";
import { bitsFor } from "./layout.ts";

/** Bits of one 64-bit word of a compiled state. */
export interface WideSlot {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
}

/**
 * Where things lie in a compiled state: every shared field, and for each process the ordinal of its local state. A slot lies in one half of a word, so that
 * the views of packed states can look at compiled ones; the highest bit of each word stays clear, so that a state of one word is less than 2^63.
 */
export interface CompiledLayout {
  /** Length of a state in 64-bit words. */
  readonly words: number;
  /** Bits up to the end of the highest slot: a state of one word is less than 2 to this. */
  readonly bits: number;
  /** By ordinal of the field. */
  readonly fields: readonly WideSlot[];
  /** By process. */
  readonly locals: readonly WideSlot[];
}

/** @param localStates how many local states each process has. */
export function compiledLayoutOf(fields: readonly SharedField[], localStates: readonly number[]): CompiledLayout {
  const widths = [...fields.map(({ slot }) => slot.bits), ...localStates.map(bitsFor)];
  const slots: WideSlot[] = [];
  /** Free bits of each half: 32 in the low ones, 31 in the high ones. */
  const free: number[] = [];
  const room = (half: number): number => 32 - (half & 1);
  // First fit, widest first: little is lost at the ends of halves.
  const order = [...widths.keys()].sort((one, other) => (widths[other] as number) - (widths[one] as number) || one - other);
  for (const position of order) {
    const bits = widths[position] as number;
    let half = free.findIndex((bitsLeft) => bitsLeft >= bits);
    while (half < 0) {
      free.push(room(free.length));
      if ((free.at(-1) as number) >= bits) half = free.length - 1;
    }
    slots[position] = { word: half >> 1, shift: (half & 1) * 32 + room(half) - (free[half] as number), bits };
    free[half] = (free[half] as number) - bits;
  }
  return {
    words: Math.max(1, Math.ceil(free.length / 2)),
    bits: Math.max(0, ...slots.map(({ word, shift, bits }) => word * 64 + shift + bits)),
    fields: slots.slice(0, fields.length),
    locals: slots.slice(fields.length),
  };
}
