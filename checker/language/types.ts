import { AllwaysError } from "./error.ts";
import type { Index, IndexSet } from "./index-set.ts";
import type { Typed } from "./typed.ts";

export interface BoolType extends Typed<boolean> {
  readonly kind: "bool";
}

export interface RangeType extends Typed<number> {
  readonly kind: "range";
  readonly low: number;
  readonly high: number;
  readonly initial: number;
}

export interface OneOfType<V extends string = string> extends Typed<V> {
  readonly kind: "oneOf";
  readonly values: readonly V[];
}

export interface OptionalType<T = unknown> extends Typed<T | null> {
  readonly kind: "optional";
  readonly of: ScalarType;
}

export interface TableType<T = unknown> extends Typed<T> {
  readonly kind: "table";
  readonly index: IndexSet<string>;
  readonly of: Type;
}

export interface RecordType<T = unknown> extends Typed<T> {
  readonly kind: "record";
  /** Only the model has these fields, not what is modelled. */
  readonly ghost?: true;
  readonly fields: Readonly<Record<string, Type>>;
}

export interface SetType<T = unknown> extends Typed<T> {
  readonly kind: "set";
  readonly of: ScalarType;
}

export interface QueueType<T = unknown> extends Typed<T> {
  readonly kind: "queue";
  readonly of: Type;
  readonly capacity: number;
}

/** A type whose value is one of a short list. */
export type ScalarType = BoolType | RangeType | OneOfType | IndexSet<string> | OptionalType;
/** Every type of the language. */
export type Type = ScalarType | TableType | RecordType | SetType | QueueType;

/** Where a type is expected, an object of types stands for a record. */
export interface Fields {
  readonly [field: string]: Typed<unknown> | Fields;
}

/** The TypeScript type of a declared type. */
export type ValueOf<D> = D extends Typed<infer T> ? T : D extends object ? { -readonly [F in keyof D]: ValueOf<D[F]> } : never;

/** A map from every member of an index set. */
export type Table<Name extends string, T> = { [I in Index<Name>]: T };

/** A set over a finite type, as a step sees it. Iteration is in the order of the type's values. */
export interface StateSet<T> extends Iterable<T> {
  readonly size: number;
  has(value: T): boolean;
  add(value: T): void;
  delete(value: T): void;
  clear(): void;
}

/** A bounded first-in first-out queue, as a step sees it. Iteration is from the oldest to the newest. */
export interface StateQueue<T> extends Iterable<T> {
  readonly length: number;
  readonly isFull: boolean;
  /** The oldest value; an empty queue is a spec error. */
  readonly head: T;
  /** Append a value; a full queue is a spec error. */
  push(value: T): void;
  /** Remove and return the oldest value; an empty queue is a spec error. */
  shift(): T;
  clear(): void;
}

/**
 * True or false; starts false.
 *
 * @example
 * const world = state({ locked: bool, waiting: table(indexSet("thread", 2), bool) });
 */
export const bool: BoolType = { kind: "bool" } as BoolType;

/**
 * The whole numbers from `low` to `high`, both included. Starts at `initial`, or at the value nearest to 0.
 * A write outside of the range is a spec error, never a wrap.
 *
 * @example
 * const world = state({ refcount: range(0, 3), balance: range(-5, 5, 2) });
 * range(1, 3).initial; // 1
 * range(-5, 5).initial; // 0
 */
export function range(low: number, high: number, initial: number = Math.min(Math.max(0, low), high)): RangeType {
  const whole = [low, high, initial].every(Number.isSafeInteger);
  if (!whole || low > high || initial < low || initial > high || high - low >= 2 ** 30) {
    throw new AllwaysError("AW106", `range(${low}, ${high}, ${initial}) is not a range`, { hint: "give whole numbers: low <= initial <= high, at most 2^30 values" });
  }
  return { kind: "range", low, high, initial } as RangeType;
}

/**
 * One of the given words; starts at the first.
 *
 * @example
 * const world = state({ cache: oneOf("invalid", "shared", "exclusive") });
 */
export function oneOf<const V extends readonly [string, ...string[]]>(...values: V): OneOfType<V[number]> {
  if (new Set(values).size !== values.length) {
    throw new AllwaysError("AW106", `oneOf(${values.join(", ")}) lists a value twice`, { hint: "remove the repetition" });
  }
  return { kind: "oneOf", values } as unknown as OneOfType<V[number]>;
}

/**
 * A value or null; starts null.
 *
 * @example
 * const Page = indexSet("page", 2);
 * const world = state({ pte: optional(Page) });
 * const unmap = world.procedure("unmap", (p) => {
 *   p.await("ptep_get_and_clear", (k) => k.pte !== null, (k) => {
 *     k.pte = null;
 *   });
 * });
 */
export function optional<D extends BoolType | RangeType | OneOfType | IndexSet<string>>(of: D): OptionalType<ValueOf<D>> {
  return { kind: "optional", of } as unknown as OptionalType<ValueOf<D>>;
}

/**
 * One `of` for every member of an index set.
 *
 * @example
 * const Page = indexSet("page", 2);
 * const world = state({ pages: table(Page, { refcount: range(0, 3), free: bool }) });
 * const put = world.procedure("put_page", { params: { page: Page } }, (p) => {
 *   p.step("put", (k, l) => {
 *     k.pages[l.page].refcount--;
 *   });
 * });
 */
export function table<Name extends string, const D extends Typed<unknown> | Fields>(index: IndexSet<Name>, of: D): TableType<Table<Name, ValueOf<D>>> {
  return { kind: "table", index, of: typeOf(of) } as unknown as TableType<Table<Name, ValueOf<D>>>;
}

/**
 * A set of values of a scalar type with at most 32 values; starts empty.
 *
 * @example
 * const Thread = indexSet("thread", 3);
 * const world = state({ readers: setOf(Thread) });
 * const lock = world.procedure("read_lock", { params: { me: Thread } }, (p) => {
 *   p.step("enter", (k, l) => {
 *     k.readers.add(l.me);
 *   });
 * });
 */
export function setOf<D extends BoolType | RangeType | OneOfType | IndexSet<string>>(of: D): SetType<StateSet<ValueOf<D>>> {
  const type: ScalarType = of;
  if (cardinality(type) > 32) throw new AllwaysError("AW106", "a set needs an element type with at most 32 values", { hint: "use a table of booleans" });
  return { kind: "set", of } as unknown as SetType<StateSet<ValueOf<D>>>;
}

/**
 * A first-in first-out queue of at most `capacity` values; starts empty.
 *
 * @example
 * const world = state({ channel: queue(2, oneOf("request", "reply")) });
 * const client = world.procedure("client", (p) => {
 *   p.await("send", (k) => !k.channel.isFull, (k) => {
 *     k.channel.push("request");
 *   });
 * });
 * const server = world.procedure("server", (p) => {
 *   p.await("receive", (k) => k.channel.length > 0 && k.channel.head === "request", (k) => {
 *     k.channel.shift();
 *   });
 * });
 */
export function queue<const D extends Typed<unknown> | Fields>(capacity: number, of: D): QueueType<StateQueue<ValueOf<D>>> {
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > 1024) {
    throw new AllwaysError("AW106", `a queue cannot have capacity ${capacity}`, { hint: "give a whole number from 1 to 1024" });
  }
  const type = typeOf(of);
  if (type.kind === "queue" || type.kind === "set" || type.kind === "table") {
    throw new AllwaysError("AW106", `a queue cannot hold a ${type.kind}`, { hint: "hold a scalar, or a record of scalars" });
  }
  return { kind: "queue", capacity, of: type } as unknown as QueueType<StateQueue<ValueOf<D>>>;
}

/**
 * A record that only the model has: counts and owners that properties need and the modelled code does not. Steps use it like any other; diagrams
 * for a commit message leave it out.
 *
 * @example
 * const world = state({ refcount: range(0, 2), ghost: ghost({ owners: range(0, 2) }) });
 * const get = world.procedure("get", (p) => {
 *   p.step("get", (k) => {
 *     k.refcount++;
 *     k.ghost.owners++;
 *   });
 * });
 */
export function ghost<const F extends Fields>(fields: F): RecordType<ValueOf<F>> {
  return { ...typeOf(fields), ghost: true } as unknown as RecordType<ValueOf<F>>;
}

/** The type that a declaration stands for: an object of declarations is a record. */
export function typeOf(declared: Typed<unknown> | Fields): Type {
  if (isType(declared)) return declared;
  const fields: Record<string, Type> = {};
  for (const [field, type] of Object.entries(declared)) {
    if (typeof type !== "object" || type === null) {
      throw new AllwaysError("AW106", `field "${field}" has no type`, { hint: "declare it with bool, range, oneOf, an index set, optional, table, setOf, queue or an object of these" });
    }
    fields[field] = typeOf(type as Typed<unknown> | Fields);
  }
  return { kind: "record", fields } as unknown as RecordType;
}

const kinds: ReadonlySet<unknown> = new Set<Type["kind"]>(["bool", "range", "oneOf", "index", "optional", "table", "record", "set", "queue"]);

function isType(declared: object): declared is Type {
  return "kind" in declared && kinds.has(declared.kind);
}

/** How many values a scalar type has. */
export function cardinality(type: ScalarType): number {
  switch (type.kind) {
    case "bool":
      return 2;
    case "range":
      return type.high - type.low + 1;
    case "oneOf":
      return type.values.length;
    case "index":
      return type.size;
    case "optional":
      return cardinality(type.of) + 1;
  }
}

/** A type in the words of the declaration, for messages. */
export function describe(type: Type): string {
  switch (type.kind) {
    case "bool":
      return "bool";
    case "range":
      return `range ${type.low} to ${type.high}`;
    case "oneOf":
      return type.values.map((value) => `"${value}"`).join(" | ");
    case "index":
      return `${type.name}0 to ${type.name}${type.size - 1}`;
    case "optional":
      return `${describe(type.of)}, or null`;
    case "table":
      return `table over ${type.index.name}`;
    case "record":
      return `record { ${Object.keys(type.fields).join(", ")} }`;
    case "set":
      return `set of ${describe(type.of)}`;
    case "queue":
      return `queue of at most ${type.capacity}`;
  }
}
