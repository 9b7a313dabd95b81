import type { SharedField } from "./field.ts";
import { bitsFor } from "./layout.ts";

/** Bits of one 64-bit word of a compiled state. */
export interface WideSlot {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
}

/**
 * Where things lie in a compiled state: every shared field, and for each process the ordinal of its local state. Slots do not cross words, and the
 * last word keeps its highest bit clear, so that a state of one word is less than 2^63.
 */
export interface CompiledLayout {
  /** Length of a state in 64-bit words. */
  readonly words: number;
  /** Bits that are used. */
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
  const free: number[] = [];
  // First fit, widest first: little is lost at the ends of words.
  const order = [...widths.keys()].sort((one, other) => (widths[other] as number) - (widths[one] as number) || one - other);
  for (const position of order) {
    const bits = widths[position] as number;
    let word = free.findIndex((room) => room >= bits);
    if (word < 0) word = free.push(63) - 1;
    slots[position] = { word, shift: 63 - (free[word] as number), bits };
    free[word] = (free[word] as number) - bits;
  }
  return {
    words: Math.max(1, free.length),
    bits: widths.reduce((sum, bits) => sum + bits, 0),
    fields: slots.slice(0, fields.length),
    locals: slots.slice(fields.length),
  };
}
