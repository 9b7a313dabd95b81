import { AllwaysError } from "../language/error.ts";
import { failureReporter } from "../report/failure-text.ts";
import { progressReporter } from "../report/progress-reporter.ts";
import type { Reporter } from "../report/reporter.ts";
import { style } from "../report/style.ts";
import type { ViewOptions } from "../report/text-reporter.ts";
import type { TraceChoice } from "../report/trace-choice.ts";
import { usesColour } from "./colour.ts";
import { shortFileName } from "./file-names.ts";
import { suggestion } from "./nearest.ts";
import { openReportFile, type ReportFile } from "./report-file.ts";
import { makers, type ReporterName } from "./reporter-table.ts";
import type { Surroundings } from "./surroundings.ts";
import { textWidth } from "./text-width.ts";

export type OutputFormat = "table" | "commit" | "ladder";

/** What `--reporter` asks for: a name, and a file if not the standard output. */
export interface ReporterChoice<N extends string = ReporterName> {
  readonly name: N;
  readonly file: string | undefined;
}

/** @throws AllwaysError AW301 for a reporter that does not exist, or two that write to the standard output. */
export function parseReporters<N extends string>(texts: readonly string[], names: readonly (N | "default")[]): readonly ReporterChoice<N | "default">[] {
  const choices = texts.map((text): ReporterChoice<N | "default"> => {
    const [word = "", ...rest] = text.split("=");
    const name = names.find((known) => known === word);
    if (name === undefined) throw new AllwaysError("AW301", `there is no reporter "${word}"`, { hint: suggestion(word, names, `reporters: ${names.join(", ")}`) });
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
  readonly view: ViewOptions;
  readonly coverage: boolean | undefined;
  readonly reductions?: boolean;
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
    const reporters = withAnnotations(choices, around.env).flatMap(({ name, file }) => {
      const opened = file === undefined ? undefined : openReportFile(file, around.cwd);
      if (opened !== undefined) files.push(opened);
      return makers[name]({ out: opened ?? around.stdout, file, options, around });
    });
    const quiet = choices.some(({ name, file }) => name === "default" && file === undefined);
    return { reporters: [...terminalReporters(options.colour, quiet, around), ...reporters], files };
  } catch (error) {
    for (const file of files) file.discard();
    throw error;
  }
}

/** In a job of GitHub Actions what is not as expected is annotated without being asked for, as long as the standard output is not a document. */
function withAnnotations(choices: readonly ReporterChoice[], env: Surroundings["env"]): readonly ReporterChoice[] {
  const asked = choices.some(({ name }) => name === "github") || !choices.some(({ name, file }) => name === "default" && file === undefined);
  return env["GITHUB_ACTIONS"] !== "true" || asked ? choices : [...choices, { name: "github", file: undefined }];
}

/** Progress and spec errors reach the user whatever else is written where. @param quiet nothing is written to the standard output until the end of the run */
export function terminalReporters(colour: boolean | undefined, quiet: boolean, { stdout, stderr, env, cwd, host }: Surroundings): readonly Reporter[] {
  // A document that scrolls by would be drawn over.
  const live = stderr.isTTY && env["TERM"] !== "dumb" && (quiet || !stdout.isTTY);
  const paint = style(usesColour(colour, env, stderr.isTTY));
  return [
    progressReporter(stderr, { live, columns: () => stderr.columns, style: paint, clock: host.now, peakMemoryBytes: host.peakMemoryBytes }),
    failureReporter(stderr, textWidth(stderr), shortFileName(cwd), paint),
  ];
}
