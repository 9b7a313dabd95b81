/** The language: how a spec is written. */
export { Assertion } from "./assertion.ts";
export { Body, type LocalsTaking } from "./body.ts";
export { AllwaysError, messages, type ErrorDetails, type MessageCode, type SourcePosition } from "./error.ts";
export { fair, type Fairness } from "./fairness.ts";
export type { Formula, StepPattern } from "./formula.ts";
export { IndexSet, indexSet, type Index } from "./index-set.ts";
export { anyOf } from "./initially.ts";
export { sumOf } from "./fold.ts";
export { choice, flag, integer, type Config, type ConfigOf, type Parameter, type Parameters } from "./parameter.ts";
export { present } from "./present.ts";
export { Procedure, type ProcessStart } from "./procedure.ts";
export type { Property } from "./property.ts";
export type { Operand, Prover, StepNames } from "./prover.ts";
export { spec, type Expectation, type Ladder, type Selection, type Spec, type SpecDefinition } from "./spec.ts";
export type { Each, ProcessTable, ProcessView, System, Views } from "./system.ts";
export type { Typed } from "./typed.ts";
export { bool, ghost, oneOf, optional, queue, range, setOf, table, type Fields, type StateQueue, type StateSet, type Table, type ValueOf } from "./types.ts";
export { each, state, World, type Header, type StateOf, type SystemDefinition } from "./world.ts";
