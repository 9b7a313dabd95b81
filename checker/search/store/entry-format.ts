import { either, i16x8, i32, i32x4, i64, i64x2, i8x16, v128, type Code, type Expression, type Local, type Operand } from "../../compile/wasm/assembler.ts";

/** A bucket is one cache line. */
export const bucketBytes = 64;

/**
 * How a bucket holds its entries, as code. An entry is a number that is not zero in its low 32 bits; entries fill a bucket from slot 0 on and
 * are never removed, so that the first empty slot ends a bucket. Entries of 5 and 6 bytes are kept as low halves, then high parts, so that
 * vector instructions compare them.
 */
export interface EntryFormat {
  readonly bytes: 4 | 5 | 6 | 8;
  readonly slots: number;
  /** Not zero if the bucket holds the entry. */
  readonly holds: (bucket: Local<"i32">, entry: Local<"i64">) => Expression<"i32">;
  /** The first empty slot, or `slots` if there is none. */
  readonly firstFree: (bucket: Local<"i32">) => Expression<"i32">;
  readonly put: (bucket: Local<"i32">, slot: Operand<"i32">, entry: Expression<"i64">) => Code;
  /** 0 if the slot is empty. */
  readonly get: (bucket: Operand<"i32">, slot: Operand<"i32">) => Expression<"i64">;
}

/** An entry's address without the constant offset. */
function at(bucket: Operand<"i32">, slot: Operand<"i32">, bytes: number): Expression<"i32"> {
  return i32.add(bucket, bytes === 1 ? slot : i32.mul(slot, bytes));
}

/** A comparison with each of the vectors of low halves. */
function lowHalves(bucket: Local<"i32">, value: Expression<"i32">, vectors: number): Expression<"v128">[] {
  return Array.from({ length: vectors }, (_, vector) => i32x4.eq(v128.load(bucket, vector * 16), i32x4.splat(value)));
}

function any(vectors: readonly Expression<"v128">[]): Expression<"i32"> {
  return v128.anyTrue(vectors.reduce((left, right) => v128.or(left, right)));
}

/** The lanes of several vectors as the bits of one number. */
function bits(vectors: readonly Expression<"v128">[], lanes: 2 | 4): Expression<"i32"> {
  const masks = vectors.map((vector, position) => i32.shl(lanes === 4 ? i32x4.bitmask(vector) : i64x2.bitmask(vector), position * lanes));
  return masks.reduce((left, right) => i32.or(left, right));
}

/** The lowest set bit, or `slots`. */
function lowest(mask: Expression<"i32">, slots: number): Expression<"i32"> {
  return i32.ctz(i32.or(mask, 1 << slots));
}

const four: EntryFormat = {
  bytes: 4,
  slots: 16,
  holds: (bucket, entry) => any(lowHalves(bucket, i32.wrap(entry), 4)),
  firstFree: (bucket) => lowest(bits(lowHalves(bucket, i32.constant(0), 4), 4), 16),
  put: (bucket, slot, entry) => i64.store32(at(bucket, slot, 4), entry),
  get: (bucket, slot) => i64.load32U(at(bucket, slot, 4)),
};

const five: EntryFormat = {
  bytes: 5,
  slots: 12,
  holds: (bucket, entry) => {
    const low = lowHalves(bucket, i32.wrap(entry), 3);
    const high = i8x16.bitmask(i8x16.eq(v128.load(bucket, 48), i8x16.splat(i32.wrap(i64.shrU(entry, 32n)))));
    return either("i32", any(low), i32.and(bits(low, 4), high), 0);
  },
  firstFree: (bucket) => lowest(bits(lowHalves(bucket, i32.constant(0), 3), 4), 12),
  put: (bucket, slot, entry) => [i64.store32(at(bucket, slot, 4), entry), i64.store8(at(bucket, slot, 1), i64.shrU(entry, 32n), 48)],
  get: (bucket, slot) => i64.or(i64.load32U(at(bucket, slot, 4)), i64.shl(i64.load8U(at(bucket, slot, 1), 48), 32n)),
};

const six: EntryFormat = {
  bytes: 6,
  slots: 10,
  holds: (bucket, entry) => {
    // Ten low halves end inside the third vector, and the ten high parts begin there, at byte 40; the last two are seen through the vector at 48.
    const low = lowHalves(bucket, i32.wrap(entry), 3);
    const high = (offset: number): Expression<"i32"> => i16x8.bitmask(i16x8.eq(v128.load(bucket, offset), i16x8.splat(i32.wrap(i64.shrU(entry, 32n)))));
    return either("i32", any(low), i32.and(i32.and(bits(low, 4), 0x3ff), i32.or(high(40), i32.shl(i32.and(high(48), 0x30), 4))), 0);
  },
  firstFree: (bucket) => lowest(bits(lowHalves(bucket, i32.constant(0), 3), 4), 10),
  put: (bucket, slot, entry) => [i64.store32(at(bucket, slot, 4), entry), i64.store16(at(bucket, slot, 2), i64.shrU(entry, 32n), 40)],
  get: (bucket, slot) => i64.or(i64.load32U(at(bucket, slot, 4)), i64.shl(i64.load16U(at(bucket, slot, 2), 40), 32n)),
};

const eight: EntryFormat = {
  bytes: 8,
  slots: 8,
  holds: (bucket, entry) => any(longs(bucket, entry)),
  firstFree: (bucket) => lowest(bits(longs(bucket, i64.constant(0n)), 2), 8),
  put: (bucket, slot, entry) => i64.store(at(bucket, slot, 8), entry),
  get: (bucket, slot) => i64.load(at(bucket, slot, 8)),
};

function longs(bucket: Local<"i32">, value: Expression<"i64">): Expression<"v128">[] {
  return [0, 16, 32, 48].map((offset) => i64x2.eq(v128.load(bucket, offset), i64x2.splat(value)));
}

/** Narrowest first. */
export const entryFormats: readonly EntryFormat[] = [four, five, six, eight];
