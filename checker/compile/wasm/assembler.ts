/*
 * An assembler for WebAssembly: functions are trees of typed expressions, written as bytes. `docs/decisions/webassembly-assembler.md` says why.
 */
export { block, branch, branchIf, branchTable, drop, either, giveBack, loop, repeatWhile, select, switchOn, unreachable, when } from "./control.ts";
export { Label, type Code, type Expression, type Operand, type Statement, type ValueType } from "./expression.ts";
export { call, callIndirect, type Arguments, type FunctionBody, type FunctionReference, type Locals, type NewLocal, type Parameters, type Result, type Signature, type TableReference } from "./function.ts";
export { memory } from "./memory-access.ts";
export { ModuleBuilder, type MemoryLimits } from "./module-builder.ts";
export { i32, i64 } from "./numeric.ts";
export { GlobalVariable, increment, Local, set, tee } from "./variables.ts";
