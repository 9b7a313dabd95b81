import { dirname, relative, resolve, sep } from "node:path";
import type { SpecFile } from "../report/result-document.ts";
import { ownFileName } from "./own-package.ts";

/** Spec files as a document names them: relative to the folder that it lies in. */
export function specFileFrom(document: string | undefined, specFiles: ReadonlyMap<string, string>, cwd: string): SpecFile {
  const folder = document === undefined ? cwd : dirname(resolve(cwd, document));
  return (spec) => {
    const source = specFiles.get(spec);
    return source === undefined ? undefined : relative(folder, source).split(sep).join("/");
  };
}

/** Files under the working directory are shown from there. */
export function shortFileName(cwd: string): (file: string) => string {
  return (file) => {
    const short = relative(cwd, file);
    return short.startsWith("..") ? file : short;
  };
}

/** The same for what is read elsewhere: where this package lies on one machine is of no use there. */
export function portableFileName(cwd: string): (file: string) => string {
  const short = shortFileName(cwd);
  return (file) => (short(file) === file ? (ownFileName(file) ?? file) : short(file));
}
