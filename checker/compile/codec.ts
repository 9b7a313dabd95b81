import type { Location } from "../language/program.ts";
import type { PlainProcess, PlainRecord, PlainState } from "../language/plain-state.ts";
import { AllwaysError } from "../language/error.ts";
import { initialValue, ordinalOf, outOfRange, show, valueAt, type Plain } from "../language/value.ts";
import type { Bits } from "./bits.ts";
import type { Layout, MembersNode, Node, Slot } from "./layout.ts";
import type { Type } from "../language/types.ts";
import { decodeScalar, encodeScalar } from "./scalar-code.ts";

/** A packed value as plain data; undefined for an unset variable. */
export function decode(bits: Bits, node: Node): Plain | undefined {
  switch (node.kind) {
    case "scalar":
      return decodeScalar(node, bits.read(node.slot));
    case "members":
      return decodeMembers(bits, node) as Plain;
    case "set": {
      const values: Plain[] = [];
      node.elements.forEach((element, ordinal) => {
        if (bits.read(element) === 1) values.push(valueAt(node.type.of, ordinal));
      });
      return values;
    }
    case "queue":
      return node.elements.slice(0, bits.read(node.length)).map((element) => decode(bits, element) as Plain);
  }
}

function decodeMembers(bits: Bits, node: MembersNode): PlainRecord {
  const record: Record<string, Plain | undefined> = {};
  for (const [name, value] of node.constants) record[name] = value as Plain;
  for (const [name, member] of node.members) record[name] = decode(bits, member);
  return record;
}

/**
 * Write a value, plain or a place in a state, into a packed state.
 *
 * @throws AllwaysError AW201, AW202 if it does not fit the node's type. The words may then be half written.
 */
export function encode(bits: Bits, node: Node, value: unknown): void {
  switch (node.kind) {
    case "scalar": {
      const code = encodeScalar(node, value);
      if (code < 0) throw outOfRange(node.path, node.type, value);
      bits.write(node.slot, code);
      return;
    }
    case "members":
      if (typeof value !== "object" || value === null) throw new AllwaysError("AW201", `${node.path} cannot hold ${show(value)}`, { hint: "it is a record" });
      for (const [name, member] of node.members) encode(bits, member, (value as Record<string, unknown>)[name]);
      return;
    case "set": {
      const ordinals = new Set<number>();
      for (const element of value as Iterable<unknown>) {
        const ordinal = ordinalOf(node.type.of, element);
        if (ordinal < 0) throw outOfRange(`an element of ${node.path}`, node.type.of, element);
        ordinals.add(ordinal);
      }
      node.elements.forEach((element, ordinal) => bits.write(element, ordinals.has(ordinal) ? 1 : 0));
      return;
    }
    case "queue": {
      const values = [...(value as Iterable<unknown>)];
      if (values.length > node.elements.length) throw outOfRange(node.path, node.type, value);
      bits.write(node.length, values.length);
      node.elements.forEach((element, position) => {
        if (position < values.length) encode(bits, element, values[position]);
        else clear(bits, element);
      });
      return;
    }
  }
}

/** All bits of a node to zero: a dead frame, an unused place of a queue. */
export function clear(bits: Bits, node: Node): void {
  switch (node.kind) {
    case "scalar":
      bits.write(node.slot, 0);
      return;
    case "set":
      for (const element of node.elements) bits.write(element, 0);
      return;
    case "members":
      for (const member of node.members.values()) clear(bits, member);
      return;
    case "queue":
      bits.write(node.length, 0);
      for (const element of node.elements) clear(bits, element);
      return;
  }
}

/** Whether two nodes can hold the same values, and in the same way. */
export function isAlike(one: Node, other: Node): boolean {
  if (one.kind === "scalar") return other.kind === "scalar" && !one.unsettable && !other.unsettable && isSameType(one.type, other.type);
  if (one.kind === "set") return other.kind === "set" && isSameType(one.type.of, other.type.of);
  if (one.kind === "queue") return other.kind === "queue" && one.elements.length === other.elements.length && one.elements.every((element, position) => isAlike(element, other.elements[position] as Node));
  return other.kind === "members" && one.members.size === other.members.size && [...one.members].every(([name, member]) => other.members.has(name) && isAlike(member, other.members.get(name) as Node));
}

function isSameType(one: Type, other: Type): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** Into a node what another that is alike holds. */
export function copy(bits: Bits, from: Node, to: Node): void {
  if (from.kind === "scalar" && to.kind === "scalar") bits.copy(from.slot, to.slot);
  else if (from.kind === "set" && to.kind === "set") for (const [ordinal, element] of from.elements.entries()) bits.copy(element, to.elements[ordinal] as Slot);
  else if (from.kind === "members" && to.kind === "members") for (const [name, member] of from.members) copy(bits, member, to.members.get(name) as Node);
  else if (from.kind === "queue" && to.kind === "queue") {
    bits.copy(from.length, to.length);
    for (const [position, element] of from.elements.entries()) copy(bits, element, to.elements[position] as Node);
  }
}

/** The start of a frame's life: locals of scalar type unset, others at their initial value. */
export function clearFrame(bits: Bits, frame: MembersNode): void {
  for (const member of frame.members.values()) {
    if (member.kind === "scalar") bits.write(member.slot, 0);
    else initialize(bits, member);
  }
}

function initialize(bits: Bits, node: Node): void {
  switch (node.kind) {
    case "scalar":
      encode(bits, node, initialValue(node.type));
      return;
    case "members":
      for (const member of node.members.values()) initialize(bits, member);
      return;
    case "set":
    case "queue":
      clear(bits, node);
      return;
  }
}

/** A packed state as plain data. `locations` gives the location of each process by its program counter. */
export function decodeState(bits: Bits, layout: Layout, locations: readonly (readonly Location[])[]): PlainState {
  const processes = layout.processes.map(({ pc, frames }, process): PlainProcess => {
    const location = locations[process]?.[bits.read(pc)] as Location;
    const alive: PlainRecord[] = [];
    for (let frame = location.frame; frame !== null; frame = frame.parent) alive.unshift(decodeMembers(bits, frames[frame.ordinal] as MembersNode));
    return { pc: location.ordinal, frames: alive };
  });
  return { shared: decodeMembers(bits, layout.shared), processes };
}
