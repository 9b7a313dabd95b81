import { Instruction, operand, type CodeWriter, type Expression, type Operand, type Statement, type ValueType } from "./expression.ts";

/** A parameter or a local variable of a function. As an expression it is its value. */
export class Local<Type extends ValueType> implements Expression<Type> {
  readonly type: Type;
  readonly index: number;

  constructor(type: Type, index: number) {
    this.type = type;
    this.index = index;
  }

  write(code: CodeWriter): void {
    code.bytes.byte(0x20);
    code.bytes.unsigned(this.index);
  }
}

/** A variable of a module. As an expression it is its value. */
export class GlobalVariable<Type extends ValueType> implements Expression<Type> {
  readonly type: Type;
  readonly index: number;

  constructor(type: Type, index: number) {
    this.type = type;
    this.index = index;
  }

  write(code: CodeWriter): void {
    code.bytes.byte(0x23);
    code.bytes.unsigned(this.index);
  }
}

export function set<Type extends ValueType>(variable: Local<Type> | GlobalVariable<Type>, value: Operand<Type>): Statement {
  return new Instruction("void", variable instanceof Local ? 0x21 : 0x24, [operand<Type>(value)], [variable.index]);
}

/** Set a local variable; the expression's value is the new one. */
export function tee<Type extends ValueType>(local: Local<Type>, value: Operand<Type>): Expression<Type> {
  return new Instruction(local.type, 0x22, [operand<Type>(value)], [local.index]);
}

/** Count a variable up. */
export function increment(variable: Local<"i32"> | GlobalVariable<"i32">, by: Operand<"i32"> = 1): Statement {
  return set(variable, new Instruction("i32", 0x6a, [variable, operand<"i32">(by)]));
}
