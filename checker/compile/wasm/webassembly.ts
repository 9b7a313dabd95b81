/*
 * The part of the WebAssembly JavaScript interface that the checker uses. TypeScript has it only in its library for browsers, and a global
 * declaration of our own would clash with that one in a program that uses both.
 */

export interface Memory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** @returns the pages before. @throws RangeError */
  grow(pages: number): number;
}

export interface Table {
  readonly length: number;
  get(index: number): unknown;
}

export interface Global {
  value: number | bigint;
}

/** Compiled code, which can be posted to a worker. */
export interface Module {
  readonly [Symbol.toStringTag]: string;
}

export type Callable = (...values: readonly (number | bigint)[]) => number | bigint | undefined;

export type ImportValue = Memory | Table | Global | ((...values: readonly (number | bigint)[]) => unknown);

export interface Instance<Exports extends object = Record<string, never>> {
  readonly exports: Exports;
}

interface WebAssemblyInterface {
  readonly Memory: new (limits: { initial: number; maximum?: number; shared?: boolean }) => Memory;
  readonly Table: new (limits: { element: "anyfunc"; initial: number; maximum?: number }) => Table;
  readonly Global: new (type: { value: "i32" | "i64"; mutable?: boolean }, value: number | bigint) => Global;
  readonly Module: new (bytes: Uint8Array) => Module;
  readonly Instance: new <Exports extends object>(module: Module, imports?: Record<string, Record<string, ImportValue>>) => Instance<Exports>;
  validate(bytes: Uint8Array): boolean;
}

export const WebAssembly: WebAssemblyInterface = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
