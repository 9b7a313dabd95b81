import { Instruction, operand, type Expression, type Operand } from "./expression.ts";
import { load, store, type Load, type Store } from "./memory-access.ts";

/** A vector seen as lanes of integers. */
export interface Lanes<Element extends "i32" | "i64"> {
  /** The same number in every lane. */
  readonly splat: (value: Operand<Element>) => Expression<"v128">;
  /** All ones in the lanes where it is so, else zero. */
  readonly eq: (left: Expression<"v128">, right: Expression<"v128">) => Expression<"v128">;
  readonly ltS: (left: Expression<"v128">, right: Expression<"v128">) => Expression<"v128">;
  /** The top bit of each lane, that of lane 0 lowest. */
  readonly bitmask: (value: Expression<"v128">) => Expression<"i32">;
}

function lanes<Element extends "i32" | "i64">(splat: number, eq: number, ltS: number, bitmask: number): Lanes<Element> {
  return {
    splat: (value) => new Instruction("v128", splat, [operand<Element>(value)]),
    eq: (left, right) => new Instruction("v128", eq, [left, right]),
    ltS: (left, right) => new Instruction("v128", ltS, [left, right]),
    bitmask: (value) => new Instruction("i32", bitmask, [value]),
  };
}

/** 16 bytes. */
export const v128: {
  readonly load: Load<"v128">;
  readonly store: Store<"v128">;
  readonly and: (left: Expression<"v128">, right: Expression<"v128">) => Expression<"v128">;
  readonly or: (left: Expression<"v128">, right: Expression<"v128">) => Expression<"v128">;
  /** 1 if any bit is set. */
  readonly anyTrue: (value: Expression<"v128">) => Expression<"i32">;
} = {
  load: load("v128", 0xfd0000, 4),
  store: store(0xfd000b, 4),
  and: (left, right) => new Instruction("v128", 0xfd004e, [left, right]),
  or: (left, right) => new Instruction("v128", 0xfd0050, [left, right]),
  anyTrue: (value) => new Instruction("i32", 0xfd0053, [value]),
};

export const i8x16: Lanes<"i32"> = lanes(0xfd000f, 0xfd0023, 0xfd0025, 0xfd0064);
export const i16x8: Lanes<"i32"> = lanes(0xfd0010, 0xfd002d, 0xfd002f, 0xfd0084);
export const i32x4: Lanes<"i32"> = lanes(0xfd0011, 0xfd0037, 0xfd0039, 0xfd00a4);
export const i64x2: Lanes<"i64"> = lanes(0xfd0012, 0xfd00d6, 0xfd00d8, 0xfd00c4);
