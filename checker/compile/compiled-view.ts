import type { Program } from "../language/program.ts";
import type { System } from "../language/system.ts";
import { Whereabouts } from "../language/whereabouts.ts";
import { AllwaysError } from "../language/error.ts";
import type { Bits } from "./bits.ts";
import type { CompiledLayout, WideSlot } from "./compiled-layout.ts";
import { sharedFields } from "./field.ts";
import type { Layout, MembersNode, Node, Slot } from "./layout.ts";
import type { PredicateView } from "./packed-system.ts";
import { Views } from "./view.ts";

/** The bits of a compiled state; what is read is noted. */
export class WatchedBits implements Bits {
  readonly words = undefined;
  /** The state that is looked at. */
  readonly state: Uint32Array;
  /** By word, the bits that were ever read. Whoever looks may put a mask of its own here. */
  seen: Uint32Array;

  constructor(words: number) {
    this.state = new Uint32Array(words);
    this.seen = new Uint32Array(words);
  }

  read({ word, shift, mask, constant }: Slot): number {
    if (constant !== undefined) return constant;
    this.seen[word] = (this.seen[word] as number) | (mask << shift);
    return ((this.state[word] as number) >>> shift) & mask;
  }

  write(): void {
    throw new AllwaysError("AW901", "a property writes into a compiled state");
  }

  copy(): void {
    this.write();
  }

  count(slots: readonly Slot[]): number {
    let count = 0;
    for (const slot of slots) count += this.read(slot);
    return count;
  }
}

/**
 * A compiled state as properties see it, in place: the same views, with the slots of the compiled layout. For properties that have no tree, so
 * that a state need not be turned into a packed one to be looked at.
 *
 * @param pcs by process and local state, the program counter.
 */
export function compiledView(system: System, programs: readonly Program[], layout: Layout, compiled: CompiledLayout, bits: WatchedBits, pcs: readonly (readonly number[])[]): PredicateView {
  const slots = new Map<Slot, Slot>();
  for (const { slot, ordinal } of sharedFields(layout)) slots.set(slot, halfSlot(compiled.fields[ordinal] as WideSlot));
  const processes: Record<string, unknown> = {};
  system.processes.forEach(({ group, member, title }, process) => {
    const local = halfSlot(compiled.locals[process] as WideSlot);
    const pcOf = pcs[process] as readonly number[];
    const view = new Whereabouts(programs[process] as Program, title).view(() => pcOf[bits.read(local)] as number);
    processes[group] = member === null ? view : { ...(processes[group] as object | undefined), [member]: view };
  });
  return { shared: new Views(bits).of(relocated(layout.shared, slots) as MembersNode, "read"), processes };
}

/** A slot of a 64-bit word as one of its half. What is constant has a slot that shows nothing of the state, but is asked like others. */
export function halfSlot({ word, shift, bits, constant }: WideSlot): Slot {
  if (constant !== undefined) return { word: 0, shift: 0, bits: 1, mask: 0, constant };
  return { word: word * 2 + (shift >> 5), shift: shift & 31, bits, mask: bits === 32 ? -1 : (1 << bits) - 1 };
}

function relocated(node: Node, slots: ReadonlyMap<Slot, Slot>): Node {
  // A slot without bits has no place, and needs none.
  const moved = (slot: Slot): Slot => slots.get(slot) ?? slot;
  switch (node.kind) {
    case "scalar":
      return { ...node, slot: moved(node.slot) };
    case "members":
      return { ...node, members: new Map([...node.members].map(([name, member]) => [name, relocated(member, slots)])) };
    case "set":
      return { ...node, elements: node.elements.map(moved) };
    case "queue":
      return { ...node, length: moved(node.length), elements: node.elements.map((element) => relocated(element, slots)) };
  }
}
