import type { Slot } from "./layout.ts";

/** Where views and codecs read and write: the bits of a packed state, or of a recording that only pretends to be one. */
export interface Bits {
  /** The words of a packed state, for code that is generated to touch them directly; undefined for a recording. */
  readonly words: Uint32Array | undefined;
  read(slot: Slot): number;
  write(slot: Slot, code: number): void;
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
}
