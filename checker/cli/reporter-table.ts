import { appendFileSync } from "node:fs";
import { failureReporter } from "../report/failure-text.ts";
import { githubReporter } from "../report/github-reporter.ts";
import { htmlReporter } from "../report/html/html-reporter.ts";
import { jsonReporter } from "../report/json-reporter.ts";
import { jsonLinesReporter } from "../report/jsonl-reporter.ts";
import { junitReporter } from "../report/junit-reporter.ts";
import { ladderReporter } from "../report/ladder-reporter.ts";
import { markdownReporter } from "../report/markdown-reporter.ts";
import type { Output, Reporter } from "../report/reporter.ts";
import { sarifReporter } from "../report/sarif-reporter.ts";
import { style } from "../report/style.ts";
import { tapReporter } from "../report/tap-reporter.ts";
import { commitReporter, textReporter, type TextOptions } from "../report/text-reporter.ts";
import { usesColour } from "./colour.ts";
import { portableFileName, shortFileName, specFileFrom } from "./file-names.ts";
import { ownVersion } from "./own-package.ts";
import { pageBundle } from "./page-bundle.ts";
import type { ReportOptions } from "./reporters.ts";
import type { Surroundings } from "./surroundings.ts";
import { textWidth, widestText } from "./text-width.ts";

/** What a reporter is made with. */
export interface Making {
  readonly out: Output;
  /** Undefined: the standard output. */
  readonly file: string | undefined;
  readonly options: ReportOptions;
  readonly around: Surroundings;
}

/** Every reporter by the name that `--reporter` knows it by. */
export const makers: Readonly<Record<ReporterName, (making: Making) => readonly Reporter[]>> = {
  default: text,
  json,
  jsonl: ({ out }) => [jsonLinesReporter(out)],
  junit: ({ out, around }) => [junitReporter(out, shortFileName(around.cwd))],
  sarif: ({ out, around }) => [sarifReporter(out, { version: ownVersion(), fileName: shortFileName(around.cwd) })],
  github,
  html: ({ out, options: { traces }, around }) => [htmlReporter(out, { tool: `allways ${ownVersion()}`, page: pageBundle(), traces, short: portableFileName(around.cwd) })],
  markdown: ({ out, options, around }) => [markdownReporter(out, { traces: options.traces, fileName: shortFileName(around.cwd) })],
  tap: ({ out }) => [tapReporter(out)],
};

export type ReporterName = "default" | "json" | "jsonl" | "junit" | "sarif" | "github" | "html" | "markdown" | "tap";

export const reporterNames: readonly ReporterName[] = Object.keys(makers) as ReporterName[];

const textReporters = { table: textReporter, commit: commitReporter, ladder: ladderReporter } as const satisfies Record<ReportOptions["format"], unknown>;

function text({ out, file, options: { format, traces, view, coverage, reductions, colour }, around: { stdout, env, cwd } }: Making): readonly Reporter[] {
  const options: TextOptions = { width: file === undefined ? textWidth(stdout) : widestText, style: style(file === undefined && usesColour(colour, env, stdout.isTTY)), traces, view, coverage, reductions };
  const results = textReporters[format](out, options);
  return file === undefined ? [results] : [failureReporter(out, widestText, shortFileName(cwd), options.style), results];
}

/** The document names spec files relative to itself, so that a folder can be moved. */
function json({ out, file, options: { specFiles }, around: { cwd } }: Making): readonly Reporter[] {
  return [jsonReporter(out, specFileFrom(file, specFiles, cwd))];
}

/** Annotations go to the log; the summary of the job, where there is one, gets the whole report. */
function github({ out, options: { traces }, around: { cwd, env } }: Making): readonly Reporter[] {
  const summary = env["GITHUB_STEP_SUMMARY"];
  const fileName = shortFileName(cwd);
  const annotations = githubReporter(out, fileName);
  return summary === undefined || summary === "" ? [annotations] : [annotations, markdownReporter({ write: (text) => appendFileSync(summary, text) }, { traces, fileName })];
}
