import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Bytes } from "../../../checker/compile/wasm/bytes.ts";

/** The value of a LEB128 number, by its definition: seven bits a byte, the lowest first, and the sign in the last byte's bit 6. */
function decode(bytes: Uint8Array, signed: boolean): bigint {
  let value = 0n;
  for (const [position, byte] of bytes.entries()) {
    value |= BigInt(byte & 0x7f) << BigInt(7 * position);
    expect(byte >= 0x80).toBe(position < bytes.length - 1);
  }
  return signed ? BigInt.asIntN(7 * bytes.length, value) : value;
}

function written(write: (bytes: Bytes) => void): Uint8Array {
  const bytes = new Bytes(1);
  write(bytes);
  return bytes.finish();
}

/** The fewest bytes that hold the bits of a number. */
const shortest = (bits: number): number => Math.max(1, Math.ceil(bits / 7));
const signedBits = (value: bigint): number => (value < 0n ? -value - 1n : value).toString(2).replace(/^0$/u, "").length + 1;

describe("LEB128", () => {
  test("unsigned 32-bit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
        const bytes = written((to) => to.unsigned(value));
        expect(decode(bytes, false)).toBe(BigInt(value));
        expect(bytes.length).toBe(shortest(value === 0 ? 0 : value.toString(2).length));
      }),
    );
  });

  test("signed 32-bit, and unsigned as its two's complement", () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), (value) => {
        const bytes = written((to) => to.signed(value));
        expect(decode(bytes, true)).toBe(BigInt(value | 0));
        expect(bytes.length).toBe(shortest(signedBits(BigInt(value | 0))));
      }),
    );
  });

  test("signed 64-bit, and unsigned as its two's complement", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (value) => {
        const bytes = written((to) => to.signed64(value));
        expect(decode(bytes, true)).toBe(BigInt.asIntN(64, value));
        expect(bytes.length).toBe(shortest(signedBits(BigInt.asIntN(64, value))));
      }),
    );
  });
});

test("names are UTF-8 after their length", () => {
  expect([...written((to) => to.name("aé"))]).toEqual([3, 0x61, 0xc3, 0xa9]);
});
