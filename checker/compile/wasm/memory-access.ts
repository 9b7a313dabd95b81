import { Instruction, operand, type Expression, type Operand, type Statement, type ValueType } from "./expression.ts";

/** Read memory at an address plus a constant offset. It traps past the end of the memory. */
export type Load<Type extends ValueType> = (address: Operand<"i32">, offset?: number) => Expression<Type>;
/** Write memory at an address plus a constant offset. */
export type Store<Type extends ValueType> = (address: Operand<"i32">, value: Operand<Type>, offset?: number) => Statement;

/** @param align is the base-2 logarithm of the access's bytes. Plain accesses may be unaligned, so it is a hint; atomic ones may not. */
export function load<Type extends ValueType>(type: Type, opcode: number, align: number): Load<Type> {
  return (address, offset = 0) => new Instruction(type, opcode, [operand<"i32">(address)], [align, offset]);
}

export function store<Type extends ValueType>(opcode: number, align: number): Store<Type> {
  return (address, value, offset = 0) => new Instruction("void", opcode, [operand<"i32">(address), operand<Type>(value)], [align, offset]);
}

/** The bulk instructions and the size of the memory. */
export const memory: {
  /** In pages of 64 KiB. */
  readonly size: () => Expression<"i32">;
  /** By a number of pages. -1 when that cannot be had, else the size before. */
  readonly grow: (pages: Operand<"i32">) => Expression<"i32">;
  readonly fill: (address: Operand<"i32">, byte: Operand<"i32">, bytes: Operand<"i32">) => Statement;
  /** The ranges may overlap. */
  readonly copy: (to: Operand<"i32">, from: Operand<"i32">, bytes: Operand<"i32">) => Statement;
} = {
  size: () => new Instruction("i32", 0x3f, [], [0]),
  grow: (pages) => new Instruction("i32", 0x40, [operand<"i32">(pages)], [0]),
  fill: (address, byte, bytes) => new Instruction("void", 0xfc000b, [operand<"i32">(address), operand<"i32">(byte), operand<"i32">(bytes)], [0]),
  copy: (to, from, bytes) => new Instruction("void", 0xfc000a, [operand<"i32">(to), operand<"i32">(from), operand<"i32">(bytes)], [0, 0]),
};
