import { mutationJsonReporter, mutationProgressReporter, mutationTextReporter, type MutationReporter } from "../report/mutation-reporter.ts";
import { style } from "../report/style.ts";
import { usesColour } from "./colour.ts";
import { openReportFile, type ReportFile } from "./report-file.ts";
import { shortFileName, specFileFrom } from "./file-names.ts";
import type { ReporterChoice } from "./reporters.ts";
import { textWidth, widestText } from "./text-width.ts";
import type { Surroundings } from "./surroundings.ts";

export interface MutationReportOptions {
  readonly colour: boolean | undefined;
  /** The files that specs were loaded from. */
  readonly specFiles: ReadonlyMap<string, string>;
}

/** Open everything that will be written. @throws AllwaysError AW309 for an unwritable file. */
export function openMutationReporters(choices: readonly ReporterChoice<"default" | "json">[], { colour, specFiles }: MutationReportOptions, around: Surroundings): { readonly reporters: readonly MutationReporter[]; readonly files: readonly ReportFile[] } {
  const { stdout, stderr, env, cwd } = around;
  const fileName = shortFileName(cwd);
  const files: ReportFile[] = [];
  try {
    const reporters = choices.map(({ name, file }): MutationReporter => {
      const out = file === undefined ? undefined : openReportFile(file, cwd);
      if (out !== undefined) files.push(out);
      switch (name) {
        case "json":
          return mutationJsonReporter(out ?? stdout, specFileFrom(file, specFiles, cwd));
        case "default":
          return out === undefined
            ? mutationTextReporter(stdout, { width: textWidth(stdout), style: style(usesColour(colour, env, stdout.isTTY)), fileName })
            : mutationTextReporter(out, { width: widestText, style: style(false), fileName });
      }
    });
    const live = stderr.isTTY && env["TERM"] !== "dumb" ? [mutationProgressReporter(stderr, () => stderr.columns)] : [];
    return { reporters: [...live, ...reporters], files };
  } catch (error) {
    for (const file of files) file.discard();
    throw error;
  }
}
