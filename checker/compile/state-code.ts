import type { CompiledLayout, WideSlot } from "./compiled-layout.ts";
import { i32, i64, set, type Code, type Expression, type Local } from "./wasm/assembler.ts";

/** A compiled state as generated code reads it. */
export interface StateCode {
  word(word: number): Expression<"i64">;
  /** The code in a slot. */
  slot(slot: WideSlot): Expression<"i32">;
}

/** Bits of a state's last word that are not the state's own, but a note about it. */
export interface NoteSlot {
  readonly word: number;
  readonly shift: number;
  readonly bits: number;
}

/** A state at an address. Its words are read without the note. */
export function stateInMemory(address: Local<"i32">, note?: NoteSlot): StateCode {
  return {
    word: (word) => withoutNote(i64.load(address, word * 8), word, note),
    slot({ word, shift, bits }) {
      if (bits === 0) return i32.constant(0);
      // Four bytes of the word that hold the slot; never beyond the word, behind which the memory may end.
      const skipped = Math.min(shift >>> 3, 4);
      const inside = shift - skipped * 8;
      if (inside + bits > 32) return wrapped(i64.load(address, word * 8), shift, bits);
      return low(i32.load(address, word * 8 + skipped), inside, bits);
    },
  };
}

/** A state whose words are in local variables, without the note, and the code that puts them there. */
export function stateInLocals(address: Local<"i32">, { words }: CompiledLayout, local: (type: "i64") => Local<"i64">, note?: NoteSlot): { readonly state: StateCode; readonly load: Code } {
  const locals = Array.from({ length: words }, () => local("i64"));
  return {
    load: locals.map((each, word) => set(each, withoutNote(i64.load(address, word * 8), word, note))),
    state: {
      word: (word) => locals[word] as Local<"i64">,
      slot({ word, shift, bits }) {
        if (bits === 0) return i32.constant(0);
        const whole = locals[word] as Local<"i64">;
        return shift + bits <= 32 ? low(i32.wrap(whole), shift, bits) : wrapped(whole, shift, bits);
      },
    },
  };
}

function withoutNote(value: Expression<"i64">, word: number, note: NoteSlot | undefined): Expression<"i64"> {
  return note?.word === word ? i64.and(value, (1n << BigInt(note.shift)) - 1n) : value;
}

function wrapped(word: Expression<"i64">, shift: number, bits: number): Expression<"i32"> {
  return low(i32.wrap(i64.shrU(word, BigInt(shift))), 0, bits);
}

function low(value: Expression<"i32">, shift: number, bits: number): Expression<"i32"> {
  const shifted = shift === 0 ? value : i32.shrU(value, shift);
  return shift + bits === 32 ? shifted : i32.and(shifted, 2 ** bits - 1);
}
