import type { Frame, Program } from "../language/program.ts";
import type { System } from "../language/system.ts";
import { cardinality, type QueueType, type ScalarType, type SetType, type Type } from "../language/types.ts";
import { isScalar } from "../language/value.ts";

/** Bits of one 32-bit word of a packed state. No slot crosses a word. */
export interface Slot {
  readonly word: number;
  readonly shift: number;
  /** 0 to 32. */
  readonly bits: number;
  /** That many ones, at the bottom of a 32-bit word. */
  readonly mask: number;
  /** The code of what never changes, where a compiled state leaves it out. */
  readonly constant?: number;
}

/** A scalar's code is its ordinal; where the variable can be unset, 0 is unset and codes start at 1. */
export interface ScalarNode {
  readonly kind: "scalar";
  readonly type: ScalarType;
  readonly slot: Slot;
  readonly unsettable: boolean;
  /** How many codes there are. */
  readonly codes: number;
  readonly path: string;
}

export interface MembersNode {
  readonly kind: "members";
  readonly members: ReadonlyMap<string, Node>;
  /** Members that never change and take no bits: the arguments that a process was started with. */
  readonly constants: ReadonlyMap<string, unknown>;
  /** Members that a step may not write: parameters. */
  readonly readonly: ReadonlySet<string>;
  /** Of a table: the names of its members are those of an index set. */
  readonly table?: true;
  readonly path: string;
}

export interface SetNode {
  readonly kind: "set";
  readonly type: SetType;
  /** One bit for each value of the element type, in order. */
  readonly elements: readonly Slot[];
  readonly path: string;
}

export interface QueueNode {
  readonly kind: "queue";
  readonly type: QueueType;
  readonly length: Slot;
  /** Oldest first; slots beyond the length are zero. */
  readonly elements: readonly Node[];
  readonly path: string;
}

/** Where a value lies in a packed state. */
export type Node = ScalarNode | MembersNode | SetNode | QueueNode;

export interface ProcessLayout {
  readonly pc: Slot;
  /** The bits of this process, program counter and frames, as masks by word. */
  readonly region: readonly (readonly [word: number, mask: number])[];
  /** By frame ordinal. Frames of sibling calls share bits: they are never alive together, and a dead frame is all zero. */
  readonly frames: readonly MembersNode[];
}

/** Where everything lies in a packed state. */
export interface Layout {
  /** Length of a state in 32-bit words. */
  readonly words: number;
  /** Length of a state in bits, padding at word ends included. */
  readonly bits: number;
  readonly shared: MembersNode;
  readonly processes: readonly ProcessLayout[];
}

/** Lay out the states of a system, bit by bit. */
export function layoutOf(system: System, programs: readonly Program[]): Layout {
  const allocator = new Allocator();
  const shared = allocator.members(Object.entries(system.shared.fields), "", false);
  const processes = system.processes.map((process, ordinal): ProcessLayout => {
    const program = programs[ordinal] as Program;
    const first = allocator.cursor;
    const pc = allocator.slot(bitsFor(program.locations.length));
    const start = allocator.cursor;
    const ends: number[] = [];
    let furthest = start;
    const frames = program.frames.map((frame) => {
      allocator.cursor = frame.parent === null ? start : (ends[frame.parent.ordinal] ?? start);
      const node = frameNode(allocator, frame, process.title, frame.parent === null ? process.args : undefined);
      ends[frame.ordinal] = allocator.cursor;
      furthest = Math.max(furthest, allocator.cursor);
      return node;
    });
    allocator.cursor = furthest;
    return { pc, region: regionOf(first, furthest), frames };
  });
  return { words: Math.max(1, Math.ceil(allocator.cursor / 32)), bits: allocator.cursor, shared, processes };
}

function frameNode(allocator: Allocator, frame: Frame, title: string, args: Readonly<Record<string, unknown>> | undefined): MembersNode {
  const { params, locals } = frame.procedure;
  const path = [title, ...frame.callPath.slice(1)].join(" > ");
  const stored = args === undefined ? allocator.members(Object.entries(params), path, false).members : [];
  const own = allocator.members(Object.entries(locals), path, true).members;
  return { kind: "members", members: new Map([...stored, ...own]), constants: new Map(Object.entries(args ?? {})), readonly: new Set(Object.keys(params)), path };
}

/** The bits from `first` to before `end`, by word. */
function regionOf(first: number, end: number): readonly (readonly [number, number])[] {
  const masks = new Map<number, number>();
  for (let bit = first; bit < end; bit++) masks.set(bit >>> 5, (masks.get(bit >>> 5) ?? 0) | (1 << (bit & 31)));
  return [...masks];
}

/** The number of bits that tell this many values apart. */
export function bitsFor(values: number): number {
  return values <= 1 ? 0 : 32 - Math.clz32(values - 1);
}

class Allocator {
  /** The next free bit. */
  cursor = 0;

  slot(bits: number): Slot {
    if ((this.cursor % 32) + bits > 32) this.cursor = Math.ceil(this.cursor / 32) * 32;
    const slot = { word: Math.floor(this.cursor / 32), shift: this.cursor % 32, bits, mask: bits === 32 ? -1 : (1 << bits) - 1 };
    this.cursor += bits;
    return slot;
  }

  members(entries: readonly (readonly [string, Type])[], path: string, unsettable: boolean): MembersNode {
    const members = new Map(entries.map(([name, type]) => [name, this.node(type, path === "" ? name : `${path}.${name}`, unsettable)]));
    return { kind: "members", members, constants: new Map(), readonly: new Set(), path };
  }

  node(type: Type, path: string, unsettable: boolean): Node {
    if (isScalar(type)) {
      const codes = cardinality(type) + (unsettable ? 1 : 0);
      return { kind: "scalar", type, slot: this.slot(bitsFor(codes)), unsettable, codes, path };
    }
    switch (type.kind) {
      case "record":
        return this.members(Object.entries(type.fields), path, false);
      case "table":
        return { ...this.members(type.index.members.map((member) => [member, type.of] as const), path, false), table: true };
      case "set":
        return { kind: "set", type, elements: Array.from({ length: cardinality(type.of) }, () => this.slot(1)), path };
      case "queue": {
        const length = this.slot(bitsFor(type.capacity + 1));
        const elements = Array.from({ length: type.capacity }, (_, position) => this.node(type.of, `${path}[${position}]`, false));
        return { kind: "queue", type, length, elements, path };
      }
    }
  }
}
