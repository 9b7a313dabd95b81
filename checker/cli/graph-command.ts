import { autGraph, dotGraph } from "../report/state-graph-text.ts";
import { configurationText } from "../report/configuration-text.ts";
import { plural } from "../report/figures.ts";
import { writeLines } from "../report/reporter.ts";
import { stateGraph } from "../trace/state-graph.ts";
import type { Command } from "./command.ts";
import { findSpec } from "./find-specs.ts";
import { buildSystem } from "./load-module.ts";
import { help, set, type OptionTable } from "./options.ts";
import { misuse, oneWord, parse, wholeNumber } from "./parse.ts";
import { parseSettings, oneConfiguration } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";

/** As many states as a picture bears, and more than a reader does. */
const defaultMost = 1000;

const options = {
  set: { ...set, about: "the value of a parameter; may be repeated" },
  format: { type: "string", argument: "FORMAT", about: "dot: for Graphviz (default); aut: Aldebaran, for CADP, mCRL2 and LTSmin" },
  "max-states": { type: "string", argument: "N", about: "no more states than this (default: 1000)" },
  help,
} satisfies OptionTable;

export const graph: Command = {
  operands: "SPEC",
  about: "write the states and transitions of one configuration as a graph",
  options,
  notes: ["The graph is written to the standard output. States that violate an invariant are red. A graph that is not complete says so, in itself (dot) and on the standard error output."],
  examples: [["allways graph peterson | dot -Tsvg > peterson.svg", "a picture"]],
  run: graphCommand,
};

/** `allways graph SPEC`. */
async function graphCommand(args: readonly string[], { stdout, stderr, cwd, host }: Surroundings): Promise<number> {
  const { values, operands } = parse("graph", options, args);
  const format = oneWord("graph", "format", values.format, ["dot", "aut"]) ?? "dot";
  const most = wholeNumber("graph", "max-states", values["max-states"]) ?? defaultMost;
  const settings = parseSettings(values.set ?? []);
  const [word, ...others] = operands;
  if (word === undefined || others.length > 0) throw misuse(`graph needs one spec, not ${operands.length}`, "allways graph");
  const { spec } = await findSpec(word, cwd);
  const config = oneConfiguration(spec, settings, "a graph shows");
  const graph = host.guarded(() => stateGraph(buildSystem(spec, config), most));
  writeLines(stdout, format === "dot" ? dotGraph(`${spec.name} ${configurationText(config)}`.trim(), graph) : autGraph(graph));
  if (graph.cut) writeLines(stderr, [`only the first ${plural(most, "state")}: --max-states asks for more`]);
  return 0;
}
