import { Bytes } from "./bytes.ts";
import { CodeWriter, operand, typeCode, type Operand, type ValueType } from "./expression.ts";
import type { FunctionBody, FunctionReference, Locals, Parameters, Result, Signature, TableReference } from "./function.ts";
import { GlobalVariable, Local } from "./variables.ts";

/** The kinds of imports and exports, as they are written. */
const kind = { function: 0, table: 1, memory: 2, global: 3 } as const;

export interface MemoryLimits {
  /** In pages of 64 KiB. */
  readonly initial: number;
  readonly maximum?: number;
  /** Between threads; a shared memory has a maximum. */
  readonly shared?: boolean;
}

/** A section: how many entries, and their bytes. */
class Section {
  readonly bytes = new Bytes();
  count = 0;

  /** Begin an entry. */
  next(): Bytes {
    this.count++;
    return this.bytes;
  }
}

/**
 * A WebAssembly module in the making. A body is written into bytes as soon as it is given, so that a large module never stands in memory as
 * trees; functions may be declared first and get their bodies in any order. Imports come before everything else, because they are numbered first.
 *
 * @example
 * import { giveBack, i32, ModuleBuilder } from "./assembler.ts";
 * import { WebAssembly } from "./webassembly.ts";
 *
 * const module = new ModuleBuilder();
 * const half = module.define("half", { x: "i32" }, "i32", ({ x }) => giveBack(i32.shrU(x, 1)));
 * module.exportFunction(half);
 * const { exports } = new WebAssembly.Instance<{ half(x: number): number }>(new WebAssembly.Module(module.finish()));
 * exports.half(7); // 3
 */
export class ModuleBuilder {
  readonly #signatures = new Map<string, number>();
  readonly #types = new Section();
  readonly #imports = new Section();
  readonly #functions = new Section();
  readonly #tables = new Section();
  readonly #memories = new Section();
  readonly #globals = new Section();
  readonly #exports = new Section();
  readonly #elements = new Section();
  readonly #data = new Section();
  /** Bodies in the order in which they were given, and by position of the function where its body lies. */
  readonly #code = new Bytes(1 << 12);
  readonly #bodies: ({ readonly start: number; readonly end: number } | undefined)[] = [];
  readonly #names: string[] = [];
  #importedFunctions = 0;
  #tableCount = 0;
  #globalCount = 0;

  /** The type of a function; equal ones are the same. */
  signature<const Params extends Parameters, Returns extends Result>(parameters: Params, result: Returns): Signature<Params, Returns> {
    const types = Object.values(parameters);
    const key = `${types.join(",")}>${result}`;
    let index = this.#signatures.get(key);
    if (index === undefined) {
      index = this.#signatures.size;
      this.#signatures.set(key, index);
      const bytes = this.#types.next();
      bytes.byte(0x60);
      writeTypes(bytes, types);
      writeTypes(bytes, result === "void" ? [] : [result]);
    }
    return { parameters, result, index };
  }

  importFunction<const Params extends Parameters, Returns extends Result>(from: string, name: string, parameters: Params, result: Returns): FunctionReference<Params, Returns> {
    const signature = this.signature(parameters, result);
    const bytes = this.#import(from, name, kind.function);
    bytes.unsigned(signature.index);
    this.#names.push(name);
    return { name, signature, index: this.#importedFunctions++ };
  }

  importMemory(from: string, name: string, limits: MemoryLimits): void {
    writeLimits(this.#import(from, name, kind.memory), limits);
  }

  importTable(from: string, name: string, initial: number): TableReference {
    const bytes = this.#import(from, name, kind.table);
    bytes.byte(0x70);
    writeLimits(bytes, { initial });
    return { index: this.#tableCount++ };
  }

  importGlobal<Type extends "i32" | "i64">(from: string, name: string, type: Type, mutable = false): GlobalVariable<Type> {
    const bytes = this.#import(from, name, kind.global);
    bytes.byte(typeCode[type]);
    bytes.byte(mutable ? 1 : 0);
    return new GlobalVariable(type, this.#globalCount++);
  }

  /** A function whose body comes later: one that calls itself, or is called by an earlier one. */
  declare<const Params extends Parameters, Returns extends Result>(name: string, parameters: Params, result: Returns): FunctionReference<Params, Returns> {
    const signature = this.signature(parameters, result);
    this.#functions.next().unsigned(signature.index);
    this.#names.push(name);
    this.#bodies.push(undefined);
    return { name, signature, index: this.#importedFunctions + this.#bodies.length - 1 };
  }

  body<Params extends Parameters>(of: FunctionReference<Params>, body: FunctionBody<Params>): void {
    const position = of.index - this.#importedFunctions;
    if (this.#bodies[position] !== undefined) throw new Error(`${of.name} has a body already`);
    const types = Object.values(of.signature.parameters);
    const parameters = Object.fromEntries(Object.entries(of.signature.parameters).map(([name, type], index) => [name, new Local(type, index)])) as unknown as Locals<Params>;
    const locals: ValueType[] = [];
    const code = body(parameters, (type) => new Local(type, types.length + locals.push(type) - 1));
    const start = this.#code.length;
    writeLocals(this.#code, locals);
    new CodeWriter(this.#code).write(code);
    this.#code.byte(0x0b);
    this.#bodies[position] = { start, end: this.#code.length };
  }

  define<const Params extends Parameters, Returns extends Result>(name: string, parameters: Params, result: Returns, body: FunctionBody<Params>): FunctionReference<Params, Returns> {
    const reference = this.declare(name, parameters, result);
    this.body(reference, body);
    return reference;
  }

  table(size: number): TableReference {
    const bytes = this.#tables.next();
    bytes.byte(0x70);
    writeLimits(bytes, { initial: size, maximum: size });
    return { index: this.#tableCount++ };
  }

  /** Put functions into a table, one after the other. */
  elements(table: TableReference, offset: number, functions: readonly FunctionReference[]): void {
    const bytes = this.#elements.next();
    bytes.byte(0x02);
    bytes.unsigned(table.index);
    writeInitial(bytes, operand<"i32">(offset));
    bytes.byte(0x00);
    bytes.unsigned(functions.length);
    for (const { index } of functions) bytes.unsigned(index);
  }

  memory(limits: MemoryLimits): void {
    writeLimits(this.#memories.next(), limits);
  }

  /** Bytes that lie in the memory when the module is instantiated. */
  data(offset: number, content: Uint8Array): void {
    const bytes = this.#data.next();
    bytes.byte(0x00);
    writeInitial(bytes, operand<"i32">(offset));
    bytes.unsigned(content.length);
    bytes.append(content);
  }

  global<Type extends "i32" | "i64">(type: Type, initial: Type extends "i32" ? number : bigint): GlobalVariable<Type> {
    const bytes = this.#globals.next();
    bytes.byte(typeCode[type]);
    bytes.byte(1);
    writeInitial(bytes, operand<"i32" | "i64">(initial as Operand<"i32" | "i64">));
    return new GlobalVariable(type, this.#globalCount++);
  }

  exportFunction(reference: FunctionReference, name: string = reference.name): void {
    this.#export(name, kind.function, reference.index);
  }

  exportTable(reference: TableReference, name: string): void {
    this.#export(name, kind.table, reference.index);
  }

  exportMemory(name: string): void {
    this.#export(name, kind.memory, 0);
  }

  exportGlobal(reference: GlobalVariable<ValueType>, name: string): void {
    this.#export(name, kind.global, reference.index);
  }

  /** The bytes of the module. */
  finish(): Uint8Array<ArrayBuffer> {
    const bytes = new Bytes(this.#code.length + (1 << 12));
    bytes.append(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00));
    const sections: [id: number, section: Section][] = [
      [1, this.#types],
      [2, this.#imports],
      [3, this.#functions],
      [4, this.#tables],
      [5, this.#memories],
      [6, this.#globals],
      [7, this.#exports],
      [9, this.#elements],
      [10, this.#codeSection()],
      [11, this.#data],
    ];
    for (const [id, section] of sections) if (section.count > 0) writeSection(bytes, id, section);
    this.#writeNames(bytes);
    return bytes.finish();
  }

  #import(from: string, name: string, what: number): Bytes {
    if (this.#bodies.length > 0 || this.#tables.count > 0 || this.#globals.count > 0) throw new Error(`${name} is imported after something was defined`);
    const bytes = this.#imports.next();
    bytes.name(from);
    bytes.name(name);
    bytes.byte(what);
    return bytes;
  }

  #export(name: string, what: number, index: number): void {
    const bytes = this.#exports.next();
    bytes.name(name);
    bytes.byte(what);
    bytes.unsigned(index);
  }

  #codeSection(): Section {
    const section = new Section();
    for (const [position, body] of this.#bodies.entries()) {
      if (body === undefined) throw new Error(`${this.#names[this.#importedFunctions + position]} has no body`);
      const bytes = section.next();
      bytes.unsigned(body.end - body.start);
      bytes.append(this.#code.view(body.start, body.end));
    }
    return section;
  }

  /** The names of the functions, for the engine's error messages and profiles. */
  #writeNames(bytes: Bytes): void {
    const names = new Section();
    for (const [index, name] of this.#names.entries()) {
      names.next().unsigned(index);
      names.bytes.name(name);
    }
    const custom = new Bytes();
    custom.name("name");
    writeSection(custom, 1, names);
    bytes.byte(0);
    bytes.unsigned(custom.length);
    bytes.append(custom.view(0, custom.length));
  }
}

function writeSection(bytes: Bytes, id: number, section: Section): void {
  const count = new Bytes(5);
  count.unsigned(section.count);
  bytes.byte(id);
  bytes.unsigned(count.length + section.bytes.length);
  bytes.append(count.view(0, count.length));
  bytes.append(section.bytes.view(0, section.bytes.length));
}

function writeTypes(bytes: Bytes, types: readonly ValueType[]): void {
  bytes.unsigned(types.length);
  for (const type of types) bytes.byte(typeCode[type]);
}

/** Local variables, as runs of one type. */
function writeLocals(bytes: Bytes, types: readonly ValueType[]): void {
  const runs: { type: ValueType; count: number }[] = [];
  for (const type of types) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  bytes.unsigned(runs.length);
  for (const { type, count } of runs) {
    bytes.unsigned(count);
    bytes.byte(typeCode[type]);
  }
}

function writeLimits(bytes: Bytes, { initial, maximum, shared }: MemoryLimits): void {
  bytes.byte((maximum === undefined ? 0 : 1) | (shared === true ? 2 : 0));
  bytes.unsigned(initial);
  if (maximum !== undefined) bytes.unsigned(maximum);
}

/** A constant expression. */
function writeInitial(bytes: Bytes, value: { write(code: CodeWriter): void }): void {
  value.write(new CodeWriter(bytes));
  bytes.byte(0x0b);
}
