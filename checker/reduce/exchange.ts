import { PackedBits } from "../compile/bits.ts";
import type { CompiledProcess } from "../compile/compiled-process.ts";
import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { MembersNode, Node, ProcessLayout, Slot } from "../compile/layout.ts";
import type { Frame, Program } from "../language/program.ts";
import type { ProcessDeclaration } from "../language/system.ts";
import type { Type } from "../language/types.ts";
import { isScalar } from "../language/value.ts";
import { renamedCodes, renamedOrdinals, renamedPositions, type Renaming } from "./renaming.ts";

/** Where a shared field goes when members change places, and how its codes change on the way. */
export interface FieldImage {
  /** Ordinal of the field that gets the value. */
  readonly to: number;
  /** By code, what it becomes; undefined if the value names no member. */
  readonly codes: readonly number[] | undefined;
  /** The members, of those that change places, in whose entries of tables the field lies. */
  readonly homes: readonly string[];
}

/** What becomes of a system's states when two members of an index set change places, and with them whatever is tied to either. */
export interface Exchange {
  readonly names: Renaming;
  /** The first member and what is tied to it. */
  readonly first: ReadonlySet<string>;
  /** By process, which process gets its local state. */
  readonly processes: readonly number[];
  /** By ordinal of the field. */
  readonly fields: readonly FieldImage[];
  /** By process and local state, the local state of the process that gets it. */
  readonly locals: readonly (readonly number[])[];
  /** By counter of statements: where a choice names a member, what counts the choice of the other. */
  readonly counters: readonly number[];
}

/** Why members cannot change places. */
export class Asymmetry extends Error {}

/**
 * The exchange of two members of an index set. Where the processes of two members were started with members of other sets, as a task for each mm, these
 * change places, too.
 *
 * @throws Asymmetry if a state has no image.
 */
export function exchangeOf(system: CompiledSystem, one: string, other: string): Exchange {
  const { names, first } = linkedNames(system.packed.system.processes, one, other);
  const processes = system.packed.system.processes.map((process) => imageOf(process, system.packed.system.processes, names));
  const locals = processes.map((to, from) => localImages(system, names, from, to));
  return { names, first, processes, fields: fieldImages(system, names), locals, counters: counterImages(system, names) };
}

/** The two members, and the members that their processes were started with. */
function linkedNames(processes: readonly ProcessDeclaration[], one: string, other: string): Pick<Exchange, "names" | "first"> {
  const first = new Set([one]);
  const names = new Map([
    [one, other],
    [other, one],
  ]);
  for (const { group, member, procedure, args } of processes) {
    const twin = member === one ? processes.find((candidate) => candidate.group === group && candidate.member === other) : undefined;
    if (twin?.procedure !== procedure) continue;
    for (const [name, type] of Object.entries(procedure.params)) {
      const [mine, its] = [args[name], twin.args[name]];
      if (type.kind !== "index" || typeof mine !== "string" || typeof its !== "string" || mine === its || names.has(mine) || names.has(its)) continue;
      names.set(mine, its).set(its, mine);
      first.add(mine);
    }
  }
  return { names, first };
}

/** The ordinal of the process that a process turns into. */
function imageOf(process: ProcessDeclaration, processes: readonly ProcessDeclaration[], names: Renaming): number {
  const member = process.member === null ? null : (names.get(process.member) ?? process.member);
  const image = processes.findIndex(({ group, member: its, procedure, args }) => group === process.group && its === member && procedure === process.procedure && sameArguments(process, args, names));
  if (image < 0) throw new Asymmetry(`there is no process like ${process.title} for the other`);
  return image;
}

function sameArguments({ procedure, args }: ProcessDeclaration, its: Readonly<Record<string, unknown>>, names: Renaming): boolean {
  return Object.entries(procedure.params).every(([name, type]) => JSON.stringify(renamedArgument(type, args[name], names)) === JSON.stringify(its[name]));
}

function renamedArgument(type: Type, value: unknown, names: Renaming): unknown {
  const named = type.kind === "index" || (type.kind === "optional" && type.of.kind === "index");
  return named && typeof value === "string" ? (names.get(value) ?? value) : value;
}

interface SlotImage {
  readonly from: Slot;
  readonly to: Slot;
  readonly codes: readonly number[] | undefined;
  readonly homes: readonly string[];
}

/** Where the bits of one value go in another of the same type. */
function* slotImages(from: Node, to: Node, names: Renaming, homes: readonly string[] = []): Generator<SlotImage> {
  if (from.kind === "scalar" && to.kind === "scalar") yield { from: from.slot, to: to.slot, codes: renamedCodes(names, from), homes };
  else if (from.kind === "members" && to.kind === "members") {
    for (const [name, member] of from.members) {
      const image = from.table === true ? names.get(name) : undefined;
      yield* slotImages(member, to.members.get(image ?? name) as Node, names, image === undefined ? homes : [...homes, name]);
    }
  } else if (from.kind === "set" && to.kind === "set") {
    const images = renamedOrdinals(names, from.type.of, from.elements.length);
    for (const [element, image] of images.entries()) {
      const moved = image === element ? homes : [...homes, ...[...names.keys()].filter((name) => isElement(from.type.of, name, element))];
      yield { from: from.elements[element] as Slot, to: to.elements[image] as Slot, codes: undefined, homes: moved };
    }
  } else if (from.kind === "queue" && to.kind === "queue") {
    yield { from: from.length, to: to.length, codes: undefined, homes };
    for (const [position, element] of from.elements.entries()) yield* slotImages(element, to.elements[position] as Node, names, homes);
  }
}

/** Whether the value at a position of a type is this member of an index set. */
function isElement(type: Type, name: string, ordinal: number): boolean {
  if (type.kind === "index") return (type.members as readonly string[])[ordinal] === name;
  return type.kind === "optional" && isScalar(type.of) && isElement(type.of, name, ordinal - 1);
}

function fieldImages({ packed: { layout }, fields, layout: { fields: placed } }: CompiledSystem, names: Renaming): readonly FieldImage[] {
  const ordinals = new Map(fields.map(({ slot, ordinal }) => [slot, ordinal]));
  const images: FieldImage[] = [];
  for (const { from, to, codes, homes } of slotImages(layout.shared, layout.shared, names)) {
    const [field, image] = [ordinals.get(from), ordinals.get(to)];
    if (field === undefined || image === undefined) continue;
    const [constant, its] = [placed[field]?.constant, placed[image]?.constant];
    if ((constant === undefined ? undefined : (codes?.[constant] ?? constant)) !== its) throw new Asymmetry("what never changes is not the same for both");
    images[field] = { to: image, codes, homes };
  }
  return images;
}

function counterImages({ packed: { sites } }: CompiledSystem, names: Renaming): readonly number[] {
  const images = Array.from({ length: sites.counters }, (_, counter) => counter);
  for (const { counter, branches } of sites.all) for (const [branch, image] of renamedPositions(names, branches).entries()) images[counter + branch] = counter + image;
  return images;
}

function labelAt({ locations }: Program, pc: number): string {
  const { kind, actions } = locations[pc] as Program["locations"][number];
  return actions[0]?.step.label ?? kind;
}

/** The local states of one process as those of another. */
function localImages(system: CompiledSystem, names: Renaming, from: number, to: number): readonly number[] {
  const { packed } = system;
  const [source, target] = [packed.layout.processes[from] as ProcessLayout, packed.layout.processes[to] as ProcessLayout];
  const [mine, its] = [system.processes[from] as CompiledProcess, system.processes[to] as CompiledProcess];
  const program = packed.programs[from] as Program;
  const [words, images] = [new Uint32Array(packed.layout.words), new Uint32Array(packed.layout.words)];
  const [read, write] = [new PackedBits(words), new PackedBits(images)];
  return mine.actions.map((_, local) => {
    mine.locals.restore(local, words);
    images.fill(0);
    const pc = read.read(source.pc);
    write.write(target.pc, pc);
    for (let frame: Frame | null = program.locations[pc]?.frame ?? null; frame !== null; frame = frame.parent) {
      const [here, there] = [source.frames[frame.ordinal] as MembersNode, target.frames[frame.ordinal] as MembersNode];
      for (const image of slotImages(here, there, names)) {
        const code = read.read(image.from);
        write.write(image.to, image.codes?.[code] ?? code);
      }
    }
    const image = its.locals.find(images);
    if (image === undefined) throw new Asymmetry(`${packed.system.processes[from]?.title} comes to "${labelAt(program, pc)}" with one and never with the other`);
    return image;
  });
}
