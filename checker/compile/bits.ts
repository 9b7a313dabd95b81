import type { Slot } from "./layout.ts";

/** Where views and codecs read and write: the bits of a packed state, or of a recording that only pretends to be one. */
export interface Bits {
  /** The words of a packed state, for code that is generated to touch them directly; undefined for a recording. */
  readonly words: Uint32Array | undefined;
  read(slot: Slot): number;
  write(slot: Slot, code: number): void;
  /** Write into a slot what another of the same type holds; nobody needs to know what it is. */
  copy(from: Slot, to: Slot): void;
  /** How many of these slots of one bit are 1. */
  count(slots: readonly Slot[]): number;
}

/** The bits of a packed state. */
export class PackedBits implements Bits {
  readonly words: Uint32Array;

  constructor(words: Uint32Array) {
    this.words = words;
  }

  read(slot: Slot): number {
    return ((this.words[slot.word] as number) >>> slot.shift) & slot.mask;
  }

  write(slot: Slot, code: number): void {
    this.words[slot.word] = ((this.words[slot.word] as number) & ~(slot.mask << slot.shift)) | (code << slot.shift);
  }

  copy(from: Slot, to: Slot): void {
    this.write(to, this.read(from));
  }

  count(slots: readonly Slot[]): number {
    let count = 0;
    for (const slot of slots) count += this.read(slot);
    return count;
  }
}
