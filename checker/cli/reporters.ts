import { dirname, relative, resolve, sep } from "node:path";
import { AllwaysError } from "../language/error.ts";
import { failureReporter } from "../report/failure-text.ts";
import { htmlReporter } from "../report/html/html-reporter.ts";
import { jsonReporter } from "../report/json-reporter.ts";
import { progressReporter } from "../report/progress-reporter.ts";
import type { Output, Reporter } from "../report/reporter.ts";
import type { SpecFile } from "../report/result-document.ts";
import { style } from "../report/style.ts";
import { commitReporter, textReporter, type TextOptions } from "../report/text-reporter.ts";
import type { TraceChoice } from "../report/trace-choice.ts";
import { usesColour } from "./colour.ts";
import { suggestion } from "./nearest.ts";
import { ownVersion } from "./own-package.ts";
import { pageBundle } from "./page-bundle.ts";
import { openReportFile, type ReportFile } from "./report-file.ts";
import type { Stream, Surroundings } from "./surroundings.ts";

export type OutputFormat = "table" | "commit";

/** What `--reporter` asks for: a name, and a file if not the standard output. */
export interface ReporterChoice {
  readonly name: ReporterName;
  readonly file: string | undefined;
}

/** @throws AllwaysError AW301 for a reporter that does not exist, or two that write to the standard output. */
export function parseReporters(texts: readonly string[]): readonly ReporterChoice[] {
  const choices = texts.map((text): ReporterChoice => {
    const [word = "", ...rest] = text.split("=");
    const name = reporterNames.find((known) => known === word);
    if (name === undefined) throw new AllwaysError("AW301", `there is no reporter "${word}"`, { hint: suggestion(word, reporterNames, `reporters: ${reporterNames.join(", ")}`) });
    const file = rest.length === 0 ? undefined : rest.join("=");
    if (file === "") throw new AllwaysError("AW301", `--reporter ${name}= names no file`, { hint: `write --reporter ${name}=FILE, or without "=" for the standard output` });
    return { name, file };
  });
  if (choices.filter(({ file }) => file === undefined).length > 1) throw new AllwaysError("AW301", "two reporters write to the standard output", { hint: "give one of them a file: --reporter json=FILE" });
  // A file never silences the terminal; only a reporter that needs the standard output for itself does.
  return choices.some(({ file }) => file === undefined) ? choices : [...choices, { name: "default", file: undefined }];
}

export interface ReportOptions {
  readonly format: OutputFormat;
  readonly traces: TraceChoice;
  readonly coverage: boolean | undefined;
  readonly colour: boolean | undefined;
  /** The files that specs were loaded from. */
  readonly specFiles: ReadonlyMap<string, string>;
}

/** Reporters that are ready to listen, and the files that they write. */
export interface OpenReporters {
  readonly reporters: readonly Reporter[];
  readonly files: readonly ReportFile[];
}

/** Open everything that will be written. @throws AllwaysError AW309 for an unwritable file. */
export function openReporters(choices: readonly ReporterChoice[], options: ReportOptions, around: Surroundings): OpenReporters {
  const files: ReportFile[] = [];
  try {
    const reporters = choices.flatMap(({ name, file }) => {
      const opened = file === undefined ? undefined : openReportFile(file, around.cwd);
      if (opened !== undefined) files.push(opened);
      return makers[name]({ out: opened ?? around.stdout, file, options, around });
    });
    return { reporters: [...forTheTerminal(options, around), ...reporters], files };
  } catch (error) {
    for (const file of files) file.discard();
    throw error;
  }
}

/** Progress and spec errors reach the user whatever else is written where. */
function forTheTerminal({ colour }: ReportOptions, { stderr, env, cwd, host }: Surroundings): readonly Reporter[] {
  const live = stderr.isTTY && env["TERM"] !== "dumb";
  return [
    progressReporter(stderr, { live, columns: stderr.columns, clock: host.now, peakMemoryBytes: host.peakMemoryBytes }),
    failureReporter(stderr, textWidth(stderr), shortFileName(cwd), style(usesColour(colour, env, stderr.isTTY))),
  ];
}

/** What a reporter is made with. */
interface Making {
  readonly out: Output;
  /** Undefined: the standard output. */
  readonly file: string | undefined;
  readonly options: ReportOptions;
  readonly around: Surroundings;
}

/** Every reporter by the name that `--reporter` knows it by. */
const makers: Readonly<Record<ReporterName, (making: Making) => readonly Reporter[]>> = { default: text, json, html };

export type ReporterName = "default" | "json" | "html";

const reporterNames = Object.keys(makers) as readonly ReporterName[];

function text({ out, file, options: { format, traces, coverage, colour }, around: { stdout, env, cwd } }: Making): readonly Reporter[] {
  const options: TextOptions = { width: file === undefined ? textWidth(stdout) : widestText, style: style(file === undefined && usesColour(colour, env, stdout.isTTY)), traces, coverage };
  const results = (format === "commit" ? commitReporter : textReporter)(out, options);
  return file === undefined ? [results] : [failureReporter(out, widestText, shortFileName(cwd), options.style), results];
}

/** The document names spec files relative to itself, so that a folder can be moved. */
function json({ out, file, options: { specFiles }, around: { cwd } }: Making): readonly Reporter[] {
  return [jsonReporter(out, specFileFrom(file, specFiles, cwd))];
}

/** Spec files as a document names them: relative to the folder that it lies in. */
export function specFileFrom(document: string | undefined, specFiles: ReadonlyMap<string, string>, cwd: string): SpecFile {
  const folder = document === undefined ? cwd : dirname(resolve(cwd, document));
  return (spec) => {
    const source = specFiles.get(spec);
    return source === undefined ? undefined : relative(folder, source).split(sep).join("/");
  };
}

function html({ out, options: { traces }, around: { cwd } }: Making): readonly Reporter[] {
  return [htmlReporter(out, { tool: `allways ${ownVersion()}`, page: pageBundle(), traces, short: shortFileName(cwd) })];
}

/** Tables and diagrams that are wider than this are hard to read and to quote. */
export const widestText = 100;

export function textWidth({ isTTY, columns }: Stream): number {
  return isTTY ? Math.min(widestText, Math.max(40, columns)) : widestText;
}

/** Files under the working directory are shown from there. */
export function shortFileName(cwd: string): (file: string) => string {
  return (file) => {
    const short = relative(cwd, file);
    return short.startsWith("..") ? file : short;
  };
}
