import { readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { AllwaysError } from "../language/error.ts";
import { accepts, type Config } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import { configurationText } from "../report/configuration-text.ts";
import { errorText } from "../report/failure-text.ts";
import { plural } from "../report/figures.ts";
import { raceDiagram, type Shown } from "../report/race-diagram.ts";
import { readDocument, traceOfEntry } from "../report/read-document.ts";
import { writeLines } from "../report/reporter.ts";
import { mermaidDiagram, plantUmlDiagram } from "../report/sequence-diagram.ts";
import { shivizExpression, shivizLog } from "../report/shiviz-log.ts";
import { style, type Style } from "../report/style.ts";
import { commitText, type ViewOptions } from "../report/text-reporter.ts";
import { wholeTrace } from "../report/trace-view.ts";
import { indent, wrap } from "../report/wrap.ts";
import type { Counterexample } from "../trace/counterexample.ts";
import { itfOf, readItf } from "../trace/itf.ts";
import { retrace, type RecordedTrace } from "../trace/retrace.ts";
import { usesColour } from "./colour.ts";
import type { Command } from "./command.ts";
import { shortFileName } from "./file-names.ts";
import { findSpec, type FoundSpec } from "./find-specs.ts";
import { suggestion } from "./nearest.ts";
import { color, help, property, view, type OptionTable } from "./options.ts";
import { misuse, oneWord, parse } from "./parse.ts";
import { systemReason } from "./system-reason.ts";
import type { Surroundings } from "./surroundings.ts";
import { textWidth } from "./text-width.ts";
import { viewOptions } from "./view-options.ts";

const formats = ["table", "commit", "mermaid", "plantuml", "shiviz", "itf"] as const;
type Format = (typeof formats)[number];

/** A document holds one of these. */
const single: ReadonlySet<Format> = new Set(["mermaid", "shiviz", "itf"]);

const options = {
  property,
  format: { type: "string", argument: "FORMAT", about: "table: race diagrams; commit: the same for a commit message; mermaid, plantuml: sequence diagrams; shiviz: a log with vector clocks; itf: the Informal Trace Format of Apalache and Quint" },
  ...view,
  color,
  help,
} satisfies OptionTable;

export const replay: Command = {
  operands: "FILE",
  about: "replay the traces of a file on the reference interpreter, and draw them or write them in another format",
  options,
  notes: [
    "FILE was written by: allways check --reporter json=FILE; or it is one trace in the Informal Trace Format. Its specs are loaded again, a spec file from where it stood relative to FILE.",
    "mermaid, shiviz and itf hold one trace: choose it with --property. https://bestchai.bitbucket.io/shiviz reads the log with the expression of its first line.",
    "Exit code 0: every trace replays on the spec as it is now. 1: some trace does not fit the spec any more; the message says at which step. 2: FILE or a spec cannot be read.",
  ],
  examples: [
    ["allways replay out.json --property P4", "the traces of one property"],
    ["allways replay out.json --property P4 --format itf > p4.itf.json", "one trace for another tool"],
    ["allways replay p4.itf.json", "and back again"],
  ],
  run: replayCommand,
};

/** `allways replay FILE`: what a file claims, walked again on the reference interpreter. */
async function replayCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("replay", options, args);
  const format = oneWord("replay", "format", values.format, formats) ?? "table";
  const view = viewOptions("replay", values);
  const [file, ...others] = operands;
  if (file === undefined || others.length > 0) throw misuse(`replay needs one file, not ${operands.length}`, "allways replay");

  const recorded = chosen(recordedIn(read(resolve(around.cwd, file), file), file), file, values.property ?? []);
  if (single.has(format) && recorded.length !== 1) {
    throw new AllwaysError("AW301", `--format ${format} writes one trace, and ${recorded.length} were chosen`, { hint: `choose with --property: ${[...new Set(recorded.map(({ property }) => property))].join(", ") || "there is none"}` });
  }
  const specs = await specsOf(recorded, dirname(resolve(around.cwd, file)));

  let [misfits, drawn] = [0, 0];
  const paint = style(usesColour(values.color, around.env, around.stdout.isTTY));
  for (const one of recorded) {
    const found = specs.get(one.spec) as FoundSpec;
    try {
      requireConfig(found.spec, one.config);
      const again = around.host.guarded(() => retrace(found.spec, one.config, one.property, one.trace, around.host.scopeOf));
      const lines = written(format, one, again, { view, width: textWidth(around.stdout), paint, specFile: found.file === undefined ? undefined : relative(around.cwd, found.file).split(sep).join("/") });
      writeLines(around.stdout, [...(drawn++ > 0 ? [""] : []), ...lines]);
    } catch (error) {
      if (!(error instanceof AllwaysError)) throw error;
      misfits++;
      writeLines(around.stderr, [`${title(one)}: does not replay`, ...errorText(error, shortFileName(around.cwd), paint, textWidth(around.stderr))]);
    }
  }
  if (format === "table") {
    const outcome = misfits === 0 ? "all replay on the reference interpreter" : `${misfits} not reproduced`;
    writeLines(around.stdout, [...(drawn === 0 ? [] : [""]), `${plural(recorded.length, "trace")}${recorded.length === 0 ? ` in ${file}` : `: ${outcome}`}`]);
  }
  return misfits === 0 ? 0 : 1;
}

/** A trace of a file, and what it takes to walk it again. */
interface Recorded {
  readonly spec: string;
  /** Relative to the file. */
  readonly specFile: string | undefined;
  readonly config: Config;
  readonly property: string;
  readonly trace: RecordedTrace;
}

/** A result document, or one ITF trace: the latter has states. */
function recordedIn(text: string, file: string): readonly Recorded[] {
  if (file.endsWith(".itf.json") || /^\s*\{\s*"#meta"/u.test(text)) {
    const { spec, specFile, config, property, trace } = readItf(text, file);
    return [{ spec, specFile, config, property, trace }];
  }
  return readDocument(text, file).runs.flatMap(({ spec, specFile, config, properties }) =>
    properties.flatMap(({ id, trace }) => (trace === undefined ? [] : [{ spec, specFile, config, property: id, trace: traceOfEntry(trace) }])),
  );
}

function chosen(recorded: readonly Recorded[], file: string, ids: readonly string[]): readonly Recorded[] {
  const known = [...new Set(recorded.map(({ property }) => property))];
  for (const id of ids) {
    if (!known.includes(id)) throw new AllwaysError("AW308", `${file} has no trace of a property "${id}"`, { hint: suggestion(id, known, known.length === 0 ? "it has no traces at all" : `it has traces of: ${known.join(", ")}`) });
  }
  return recorded.filter(({ property }) => ids.length === 0 || ids.includes(property));
}

function read(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new AllwaysError("AW310", `cannot read ${shown}: ${systemReason(error)}`, { hint: "allways check --reporter json=FILE writes a result file", cause: error });
  }
}

async function specsOf(recorded: readonly Recorded[], folder: string): Promise<ReadonlyMap<string, FoundSpec>> {
  const specs = new Map<string, FoundSpec>();
  for (const { spec, specFile } of recorded) {
    if (!specs.has(spec)) specs.set(spec, await findSpec(specFile === undefined ? spec : resolve(folder, specFile), folder));
  }
  return specs;
}

/** The recorded configuration must be one of the spec as it is now. */
function requireConfig(spec: Spec, config: Config): void {
  const names = new Set([...Object.keys(spec.parameters), ...Object.keys(config)]);
  for (const name of names) {
    const parameter = spec.parameters[name];
    if (parameter !== undefined && accepts(parameter, config[name])) continue;
    const what = parameter === undefined ? `there is no parameter ${name} any more` : `its parameter ${name} cannot be ${String(config[name])}`;
    throw new AllwaysError("AW310", `the trace does not fit ${spec.name}: ${what}`, { hint: "the spec has changed since the trace was recorded: check it again" });
  }
}

interface Writing {
  readonly view: ViewOptions;
  readonly width: number;
  readonly paint: Style;
  readonly specFile: string | undefined;
}

function written(format: Format, recorded: Recorded, again: Counterexample, { view, width, paint, specFile }: Writing): readonly string[] {
  const { id, kind, meaning } = again.property;
  // What replays has decided its property: a reachable state was reached, everything else is violated.
  const shown: Shown = { id, kind, meaning, verdict: kind === "reachable" ? "holds" : "violated" };
  switch (format) {
    case "table": {
      const heading = `${title(recorded)} ${shown.verdict === "violated" ? "violated" : "reached"} after ${plural(again.trace.steps.length, "step")}`;
      return [...wrap(heading, width, 2).map(paint.strong), "", ...indent(raceDiagram(again.trace, shown, width - 2, { ...wholeTrace, ...view }), 2)];
    }
    case "commit":
      return commitText(recorded, shown, again.trace, view);
    case "mermaid":
      return mermaidDiagram(again.trace, shown);
    case "plantuml":
      return plantUmlDiagram(again.trace, shown);
    case "shiviz":
      return [shivizExpression, "", ...shivizLog(again.trace, again.walk.steps)];
    case "itf":
      return JSON.stringify(itfOf({ spec: recorded.spec, specFile, config: recorded.config }, again), undefined, 1).split("\n");
  }
}

function title({ spec, config, property }: Recorded): string {
  return `${`${spec} ${configurationText(config)}`.trim()}: ${property}`;
}
