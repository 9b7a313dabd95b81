import type { Bytes } from "./bytes.ts";

export type ValueType = "i32" | "i64" | "v128";

/** How a value type is written in a module. */
export const typeCode: Readonly<Record<ValueType | "void", number>> = { i32: 0x7f, i64: 0x7e, v128: 0x7b, void: 0x40 };

/**
 * Code that leaves one value of a type on the stack, or none: a statement. A tree of expressions is written operands first, which is the
 * order in which it is evaluated. A part that is used in two places is evaluated in both.
 */
export interface Expression<Type extends ValueType | "void" = ValueType | "void"> {
  readonly type: Type;
  write(code: CodeWriter): void;
}

export type Statement = Expression<"void">;

/** Statements in order. Lists may be nested, so that a function that returns a list can stand where a statement can. */
export type Code = Statement | readonly Code[];

/** A target of branches; it belongs to the one block or loop that is written with it. */
export class Label {
  /** How many blocks are around the labelled one while that is being written. */
  depth = -1;
}

/** Where the body of a function is written. */
export class CodeWriter {
  readonly bytes: Bytes;
  #depth = 0;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }

  /** An opcode; one with a prefix is `prefix << 16 | code`. */
  opcode(opcode: number): void {
    if (opcode <= 0xff) return this.bytes.byte(opcode);
    this.bytes.byte(opcode >>> 16);
    this.bytes.unsigned(opcode & 0xffff);
  }

  enter(label?: Label): void {
    if (label !== undefined) {
      if (label.depth >= 0) throw new Error("a label names one block, and a block cannot be inside itself");
      label.depth = this.#depth;
    }
    this.#depth++;
  }

  leave(label?: Label): void {
    this.#depth--;
    if (label !== undefined) label.depth = -1;
  }

  /** The operand of a branch: how many blocks lie between it and the labelled one. */
  target(label: Label): void {
    if (label.depth < 0) throw new Error("a branch to a label whose block is not around it");
    this.bytes.unsigned(this.#depth - label.depth - 1);
  }

  write(code: Code | Expression): void {
    if (isList(code)) for (const part of code) this.write(part);
    else code.write(this);
  }
}

/** Array.isArray does not narrow a readonly array out of a union. */
function isList(code: Code | Expression): code is readonly Code[] {
  return Array.isArray(code);
}

/** Operands, an opcode, and unsigned immediates: the shape of nearly every instruction. */
export class Instruction<Type extends ValueType | "void"> implements Expression<Type> {
  readonly type: Type;
  readonly #opcode: number;
  readonly #operands: readonly Expression[];
  readonly #immediates: readonly number[];

  constructor(type: Type, opcode: number, operands: readonly Expression[], immediates: readonly number[] = []) {
    this.type = type;
    this.#opcode = opcode;
    this.#operands = operands;
    this.#immediates = immediates;
  }

  write(code: CodeWriter): void {
    for (const operand of this.#operands) operand.write(code);
    code.opcode(this.#opcode);
    for (const immediate of this.#immediates) code.bytes.unsigned(immediate);
  }
}

class Constant32 implements Expression<"i32"> {
  readonly type = "i32";
  readonly #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  write(code: CodeWriter): void {
    code.bytes.byte(0x41);
    code.bytes.signed(this.#value);
  }
}

class Constant64 implements Expression<"i64"> {
  readonly type = "i64";
  readonly #value: bigint;

  constructor(value: bigint) {
    this.#value = value;
  }

  write(code: CodeWriter): void {
    code.bytes.byte(0x42);
    code.bytes.signed64(this.#value);
  }
}

/** An operand: a number stands for an i32 constant, a bigint for an i64 constant. */
export type Operand<Type extends ValueType> = Expression<Type> | (Type extends "i32" ? number : Type extends "i64" ? bigint : never);

export function operand<Type extends ValueType>(value: Operand<Type>): Expression<Type>;
export function operand(value: Expression | number | bigint): Expression {
  if (typeof value === "number") return new Constant32(value);
  return typeof value === "bigint" ? new Constant64(value) : value;
}
