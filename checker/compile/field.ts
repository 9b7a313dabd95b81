import type { Layout, Node, Slot } from "./layout.ts";

/** A variable of the shared state, as decision trees see it. */
export interface SharedField {
  readonly kind: "shared";
  readonly ordinal: number;
  readonly slot: Slot;
  /** How many codes it can have, from 0. */
  readonly codes: number;
}

/** Something that the local state of a process tells: whether it is at a label, or has ended. */
export interface LocalField {
  readonly kind: "local";
  readonly ordinal: number;
  readonly process: number;
  readonly codes: 2;
  /** Its code, by local state. */
  readonly byLocal: readonly number[];
}

/** The shared state of a system as a list of fields. */
export function sharedFields(layout: Layout): readonly SharedField[] {
  const fields: SharedField[] = [];
  const add = (slot: Slot, codes: number): void => {
    if (slot.bits > 0) fields.push({ kind: "shared", ordinal: fields.length, slot, codes });
  };
  const visit = (node: Node): void => {
    switch (node.kind) {
      case "scalar":
        add(node.slot, node.codes);
        return;
      case "members":
        for (const member of node.members.values()) visit(member);
        return;
      case "set":
        for (const element of node.elements) add(element, 2);
        return;
      case "queue":
        add(node.length, node.elements.length + 1);
        for (const element of node.elements) visit(element);
        return;
    }
  };
  visit(layout.shared);
  return fields;
}
