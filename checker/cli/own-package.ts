import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, isAbsolute, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/*
 * Where this package lies. The same code runs built (dist/checker/cli/*.js, which share dist/checker/bundle/*.js) and from source
 * (checker/cli/*.ts, in tests).
 */

const here = dirname(fileURLToPath(import.meta.url));

/** `.js` in the built package, `.ts` in the source tree. */
export const ownExtension: string = extname(fileURLToPath(import.meta.url));

/** The folder that holds `checker`, `model` and `specs`. */
export const codeRoot: string = dirname(dirname(here));

/** The URLs of the modules that a spec imports as `allways` and `allways/model`: these very modules, never a second copy. */
export const ownModules: ReadonlyMap<string, string> = new Map([
  ["allways", pathToFileURL(join(codeRoot, "checker", `index${ownExtension}`)).href],
  ["allways/model", pathToFileURL(join(codeRoot, "model", `index${ownExtension}`)).href],
]);

const packageRoot = [codeRoot, dirname(codeRoot)].find((folder) => existsSync(join(folder, "package.json"))) ?? codeRoot;

/** The URL of the running module that a source file of the checker was built into; undefined for every other file. */
export function runningModule(file: string): string | undefined {
  const inside = relative(join(packageRoot, "checker"), file);
  if (inside.startsWith("..") || isAbsolute(inside)) return undefined;
  return pathToFileURL(join(codeRoot, "checker", inside.replace(/\.ts$/u, ownExtension))).href;
}

/** A file of this package as others would name it, `allways/model/mm/gup.ts`; undefined for every other file. */
export function ownFileName(file: string): string | undefined {
  const inside = relative(packageRoot, file);
  return inside.startsWith("..") || isAbsolute(inside) ? undefined : `allways/${inside.split(sep).join("/")}`;
}

/** The folder with what esbuild has made of checker/page; only the built package has it. */
export const pageFolder: string = join(packageRoot, "dist", "checker", "page");

/** The version in package.json. */
export function ownVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }).version;
}
