import { accessSync, closeSync, constants, existsSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { AllwaysError } from "../language/error.ts";
import type { Output } from "../report/reporter.ts";
import { systemReason } from "./system-reason.ts";

/** A report that appears under its name only when it is complete. */
export interface ReportFile extends Output {
  /** Complete: put it in its place. */
  keep(): void;
  /** Not complete: leave no trace. After {@link keep} this does nothing. */
  discard(): void;
}

/**
 * Open a report file before the search, so that an unwritable one costs no hours.
 *
 * @throws AllwaysError AW309
 */
export function openReportFile(path: string, cwd: string): ReportFile {
  const refuse = (error: unknown): AllwaysError =>
    new AllwaysError("AW309", `cannot write the report ${path}: ${systemReason(error)}`, { hint: "give a file in a folder that exists and that you may write to", cause: error });
  try {
    const wanted = resolve(cwd, path);
    const exists = existsSync(wanted);
    const target = exists ? realpathSync(wanted) : wanted;
    if (exists && statSync(target).isDirectory()) throw new Error("it is a folder");
    if (exists) accessSync(target, constants.W_OK);
    // A pipe or a device cannot be replaced by a renamed file.
    const replaced = !exists || statSync(target).isFile();
    const written = replaced ? `${target}.${process.pid}.tmp` : target;
    return reportFile(openSync(written, "w"), replaced ? { from: written, to: target } : undefined, refuse);
  } catch (error) {
    throw refuse(error);
  }
}

function reportFile(descriptor: number, rename: { readonly from: string; readonly to: string } | undefined, refuse: (error: unknown) => AllwaysError): ReportFile {
  let open = true;
  const close = (): void => {
    if (open) closeSync(descriptor);
    open = false;
  };
  return {
    write(text) {
      const bytes = Buffer.from(text);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      } catch (error) {
        throw refuse(error);
      }
    },
    keep() {
      close();
      if (rename !== undefined) renameSync(rename.from, rename.to);
    },
    discard() {
      if (!open) return;
      close();
      if (rename !== undefined) rmSync(rename.from, { force: true });
    },
  };
}
