import { Instruction, operand, type Expression, type Operand } from "./expression.ts";
import { load, store, type Load, type Store } from "./memory-access.ts";

/** Accesses that other threads see at once, in one order. An address must be a multiple of the access's width. */
export interface Atomic<Type extends "i32" | "i64"> {
  readonly load: Load<Type>;
  readonly store: Store<Type>;
  /** Add; the value before. */
  readonly add: (address: Operand<"i32">, value: Operand<Type>, offset?: number) => Expression<Type>;
  readonly exchange: (address: Operand<"i32">, value: Operand<Type>, offset?: number) => Expression<Type>;
  /** Replace the expected value; the value before, which is the expected one if it was replaced. */
  readonly compareExchange: (address: Operand<"i32">, expected: Operand<Type>, replacement: Operand<Type>, offset?: number) => Expression<Type>;
  /** Sleep while the expected value is there. 0: woken, 1: another value is there, 2: the time (nanoseconds; negative: none) is over. */
  readonly wait: (address: Operand<"i32">, expected: Operand<Type>, timeout: Operand<"i64">, offset?: number) => Expression<"i32">;
}

/** The opcodes of a 64-bit access follow those of the 32-bit one. */
function atomic<Type extends "i32" | "i64">(type: Type, align: number): Atomic<Type> {
  const shift = align - 2;
  const modify =
    (opcode: number): Atomic<Type>["add"] =>
    (address, value, offset = 0) =>
      new Instruction(type, opcode + shift, [operand<"i32">(address), operand<Type>(value)], [align, offset]);
  return {
    load: load(type, 0xfe0010 + shift, align),
    store: store(0xfe0017 + shift, align),
    add: modify(0xfe001e),
    exchange: modify(0xfe0041),
    compareExchange: (address, expected, replacement, offset = 0) =>
      new Instruction(type, 0xfe0048 + shift, [operand<"i32">(address), operand<Type>(expected), operand<Type>(replacement)], [align, offset]),
    wait: (address, expected, timeout, offset = 0) =>
      new Instruction("i32", 0xfe0001 + shift, [operand<"i32">(address), operand<Type>(expected), operand<"i64">(timeout)], [align, offset]),
  };
}

export const atomic32: Atomic<"i32"> = atomic("i32", 2);
export const atomic64: Atomic<"i64"> = atomic("i64", 3);

/** Wake up to so many threads that wait at an address; how many there were. */
export function notify(address: Operand<"i32">, threads: Operand<"i32">, offset = 0): Expression<"i32"> {
  return new Instruction("i32", 0xfe0000, [operand<"i32">(address), operand<"i32">(threads)], [2, offset]);
}
