import { i64, set, type Code, type Local } from "../../compile/wasm/assembler.ts";

/** Odd, so that multiplication by them can be undone. */
const factors: readonly bigint[] = [0xd6e8feb86659fd93n, 0xa0761d6478bd642fn];

/**
 * Mix the low bits of a number, in place: a permutation of the numbers of so many bits, so that two different keys stay different. Two rounds
 * of xorshift and multiplication, as in the finalizers of MurmurHash3 and SplitMix. After the last multiplication every bit of the key has reached the
 * high bits, and those choose the bucket; the low ones are only stored.
 */
export function mix(key: Local<"i64">, bits: number): Code {
  const shift = BigInt((bits + 1) >> 1);
  return factors.map((factor) => [
    set(key, i64.xor(key, i64.shrU(key, shift))),
    set(key, i64.mul(key, factor)),
    bits === 64 ? [] : set(key, i64.and(key, (1n << BigInt(bits)) - 1n)),
  ]);
}

/** The key that is mixed to a number. Tests make keys with it that meet in the table. */
export function unmixed(mixed: bigint, bits: number): bigint {
  const shift = BigInt((bits + 1) >> 1);
  return factors.toReversed().reduce((key, factor) => {
    const product = BigInt.asUintN(bits, key * inverse(factor));
    // The shift is at least half of the bits, so the upper half is as it was.
    return product ^ (product >> shift);
  }, mixed);
}

/** Modulo 2^64, by Newton's iteration: each round doubles the number of bits that are right, and an odd number is its own inverse modulo 8. */
function inverse(factor: bigint): bigint {
  let result = factor;
  for (let right = 3; right < 64; right *= 2) result = BigInt.asUintN(64, result * (2n - factor * result));
  return result;
}
