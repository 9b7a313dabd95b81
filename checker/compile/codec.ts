import type { Location } from "../language/program.ts";
import type { PlainProcess, PlainRecord, PlainState } from "../language/plain-state.ts";
import { AllwaysError } from "../language/error.ts";
import { initialValue, ordinalOf, outOfRange, show, valueAt, type Plain } from "../language/value.ts";
import type { Layout, MembersNode, Node } from "./layout.ts";
import { decodeScalar, encodeScalar, readSlot, writeSlot } from "./scalar-code.ts";

/** A packed value as plain data; undefined for an unset variable. */
export function decode(words: Uint32Array, node: Node): Plain | undefined {
  switch (node.kind) {
    case "scalar":
      return decodeScalar(node, readSlot(words, node.slot));
    case "members":
      return decodeMembers(words, node) as Plain;
    case "set": {
      const bits = readSlot(words, node.slot);
      const values: Plain[] = [];
      for (let ordinal = 0; ordinal < node.slot.bits; ordinal++) if ((bits >>> ordinal) & 1) values.push(valueAt(node.type.of, ordinal));
      return values;
    }
    case "queue":
      return node.elements.slice(0, readSlot(words, node.length)).map((element) => decode(words, element) as Plain);
  }
}

function decodeMembers(words: Uint32Array, node: MembersNode): PlainRecord {
  const record: Record<string, Plain | undefined> = {};
  for (const [name, value] of node.constants) record[name] = value as Plain;
  for (const [name, member] of node.members) record[name] = decode(words, member);
  return record;
}

/**
 * Write a value, plain or a place in a state, into a packed state.
 *
 * @throws AllwaysError AW201, AW202 if it does not fit the node's type. The words may then be half written.
 */
export function encode(words: Uint32Array, node: Node, value: unknown): void {
  switch (node.kind) {
    case "scalar": {
      const code = encodeScalar(node, value);
      if (code < 0) throw outOfRange(node.path, node.type, value);
      writeSlot(words, node.slot, code);
      return;
    }
    case "members":
      if (typeof value !== "object" || value === null) throw new AllwaysError("AW201", `${node.path} cannot hold ${show(value)}`, { hint: "it is a record" });
      for (const [name, member] of node.members) encode(words, member, (value as Record<string, unknown>)[name]);
      return;
    case "set": {
      let bits = 0;
      for (const element of value as Iterable<unknown>) {
        const ordinal = ordinalOf(node.type.of, element);
        if (ordinal < 0) throw outOfRange(`an element of ${node.path}`, node.type.of, element);
        bits |= 1 << ordinal;
      }
      writeSlot(words, node.slot, bits);
      return;
    }
    case "queue": {
      const values = [...(value as Iterable<unknown>)];
      if (values.length > node.elements.length) throw outOfRange(node.path, node.type, value);
      writeSlot(words, node.length, values.length);
      node.elements.forEach((element, position) => {
        if (position < values.length) encode(words, element, values[position]);
        else clear(words, element);
      });
      return;
    }
  }
}

/** All bits of a node to zero: a dead frame, an unused place of a queue. */
export function clear(words: Uint32Array, node: Node): void {
  switch (node.kind) {
    case "scalar":
    case "set":
      writeSlot(words, node.slot, 0);
      return;
    case "members":
      for (const member of node.members.values()) clear(words, member);
      return;
    case "queue":
      writeSlot(words, node.length, 0);
      for (const element of node.elements) clear(words, element);
      return;
  }
}

/** The start of a frame's life: locals of scalar type unset, others at their initial value. */
export function clearFrame(words: Uint32Array, frame: MembersNode): void {
  for (const member of frame.members.values()) {
    if (member.kind === "scalar") writeSlot(words, member.slot, 0);
    else initialize(words, member);
  }
}

function initialize(words: Uint32Array, node: Node): void {
  switch (node.kind) {
    case "scalar":
      encode(words, node, initialValue(node.type));
      return;
    case "members":
      for (const member of node.members.values()) initialize(words, member);
      return;
    case "set":
    case "queue":
      clear(words, node);
      return;
  }
}

/** A packed state as plain data. `locations` gives the location of each process by its program counter. */
export function decodeState(words: Uint32Array, layout: Layout, locations: readonly (readonly Location[])[]): PlainState {
  const processes = layout.processes.map(({ pc, frames }, process): PlainProcess => {
    const location = locations[process]?.[readSlot(words, pc)] as Location;
    const alive: PlainRecord[] = [];
    for (let frame = location.frame; frame !== null; frame = frame.parent) alive.unshift(decodeMembers(words, frames[frame.ordinal] as MembersNode));
    return { pc: location.ordinal, frames: alive };
  });
  return { shared: decodeMembers(words, layout.shared), processes };
}
