import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { AllwaysError } from "../language/error.ts";
import { accepts } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import { configurationText } from "../report/configuration-text.ts";
import { errorText } from "../report/failure-text.ts";
import { plural } from "../report/figures.ts";
import { raceDiagram } from "../report/race-diagram.ts";
import { readDocument, traceOfEntry } from "../report/read-document.ts";
import { writeLines } from "../report/reporter.ts";
import type { PropertyEntry, ResultDocument, RunEntry } from "../report/result-document.ts";
import { style } from "../report/style.ts";
import { commitText } from "../report/text-reporter.ts";
import { indent, wrap } from "../report/wrap.ts";
import { replayTrace } from "../trace/replay.ts";
import type { Trace } from "../trace/trace.ts";
import { usesColour } from "./colour.ts";
import { findSpec } from "./find-specs.ts";
import { suggestion } from "./nearest.ts";
import { commands } from "./options.ts";
import { misuse, oneWord, parse } from "./parse.ts";
import { shortFileName, textWidth } from "./reporters.ts";
import { systemReason } from "./system-reason.ts";
import type { Surroundings } from "./surroundings.ts";

/** `allways replay FILE`: what a result file claims, walked again on the reference interpreter. */
export async function replayCommand(args: readonly string[], around: Surroundings): Promise<number> {
  const { values, operands } = parse("replay", commands.replay.options, args);
  const format = oneWord("replay", "format", values.format, ["table", "commit"]) ?? "table";
  const [file, ...others] = operands;
  if (file === undefined || others.length > 0) throw misuse(`replay needs one result file, not ${operands.length}`, "allways replay");

  const document = readDocument(read(resolve(around.cwd, file), file), file);
  const traces = tracesOf(document, file, values.property ?? []);
  const specs = await specsOf(traces, dirname(resolve(around.cwd, file)));

  let [misfits, drawn] = [0, 0];
  const paint = style(usesColour(values.color, around.env, around.stdout.isTTY));
  for (const { run, property, trace } of traces) {
    const spec = specs.get(run.spec) as Spec;
    try {
      requireConfig(spec, run);
      const replayed = around.host.guarded(() => replayTrace(spec, run.config, property.id, trace, around.host.scopeOf));
      const lines = format === "commit" ? commitText(run, property, replayed) : table(run, property, replayed, textWidth(around.stdout), paint.strong);
      writeLines(around.stdout, [...(drawn++ > 0 ? [""] : []), ...lines]);
    } catch (error) {
      if (!(error instanceof AllwaysError)) throw error;
      misfits++;
      writeLines(around.stderr, [`${title(run, property)}: does not replay`, ...errorText(error, shortFileName(around.cwd), paint)]);
    }
  }
  if (format === "table") {
    const outcome = misfits === 0 ? "all replay on the reference interpreter" : `${misfits} not reproduced`;
    writeLines(around.stdout, [...(drawn === 0 ? [] : [""]), `${plural(traces.length, "trace")}${traces.length === 0 ? ` in ${file}` : `: ${outcome}`}`]);
  }
  return misfits === 0 ? 0 : 1;
}

interface Recorded {
  readonly run: RunEntry;
  readonly property: PropertyEntry;
  readonly trace: Trace;
}

function tracesOf(document: ResultDocument, file: string, ids: readonly string[]): Recorded[] {
  const known = [...new Set(document.runs.flatMap((run) => run.properties.map(({ id }) => id)))];
  for (const id of ids) {
    if (!known.includes(id)) throw new AllwaysError("AW308", `${file} has no property "${id}"`, { hint: suggestion(id, known, `its properties: ${known.join(", ")}`) });
  }
  return document.runs.flatMap((run) =>
    run.properties.flatMap((property) => (property.trace === undefined || (ids.length > 0 && !ids.includes(property.id)) ? [] : [{ run, property, trace: traceOfEntry(property.trace) }])),
  );
}

function read(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new AllwaysError("AW310", `cannot read ${shown}: ${systemReason(error)}`, { hint: "allways check --reporter json=FILE writes a result file", cause: error });
  }
}

async function specsOf(traces: readonly Recorded[], folder: string): Promise<ReadonlyMap<string, Spec>> {
  const specs = new Map<string, Spec>();
  for (const { run } of traces) {
    if (specs.has(run.spec)) continue;
    const { spec } = await findSpec(run.specFile === undefined ? run.spec : resolve(folder, run.specFile), folder);
    specs.set(run.spec, spec);
  }
  return specs;
}

/** The recorded configuration must be one of the spec as it is now. */
function requireConfig(spec: Spec, { config }: RunEntry): void {
  const names = new Set([...Object.keys(spec.parameters), ...Object.keys(config)]);
  for (const name of names) {
    const parameter = spec.parameters[name];
    if (parameter !== undefined && accepts(parameter, config[name])) continue;
    const what = parameter === undefined ? `there is no parameter ${name} any more` : `its parameter ${name} cannot be ${String(config[name])}`;
    throw new AllwaysError("AW310", `the trace does not fit ${spec.name}: ${what}`, { hint: "the spec has changed since the trace was recorded: check it again" });
  }
}

function title(run: RunEntry, property: PropertyEntry): string {
  return `${`${run.spec} ${configurationText(run.config)}`.trim()}: ${property.id}`;
}

function table(run: RunEntry, property: PropertyEntry, trace: Trace, width: number, strong: (text: string) => string): string[] {
  const verdict = property.verdict === "violated" ? "violated" : "reached";
  const heading = wrap(`${title(run, property)} ${verdict} after ${plural(trace.steps.length, "step")}`, width, 2).map(strong);
  return [...heading, "", ...indent(raceDiagram(trace, property, width - 2), 2)];
}
