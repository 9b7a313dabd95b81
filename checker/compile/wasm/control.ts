import { CodeWriter, Instruction, Label, operand, typeCode, type Code, type Expression, type Operand, type Statement, type ValueType } from "./expression.ts";

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
    code.write(this.#then as Code);
    if (this.#otherwise !== undefined) {
      code.bytes.byte(0x05);
      code.write(this.#otherwise as Code);
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
  return block((end) => loop((again) => [branchIf(i32Eqz(condition), end), typeof body === "function" ? body(end) : body, branch(again)]));
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

/** Run the code at an index, and only that; an index that is not there (unsigned) runs `otherwise`. */
export function switchOn(index: Operand<"i32">, cases: readonly Code[], otherwise: Code = []): Statement {
  return block((end) => {
    // Block within block, so that a branch to the n-th label lands just before the n-th case; a case is wrapped only when it is reached.
    const labels: Label[] = [];
    const nest = (position: number): Code => {
      if (position === 0) {
        return block((first) => {
          labels[0] = first;
          return [];
        });
      }
      return [];
    };
    return [nest(cases.length), otherwise, branch(end)];
  });
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

function i32Eqz(condition: Operand<"i32">): Expression<"i32"> {
  return new Instruction("i32", 0x45, [operand<"i32">(condition)]);
}
