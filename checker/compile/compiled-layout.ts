import type { SharedField } from "./field.ts";
import type { Constants } from "./constants.ts";
import { bitsFor } from "./layout.ts";

/** Bits of one 64-bit word of a compiled state. */
export interface WideSlot {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
  /** The code of a field that never changes, and takes no bits. */
  readonly constant?: number;
}

/**
 * Where things lie in a compiled state: every shared field, and for each process the ordinal of its local state. A slot lies in one half of a word, so that
 * the views of packed states can look at compiled ones; the highest bit of the first word stays clear, so that a state of one word is less than 2^63, and no state is all ones.
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

/** The code in a slot of the state at `offset`. */
export function codeIn(state: BigUint64Array, offset: number, { word, shift, bits, constant = 0 }: WideSlot): number {
  return constant + Number(((state[offset + word] as bigint) >> BigInt(shift)) & ((1n << BigInt(bits)) - 1n));
}

/** @param localStates how many local states each process has. */
export function compiledLayoutOf(fields: readonly SharedField[], localStates: readonly number[], constants: Constants): CompiledLayout {
  const widths = [...fields.map((field) => (constants.has(field) ? 0 : field.slot.bits)), ...localStates.map(bitsFor)];
  const slots: WideSlot[] = [];
  /** Free bits of each half: 32, and in the high one of the first word 31. */
  const free: number[] = [];
  const room = (half: number): number => (half === 1 ? 31 : 32);
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
    fields: fields.map((field, position) => withConstant(slots[position] as WideSlot, constants.get(field))),
    locals: slots.slice(fields.length),
  };
}

function withConstant(slot: WideSlot, constant: number | undefined): WideSlot {
  return constant === undefined ? slot : { ...slot, constant };
}
