import { current as snapshot, isDraft } from "immer";
import { AllwaysError } from "../../language/error.ts";
import type { QueueType, RecordType, SetType, StateQueue, StateSet, TableType, Type } from "../../language/types.ts";
import { emptyQueue, fullQueue, isScalar, ordinalOf, outOfRange, plainCopy, readOnly, valueAt, type Plain } from "../../language/value.ts";

/*
 * What a step sees of a plain state or an immer draft: not the objects themselves but places in the state. A place finds its
 * value anew at every access, copies what is assigned to it, and checks it against the declared type. So a step means the same here as on
 * packed bits, where there are only places.
 */

/** A plain object that holds members, found anew at every access. */
type Holder = () => Record<string, unknown>;

/**
 * Hears what a step or a property looks at and writes: the path of a leaf, or of a record that is assigned as a whole. Sets and queues are leaves. Locals
 * are told apart, since a process can be called like a field of the shared state.
 */
export type Noticing = (path: string, access: "read" | "write", where: "shared" | "local") => void;

export interface PlaceOptions {
  readonly path: string;
  /** Hears of every access. */
  readonly noticing: Noticing;
  readonly writable: boolean;
  /** Members that may be read before they are written never exist; those that may not, are locals. */
  readonly locals: boolean;
  /** Members that are never writable: parameters. */
  readonly constants: ReadonlySet<string>;
}

/** The members of a record by name, and an object that has them: what a Proxy of such a place stands before. */
export interface Shape {
  readonly members: ReadonlyMap<string, Type>;
  readonly target: object;
}

export function shapeOf(members: readonly (readonly [string, Type])[]): Shape {
  return { members: new Map(members), target: Object.fromEntries(members.map(([name]) => [name, undefined])) };
}

const shapes = new WeakMap<Type, Shape>();

function shapeOfType(type: RecordType | TableType): Shape {
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const shape = shapeOf(type.kind === "record" ? Object.entries(type.fields) : type.index.members.map((member) => [member, type.of]));
  shapes.set(type, shape);
  return shape;
}

/** The place of a record. */
export function recordPlace({ members, target }: Shape, holder: Holder, options: PlaceOptions): object {
  const typeOf = (name: string | symbol): Type => {
    const type = typeof name === "string" ? members.get(name) : undefined;
    if (type === undefined) throw new AllwaysError("AW206", `there is no "${String(name)}" in ${options.path === "" ? "the state" : options.path}`, { hint: `there is: ${[...members.keys()].join(", ")}` });
    return type;
  };
  const read = (name: string): unknown => {
    const path = options.path === "" ? name : `${options.path}.${name}`;
    const writable = options.writable && !options.constants.has(name);
    return readMember(typeOf(name), holder, name, { path, noticing: options.noticing, writable, locals: options.locals, constants: noNames });
  };
  return new Proxy(target, {
    get: (_, name) => (typeof name === "symbol" ? undefined : read(name)),
    set: (_, name, value) => {
      const type = typeOf(name);
      const path = options.path === "" ? String(name) : `${options.path}.${String(name)}`;
      if (!options.writable || options.constants.has(String(name))) throw readOnly(path);
      holder()[String(name)] = plainCopy(type, value, path);
      options.noticing(path, "write", whereOf(options));
      return true;
    },
    getOwnPropertyDescriptor: (_, name) => (members.has(String(name)) ? { get: () => read(String(name)), enumerable: true, configurable: true } : undefined),
    deleteProperty: () => {
      throw new AllwaysError("AW206", `a step deletes from ${options.path}`, { hint: "the shape of the state is fixed; write a value instead" });
    },
    defineProperty: () => {
      throw new AllwaysError("AW206", `a step defines a property of ${options.path}`, { hint: "the shape of the state is fixed" });
    },
  });
}

function whereOf({ locals }: PlaceOptions): "shared" | "local" {
  return locals ? "local" : "shared";
}

const noNames: ReadonlySet<string> = new Set();

function readMember(type: Type, holder: Holder, name: string, options: PlaceOptions): unknown {
  if (isScalar(type)) {
    options.noticing(options.path, "read", whereOf(options));
    const value = holder()[name];
    if (value === undefined) throw new AllwaysError("AW202", `${options.path} is read before it was written`, { hint: "write it on every way to this step" });
    return value;
  }
  const inside: Holder = () => holder()[name] as Record<string, unknown>;
  switch (type.kind) {
    case "record":
    case "table":
      return recordPlace(shapeOfType(type), inside, options);
    case "set":
      return new SetPlace(type, holder, name, options);
    case "queue":
      return new QueuePlace(type, holder, name, options);
  }
}

class SetPlace implements StateSet<unknown> {
  readonly #type: SetType;
  readonly #holder: Holder;
  readonly #name: string;
  readonly #options: PlaceOptions;

  constructor(type: SetType, holder: Holder, name: string, options: PlaceOptions) {
    this.#type = type;
    this.#holder = holder;
    this.#name = name;
    this.#options = options;
  }

  get size(): number {
    return this.#values().length;
  }

  has(value: unknown): boolean {
    this.#ordinal(value);
    return this.#values().includes(value as Plain);
  }

  add(value: unknown): void {
    this.#ordinal(value);
    this.#write([...this.#values(), value as Plain]);
  }

  delete(value: unknown): void {
    this.#ordinal(value);
    this.#write(this.#values().filter((other) => other !== value));
  }

  clear(): void {
    this.#write([]);
  }

  [Symbol.iterator](): Iterator<unknown> {
    return [...this.#values()][Symbol.iterator]();
  }

  #values(): readonly Plain[] {
    this.#options.noticing(this.#options.path, "read", whereOf(this.#options));
    return this.#holder()[this.#name] as readonly Plain[];
  }

  #ordinal(value: unknown): void {
    if (ordinalOf(this.#type.of, value) < 0) throw outOfRange(`an element of ${this.#options.path}`, this.#type.of, value);
  }

  #write(values: readonly Plain[]): void {
    if (!this.#options.writable) throw readOnly(this.#options.path);
    this.#options.noticing(this.#options.path, "write", whereOf(this.#options));
    const ordinals = [...new Set(values.map((value) => ordinalOf(this.#type.of, value)))].sort((a, b) => a - b);
    this.#holder()[this.#name] = ordinals.map((ordinal) => valueAt(this.#type.of, ordinal));
  }
}

class QueuePlace implements StateQueue<unknown> {
  readonly #type: QueueType;
  readonly #holder: Holder;
  readonly #name: string;
  readonly #options: PlaceOptions;

  constructor(type: QueueType, holder: Holder, name: string, options: PlaceOptions) {
    this.#type = type;
    this.#holder = holder;
    this.#name = name;
    this.#options = options;
  }

  get length(): number {
    return this.#values().length;
  }

  get isFull(): boolean {
    return this.length === this.#type.capacity;
  }

  get head(): unknown {
    if (this.length === 0) throw emptyQueue(this.#options.path);
    return structuredClone(this.#values()[0]);
  }

  push(value: unknown): void {
    if (this.isFull) throw fullQueue(this.#options.path, this.#type.capacity);
    this.#write([...this.#values(), plainCopy(this.#type.of, value, `an element of ${this.#options.path}`)]);
  }

  shift(): unknown {
    const { head } = this;
    this.#write(this.#values().slice(1));
    return head;
  }

  clear(): void {
    this.#write([]);
  }

  [Symbol.iterator](): Iterator<unknown> {
    return structuredClone([...this.#values()])[Symbol.iterator]();
  }

  #values(): readonly Plain[] {
    this.#options.noticing(this.#options.path, "read", whereOf(this.#options));
    return current(this.#holder()[this.#name]) as readonly Plain[];
  }

  #write(values: readonly Plain[]): void {
    if (!this.#options.writable) throw readOnly(this.#options.path);
    this.#options.noticing(this.#options.path, "write", whereOf(this.#options));
    this.#holder()[this.#name] = values;
  }
}

/** Plain data of what may be an immer draft, which must not be stored twice in a state. */
function current(value: unknown): unknown {
  return isDraft(value) ? snapshot(value) : value;
}
