import { Instruction, operand, type Code, type Expression, type Operand, type ValueType } from "./expression.ts";
import type { Local } from "./variables.ts";

/** Parameters by name, in order. */
export type Parameters = Readonly<Record<string, ValueType>>;
export type Result = ValueType | "void";

export interface Signature<Params extends Parameters = Parameters, Returns extends Result = Result> {
  readonly parameters: Params;
  readonly result: Returns;
  /** Its position among the types of its module. */
  readonly index: number;
}

/** A function of a module, imported or defined. */
export interface FunctionReference<Params extends Parameters = Parameters, Returns extends Result = Result> {
  readonly name: string;
  readonly signature: Signature<Params, Returns>;
  readonly index: number;
}

/** A table of functions. */
export interface TableReference {
  readonly index: number;
}

export type Locals<Params extends Parameters> = { readonly [Name in keyof Params]: Local<Params[Name]> };
export type Arguments<Params extends Parameters> = { readonly [Name in keyof Params]: Operand<Params[Name]> };

/** Makes a new local variable; it starts as zero. */
export type NewLocal = <Type extends ValueType>(type: Type) => Local<Type>;

/** Given the parameters, the statements of a function; one with a result ends in `giveBack`. */
export type FunctionBody<Params extends Parameters> = (parameters: Locals<Params>, local: NewLocal) => Code;

export function call<Params extends Parameters, Returns extends Result>(callee: FunctionReference<Params, Returns>, values: Arguments<Params>): Expression<Returns> {
  return new Instruction(callee.signature.result, 0x10, inOrder(callee.signature, values), [callee.index]);
}

/** Call the function at an index of a table. It traps when there is none, or one of another signature. */
export function callIndirect<Params extends Parameters, Returns extends Result>(
  table: TableReference,
  signature: Signature<Params, Returns>,
  index: Operand<"i32">,
  values: Arguments<Params>,
): Expression<Returns> {
  return new Instruction(signature.result, 0x11, [...inOrder(signature, values), operand<"i32">(index)], [signature.index, table.index]);
}

function inOrder<Params extends Parameters>(signature: Signature<Params>, values: Arguments<Params>): Expression[] {
  return Object.keys(signature.parameters).map((name) => operand(values[name] as Operand<ValueType>));
}

