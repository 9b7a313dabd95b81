import { i64, type Expression, type Local } from "../../compile/wasm/assembler.ts";

/** A word of the state at an address, without what lies above the state's own bits in its last word. */
export function ownWord(state: Local<"i32">, word: number, bits: number): Expression<"i64"> {
  const own = bits - word * 64;
  const whole = i64.load(state, word * 8);
  return own >= 64 ? whole : i64.and(whole, (1n << BigInt(own)) - 1n);
}
