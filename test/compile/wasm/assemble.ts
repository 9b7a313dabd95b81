import type { ModuleBuilder } from "../../../checker/compile/wasm/assembler.ts";
import { WebAssembly, type Callable, type ImportValue, type Module } from "../../../checker/compile/wasm/webassembly.ts";

export function compile(module: ModuleBuilder): Module {
  return new WebAssembly.Module(module.finish());
}

/** The exports of a finished module that exports functions only. */
export function assemble(module: ModuleBuilder, imports: Record<string, Record<string, ImportValue>> = {}): Record<string, Callable> {
  return new WebAssembly.Instance<Record<string, Callable>>(compile(module), imports).exports;
}
