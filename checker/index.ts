/** What the package exports as `allways`: the language, and how to check a spec from a program. */
export * from "./language/index.ts";
export { check, type CheckOptions } from "./run/check.ts";
export type { PropertyResult, RunResult, Verdict } from "./run/event.ts";
export type { Trace, TraceStep } from "./trace/trace.ts";
