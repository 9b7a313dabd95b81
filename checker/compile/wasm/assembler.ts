/*
 * An assembler for WebAssembly: functions are trees of typed expressions, written as bytes. `docs/decisions/webassembly-assembler.md` says why.
 */
export { atomic32, atomic64, notify } from "./atomic.ts";
export { block, branch, branchIf, branchTable, drop, either, giveBack, loop, repeatWhile, select, switchOn, unreachable, when } from "./control.ts";
export { Label, type Code, type Expression, type Operand, type Statement, type ValueType } from "./expression.ts";
export { call, callIndirect, type Arguments, type FunctionBody, type FunctionReference, type Locals, type NewLocal, type Parameters, type Result, type Signature, type TableReference } from "./function.ts";
export { memory } from "./memory-access.ts";
export { ModuleBuilder, type MemoryLimits } from "./module-builder.ts";
export { i32, i64 } from "./numeric.ts";
export { GlobalVariable, increment, Local, set, tee } from "./variables.ts";
export { i16x8, i32x4, i64x2, i8x16, v128 } from "./vector.ts";
