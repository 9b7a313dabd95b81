import { show } from "../language/value.ts";
import type { StateGraph, StateNode } from "../trace/state-graph.ts";
import { plural } from "./figures.ts";

/** For Graphviz: one box for each state, states of a level side by side, initial states filled, states that violate an invariant red. */
export function dotGraph(name: string, { nodes, edges, initial, cut }: StateGraph): string[] {
  const depths = [...new Set(nodes.map(({ depth }) => depth))];
  return [
    `digraph ${quoted(name)} {`,
    `  label=${quoted(`${name}: ${plural(nodes.length, "state")}, ${plural(edges.length, "transition")}${cut ? "; there are more" : ""}`)};`,
    "  rankdir=TB;",
    '  node [shape=box, fontname="Courier", fontsize=10];',
    '  edge [fontname="Courier", fontsize=9];',
    ...nodes.map((node, ordinal) => `  s${ordinal} [label=${label(node)}${ordinal < initial ? ', style=filled, fillcolor="lightgrey"' : ""}${node.violated.length === 0 ? "" : ', color="red", penwidth=2'}];`),
    ...depths.map((depth) => `  { rank=same; ${nodes.flatMap((node, ordinal) => (node.depth === depth ? [`s${ordinal};`] : [])).join(" ")} }`),
    ...edges.map((edge) => `  s${edge.from} -> s${edge.to} [label=${quoted(edge.label)}];`),
    "}",
  ];
}

/** Left-aligned lines: the shared state, where the processes stand, and what is violated. */
function label({ state, standing, violated }: StateNode): string {
  const lines = [...Object.entries(state.shared).map(([field, value]) => `${field} = ${show(value)}`), ...standing, ...violated.map((id) => `violates ${id}`)];
  return `"${lines.map((line) => `${escaped(line)}\\l`).join("")}"`;
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', String.raw`\"`);
}

/**
 * For CADP, mCRL2 and LTSmin: the labelled transition system in Aldebaran's format. It has one initial state, so several become the successors of one that is
 * added before them. The format cannot quote a quote, and a label is one line.
 */
export function autGraph({ nodes, edges, initial }: StateGraph): string[] {
  const added = initial > 1 ? 1 : 0;
  const starts = Array.from({ length: added * initial }, (_, to) => ({ from: -1, to, label: "start" }));
  const all = [...starts, ...edges];
  return [`des (0, ${all.length}, ${nodes.length + added})`, ...all.map(({ from, to, label: of }) => `(${from + added}, "${of.replaceAll('"', "'").replaceAll(/\s+/gu, " ")}", ${to + added})`)];
}
