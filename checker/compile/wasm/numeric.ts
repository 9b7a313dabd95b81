import { Instruction, operand, type Expression, type Operand } from "./expression.ts";
import { integer32, integer64, type Integer } from "./integer.ts";
import { load, store, type Load, type Store } from "./memory-access.ts";

export const i32: Integer<"i32"> & {
  readonly load: Load<"i32">;
  readonly load8U: Load<"i32">;
  readonly load16U: Load<"i32">;
  readonly store: Store<"i32">;
  readonly store8: Store<"i32">;
  readonly store16: Store<"i32">;
  /** The low half of a 64-bit integer. */
  readonly wrap: (value: Operand<"i64">) => Expression<"i32">;
} = {
  ...integer32,
  load: load("i32", 0x28, 2),
  load8U: load("i32", 0x2d, 0),
  load16U: load("i32", 0x2f, 1),
  store: store(0x36, 2),
  store8: store(0x3a, 0),
  store16: store(0x3b, 1),
  wrap: (value) => new Instruction("i32", 0xa7, [operand<"i64">(value)]),
};

export const i64: Integer<"i64"> & {
  readonly load: Load<"i64">;
  readonly load8U: Load<"i64">;
  readonly load16U: Load<"i64">;
  readonly load32U: Load<"i64">;
  readonly store: Store<"i64">;
  readonly store8: Store<"i64">;
  readonly store16: Store<"i64">;
  readonly store32: Store<"i64">;
  readonly extendS: (value: Operand<"i32">) => Expression<"i64">;
  readonly extendU: (value: Operand<"i32">) => Expression<"i64">;
} = {
  ...integer64,
  load: load("i64", 0x29, 3),
  load8U: load("i64", 0x31, 0),
  load16U: load("i64", 0x33, 1),
  load32U: load("i64", 0x35, 2),
  store: store(0x37, 3),
  store8: store(0x3c, 0),
  store16: store(0x3d, 1),
  store32: store(0x3e, 2),
  extendS: (value) => new Instruction("i64", 0xac, [operand<"i32">(value)]),
  extendU: (value) => new Instruction("i64", 0xad, [operand<"i32">(value)]),
};
