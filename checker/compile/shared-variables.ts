import type { Layout, Node, Slot } from "./layout.ts";

/** A variable of the shared state as a spec declares it: a scalar, a set, or a queue, with its bits. */
export interface SharedVariable {
  readonly path: string;
  /** Those that take bits at all. */
  readonly slots: readonly Slot[];
  /** How many values it may have. */
  readonly possible: number;
}

/** The shared state of a system as a list of variables. */
export function sharedVariables({ shared }: Layout): readonly SharedVariable[] {
  return variablesOf(shared);
}

function variablesOf(node: Node): readonly SharedVariable[] {
  if (node.kind === "members") return [...node.members.values()].flatMap(variablesOf);
  return [{ path: node.path, slots: slotsOf(node).filter(({ bits }) => bits > 0), possible: possibilities(node) }];
}

function slotsOf(node: Node): readonly Slot[] {
  switch (node.kind) {
    case "members":
      return [...node.members.values()].flatMap(slotsOf);
    case "scalar":
      return [node.slot];
    case "set":
      return node.elements;
    case "queue":
      return [node.length, ...node.elements.flatMap(slotsOf)];
  }
}

function possibilities(node: Node): number {
  switch (node.kind) {
    case "members":
      return [...node.members.values()].reduce((product, member) => product * possibilities(member), 1);
    case "scalar":
      return node.codes;
    case "set":
      return 2 ** node.elements.length;
    case "queue":
      // From the last place to the first: nothing more, or a value and what may follow it.
      return node.elements.reduceRight((following, element) => 1 + possibilities(element) * following, 1);
  }
}
