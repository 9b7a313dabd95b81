import { Instruction, operand, type Expression, type Operand } from "./expression.ts";

type IntegerType = "i32" | "i64";
type Unary<From extends IntegerType, To extends IntegerType> = (value: Operand<From>) => Expression<To>;
type Binary<From extends IntegerType, To extends IntegerType> = (left: Operand<From>, right: Operand<From>) => Expression<To>;

/** The arithmetic that 32-bit and 64-bit integers share. S is signed, U is unsigned. */
export interface Integer<Type extends IntegerType> {
  readonly constant: (value: Type extends "i32" ? number : bigint) => Expression<Type>;

  readonly eqz: Unary<Type, "i32">;
  readonly eq: Binary<Type, "i32">;
  readonly ne: Binary<Type, "i32">;
  readonly ltS: Binary<Type, "i32">;
  readonly ltU: Binary<Type, "i32">;
  readonly gtS: Binary<Type, "i32">;
  readonly gtU: Binary<Type, "i32">;
  readonly leS: Binary<Type, "i32">;
  readonly leU: Binary<Type, "i32">;
  readonly geS: Binary<Type, "i32">;
  readonly geU: Binary<Type, "i32">;

  readonly clz: Unary<Type, Type>;
  readonly ctz: Unary<Type, Type>;
  readonly popcnt: Unary<Type, Type>;
  readonly add: Binary<Type, Type>;
  readonly sub: Binary<Type, Type>;
  readonly mul: Binary<Type, Type>;
  readonly divS: Binary<Type, Type>;
  readonly divU: Binary<Type, Type>;
  readonly remS: Binary<Type, Type>;
  readonly remU: Binary<Type, Type>;
  readonly and: Binary<Type, Type>;
  readonly or: Binary<Type, Type>;
  readonly xor: Binary<Type, Type>;
  readonly shl: Binary<Type, Type>;
  readonly shrS: Binary<Type, Type>;
  readonly shrU: Binary<Type, Type>;
  readonly rotl: Binary<Type, Type>;
  readonly rotr: Binary<Type, Type>;
}

/** The opcodes of the comparisons, and those of the arithmetic, follow one another in the same order for both types. */
function integer<Type extends IntegerType>(type: Type, comparison: number, arithmetic: number): Integer<Type> {
  const unary =
    <To extends IntegerType>(to: To, opcode: number): Unary<Type, To> =>
    (value) =>
      new Instruction(to, opcode, [operand<Type>(value)]);
  const binary =
    <To extends IntegerType>(to: To, opcode: number): Binary<Type, To> =>
    (left, right) =>
      new Instruction(to, opcode, [operand<Type>(left), operand<Type>(right)]);
  return {
    constant: (value) => operand<Type>(value as Operand<Type>),
    eqz: unary("i32", comparison),
    eq: binary("i32", comparison + 1),
    ne: binary("i32", comparison + 2),
    ltS: binary("i32", comparison + 3),
    ltU: binary("i32", comparison + 4),
    gtS: binary("i32", comparison + 5),
    gtU: binary("i32", comparison + 6),
    leS: binary("i32", comparison + 7),
    leU: binary("i32", comparison + 8),
    geS: binary("i32", comparison + 9),
    geU: binary("i32", comparison + 10),
    clz: unary(type, arithmetic),
    ctz: unary(type, arithmetic + 1),
    popcnt: unary(type, arithmetic + 2),
    add: binary(type, arithmetic + 3),
    sub: binary(type, arithmetic + 4),
    mul: binary(type, arithmetic + 5),
    divS: binary(type, arithmetic + 6),
    divU: binary(type, arithmetic + 7),
    remS: binary(type, arithmetic + 8),
    remU: binary(type, arithmetic + 9),
    and: binary(type, arithmetic + 10),
    or: binary(type, arithmetic + 11),
    xor: binary(type, arithmetic + 12),
    shl: binary(type, arithmetic + 13),
    shrS: binary(type, arithmetic + 14),
    shrU: binary(type, arithmetic + 15),
    rotl: binary(type, arithmetic + 16),
    rotr: binary(type, arithmetic + 17),
  };
}

export const integer32: Integer<"i32"> = integer("i32", 0x45, 0x67);
export const integer64: Integer<"i64"> = integer("i64", 0x50, 0x79);
