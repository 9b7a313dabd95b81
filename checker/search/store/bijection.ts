import { i64, set, type Code, type Local } from "../../compile/wasm/assembler.ts";

/**
 * Mix the low bits of a number, in place: a permutation of the numbers of so many bits, so that two different keys stay different. Two rounds
 * of xorshift and multiplication, as in the finalizers of MurmurHash3 and SplitMix; the constants are odd, so each step can be undone. After the
 * last multiplication every bit of the key has reached the high bits, and those choose the bucket; the low ones are only stored.
 */
export function mix(key: Local<"i64">, bits: number): Code {
  const shift = BigInt((bits + 1) >> 1);
  const round = (factor: bigint): Code => [
    set(key, i64.xor(key, i64.shrU(key, shift))),
    set(key, i64.mul(key, factor)),
    bits === 64 ? [] : set(key, i64.and(key, (1n << BigInt(bits)) - 1n)),
  ];
  return [round(0xd6e8feb86659fd93n), round(0xa0761d6478bd642fn)];
}
