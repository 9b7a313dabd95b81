import { Instruction, Label, operand, typeCode, type Code, type CodeWriter, type Expression, type Operand, type Statement, type ValueType } from "./expression.ts";
import { integer32 } from "./integer.ts";

type Body = Code | ((label: Label) => Code);

class Block implements Statement {
  readonly type = "void";
  readonly #opcode: number;
  readonly #label = new Label();
  readonly #body: Code;

  constructor(opcode: number, body: Body) {
    this.#opcode = opcode;
    this.#body = typeof body === "function" ? body(this.#label) : body;
  }

  write(code: CodeWriter): void {
    code.bytes.byte(this.#opcode);
    code.bytes.byte(typeCode.void);
    code.enter(this.#label);
    code.write(this.#body);
    code.leave(this.#label);
    code.bytes.byte(0x0b);
  }
}

class Conditional<Type extends ValueType | "void"> implements Expression<Type> {
  readonly type: Type;
  readonly #condition: Expression<"i32">;
  readonly #then: Code | Expression;
  readonly #otherwise: Code | Expression | undefined;

  constructor(type: Type, condition: Operand<"i32">, then: Code | Expression, otherwise: Code | Expression | undefined) {
    this.type = type;
    this.#condition = operand<"i32">(condition);
    this.#then = then;
    this.#otherwise = otherwise;
  }

  write(code: CodeWriter): void {
    this.#condition.write(code);
    code.bytes.byte(0x04);
    code.bytes.byte(typeCode[this.type]);
    code.enter();
    code.write(this.#then);
    if (this.#otherwise !== undefined) {
      code.bytes.byte(0x05);
      code.write(this.#otherwise);
    }
    code.leave();
    code.bytes.byte(0x0b);
  }
}

class Dispatch implements Statement {
  readonly type = "void";
  readonly #index: Expression<"i32">;
  readonly #labels: readonly Label[];
  readonly #otherwise: Label;

  constructor(index: Operand<"i32">, labels: readonly Label[], otherwise: Label) {
    this.#index = operand<"i32">(index);
    this.#labels = labels;
    this.#otherwise = otherwise;
  }

  write(code: CodeWriter): void {
    this.#index.write(code);
    code.bytes.byte(0x0e);
    code.bytes.unsigned(this.#labels.length);
    for (const label of this.#labels) code.target(label);
    code.target(this.#otherwise);
  }
}

class Branch implements Statement {
  readonly type = "void";
  readonly #label: Label;
  readonly #condition: Expression<"i32"> | undefined;

  constructor(label: Label, condition: Operand<"i32"> | undefined) {
    this.#label = label;
    this.#condition = condition === undefined ? undefined : operand<"i32">(condition);
  }

  write(code: CodeWriter): void {
    this.#condition?.write(code);
    code.bytes.byte(this.#condition === undefined ? 0x0c : 0x0d);
    code.target(this.#label);
  }
}

/**
 * A block within a block for each case, and in the innermost one the branch table: a branch out of the n-th block lands just before the n-th case.
 */
class Switch implements Statement {
  readonly type = "void";
  readonly #index: Operand<"i32">;
  readonly #cases: readonly Code[];
  readonly #otherwise: Code;
  readonly #targets: readonly number[];

  constructor(index: Operand<"i32">, cases: readonly Code[], otherwise: Code, targets: readonly number[]) {
    this.#index = index;
    this.#cases = cases;
    this.#otherwise = otherwise;
    this.#targets = targets;
  }

  write(code: CodeWriter): void {
    const end = new Label();
    const otherwise = new Label();
    const labels = this.#cases.map(() => new Label());
    const outermostFirst = [end, otherwise, ...labels.toReversed()];
    for (const label of outermostFirst) {
      code.bytes.byte(0x02);
      code.bytes.byte(typeCode.void);
      code.enter(label);
    }
    const targets = this.#targets.map((target) => labels[target] ?? otherwise);
    branchTable(this.#index, targets, otherwise).write(code);
    for (const [position, statements] of this.#cases.entries()) {
      code.leave(labels[position]);
      code.bytes.byte(0x0b);
      code.write(statements);
      branch(end).write(code);
    }
    code.leave(otherwise);
    code.bytes.byte(0x0b);
    code.write(this.#otherwise);
    code.leave(end);
    code.bytes.byte(0x0b);
  }
}

/** Statements; a branch to the label goes to the end. */
export function block(body: Body): Statement {
  return new Block(0x02, body);
}

/** Statements; a branch to the label goes to the start. Without one the loop ends after the last statement. */
export function loop(body: Body): Statement {
  return new Block(0x03, body);
}

/** Repeat while a condition holds. A branch to the label ends it. */
export function repeatWhile(condition: Operand<"i32">, body: Body): Statement {
  return block((end) => loop((again) => [branchIf(integer32.eqz(condition), end), typeof body === "function" ? body(end) : body, branch(again)]));
}

export function branch(label: Label): Statement {
  return new Branch(label, undefined);
}

export function branchIf(condition: Operand<"i32">, label: Label): Statement {
  return new Branch(label, condition);
}

/** Branch to the label at an index; an index that is not there (unsigned) goes to `otherwise`. */
export function branchTable(index: Operand<"i32">, labels: readonly Label[], otherwise: Label): Statement {
  return new Dispatch(index, labels, otherwise);
}

/**
 * Run the case at an index, and only that one. Where indices share a case, `targets` gives for each index the position of its case; an index
 * that is not there (unsigned) or whose target is -1 runs `otherwise`.
 */
export function switchOn(index: Operand<"i32">, cases: readonly Code[], otherwise: Code = [], targets: readonly number[] = [...cases.keys()]): Statement {
  return new Switch(index, cases, otherwise, targets);
}

/** One statement or another. */
export function when(condition: Operand<"i32">, then: Code, otherwise?: Code): Statement {
  return new Conditional("void", condition, then, otherwise);
}

/** One value or another; only the chosen one is evaluated. */
export function either<Type extends "i32" | "i64">(type: Type, condition: Operand<"i32">, then: Operand<Type>, otherwise: Operand<Type>): Expression<Type> {
  return new Conditional(type, condition, operand<Type>(then), operand<Type>(otherwise));
}

/** One value or another, without a branch; both are evaluated. */
export function select<Type extends ValueType>(condition: Operand<"i32">, then: Expression<Type>, otherwise: Expression<Type>): Expression<Type> {
  return new Instruction(then.type, 0x1b, [then, otherwise, operand<"i32">(condition)]);
}

/** Return from the function, with its result if it has one. */
export function giveBack(value?: Expression | number | bigint): Statement {
  return new Instruction("void", 0x0f, value === undefined ? [] : [operand(value as Operand<"i32">)]);
}

export function drop(value: Expression<ValueType>): Statement {
  return new Instruction("void", 0x1a, [value]);
}

export function unreachable(): Statement {
  return new Instruction("void", 0x00, []);
}
