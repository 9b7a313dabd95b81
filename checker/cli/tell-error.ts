import { AllwaysError } from "../language/error.ts";
import { errorText } from "../report/failure-text.ts";
import { writeLines } from "../report/reporter.ts";
import { style } from "../report/style.ts";
import { usesColour } from "./colour.ts";
import { shortFileName } from "./file-names.ts";
import type { Surroundings } from "./surroundings.ts";
import { textWidth } from "./text-width.ts";

/** Tell an error that ends a command. @returns its exit code */
export function tellError(error: unknown, colour: boolean | undefined, { stderr, env, cwd }: Surroundings): number {
  if (!(error instanceof AllwaysError)) {
    writeLines(stderr, internalError(error));
    return 70;
  }
  writeLines(stderr, errorText(error, shortFileName(cwd), style(usesColour(colour, env, stderr.isTTY)), textWidth(stderr)));
  return error.code.startsWith("AW9") ? 70 : 2;
}

/** An error that nobody foresaw is our own fault. */
export function internalError(error: unknown): string[] {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [`error AW901: internal error: ${error instanceof Error ? error.message : String(error)}`, "  hint: this is a fault of Allways; please report it, with the spec, the command and this text:", detail];
}
