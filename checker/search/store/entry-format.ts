import { either, i16x8, i32, i32x4, i64, i64x2, i8x16, v128, type Code, type Expression, type Local, type Operand } from "../../compile/wasm/assembler.ts";

/** A bucket is one cache line. */
export const bucketBytes = 64;

/** Bits of an entry that hold one more than its displacement, so that an entry is never zero. */
export const displacementBits: number = 3;
const displacementMask = 2 ** displacementBits - 1;

/**
 * How a bucket holds its entries, as code. An entry's low bits are one more than the number of buckets by which it is displaced. Entries fill a
 * bucket from slot 0 on; they may be replaced, but a slot is never emptied. Entries of 5 and 6 bytes are kept as low halves, then high parts, so that
 * vector instructions compare them.
 */
export interface EntryFormat {
  readonly bytes: 4 | 5 | 6 | 8;
  readonly slots: number;
  /** Not zero if the bucket holds the entry. */
  readonly holds: (bucket: Local<"i32">, entry: Local<"i64">) => Expression<"i32">;
  /** Not zero if every slot is taken. */
  readonly isFull: (bucket: Local<"i32">) => Expression<"i32">;
  /** The slots whose entries are displaced by `displacement - 1` buckets, as bits. With 0: the empty ones. */
  readonly displaced: (bucket: Local<"i32">, displacement: Expression<"i32">) => Expression<"i32">;
  /** Not zero if there is an entry that is displaced by less, or an empty slot. */
  readonly anyDisplacedLess: (bucket: Local<"i32">, displacement: Expression<"i32">) => Expression<"i32">;
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

/** The displacements in entries with low halves of their own; lanes beyond the last entry are something else. */
function displacements(bucket: Local<"i32">, vectors: number): Expression<"v128">[] {
  return Array.from({ length: vectors }, (_, vector) => v128.and(v128.load(bucket, vector * 16), i32x4.splat(displacementMask)));
}

/** What formats with low halves have in common. */
function withLowHalves(slots: number): Pick<EntryFormat, "isFull" | "displaced" | "anyDisplacedLess"> {
  const vectors = Math.ceil(slots / 4);
  const slotBits = (lanes: readonly Expression<"v128">[]): Expression<"i32"> => (slots === vectors * 4 ? bits(lanes, 4) : i32.and(bits(lanes, 4), 2 ** slots - 1));
  return {
    isFull: (bucket) => i32.load(bucket, (slots - 1) * 4),
    displaced: (bucket, displacement) => slotBits(displacements(bucket, vectors).map((lanes) => i32x4.eq(lanes, i32x4.splat(displacement)))),
    anyDisplacedLess: (bucket, displacement) => slotBits(displacements(bucket, vectors).map((lanes) => i32x4.ltS(lanes, i32x4.splat(i32.add(displacement, 1))))),
  };
}

const four: EntryFormat = {
  ...withLowHalves(16),
  bytes: 4,
  slots: 16,
  holds: (bucket, entry) => any(lowHalves(bucket, i32.wrap(entry), 4)),
  put: (bucket, slot, entry) => i64.store32(at(bucket, slot, 4), entry),
  get: (bucket, slot) => i64.load32U(at(bucket, slot, 4)),
};

const five: EntryFormat = {
  ...withLowHalves(12),
  bytes: 5,
  slots: 12,
  holds: (bucket, entry) => {
    const low = lowHalves(bucket, i32.wrap(entry), 3);
    const high = i8x16.bitmask(i8x16.eq(v128.load(bucket, 48), i8x16.splat(i32.wrap(i64.shrU(entry, 32n)))));
    return either("i32", any(low), i32.and(bits(low, 4), high), 0);
  },
  put: (bucket, slot, entry) => [i64.store32(at(bucket, slot, 4), entry), i64.store8(at(bucket, slot, 1), i64.shrU(entry, 32n), 48)],
  get: (bucket, slot) => i64.or(i64.load32U(at(bucket, slot, 4)), i64.shl(i64.load8U(at(bucket, slot, 1), 48), 32n)),
};

const six: EntryFormat = {
  ...withLowHalves(10),
  bytes: 6,
  slots: 10,
  holds: (bucket, entry) => {
    // Ten low halves end inside the third vector, and the ten high parts begin there, at byte 40; the last two are seen through the vector at 48.
    const low = lowHalves(bucket, i32.wrap(entry), 3);
    const high = (offset: number): Expression<"i32"> => i16x8.bitmask(i16x8.eq(v128.load(bucket, offset), i16x8.splat(i32.wrap(i64.shrU(entry, 32n)))));
    return either("i32", any(low), i32.and(i32.and(bits(low, 4), 0x3ff), i32.or(high(40), i32.shl(i32.and(high(48), 0x30), 4))), 0);
  },
  put: (bucket, slot, entry) => [i64.store32(at(bucket, slot, 4), entry), i64.store16(at(bucket, slot, 2), i64.shrU(entry, 32n), 40)],
  get: (bucket, slot) => i64.or(i64.load32U(at(bucket, slot, 4)), i64.shl(i64.load16U(at(bucket, slot, 2), 40), 32n)),
};

const eight: EntryFormat = {
  bytes: 8,
  slots: 8,
  holds: (bucket, entry) => any(longs(bucket).map((lanes) => i64x2.eq(lanes, i64x2.splat(entry)))),
  isFull: (bucket) => i32.load(bucket, 56),
  displaced: (bucket, displacement) => bits(displacementsOfLongs(bucket).map((lanes) => i64x2.eq(lanes, i64x2.splat(i64.extendU(displacement)))), 2),
  anyDisplacedLess: (bucket, displacement) => any(displacementsOfLongs(bucket).map((lanes) => i64x2.ltS(lanes, i64x2.splat(i64.extendU(i32.add(displacement, 1)))))),
  put: (bucket, slot, entry) => i64.store(at(bucket, slot, 8), entry),
  get: (bucket, slot) => i64.load(at(bucket, slot, 8)),
};

function longs(bucket: Local<"i32">): Expression<"v128">[] {
  return [0, 16, 32, 48].map((offset) => v128.load(bucket, offset));
}

function displacementsOfLongs(bucket: Local<"i32">): Expression<"v128">[] {
  return longs(bucket).map((lanes) => v128.and(lanes, i64x2.splat(BigInt(displacementMask))));
}

/** Narrowest first. */
export const entryFormats: readonly EntryFormat[] = [four, five, six, eight];
