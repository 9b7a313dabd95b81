import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/*
 * Where this package lies. The same code runs built (dist/checker/cli/*.js) and from source (checker/cli/*.ts, in tests).
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

/** The version in package.json. */
export function ownVersion(): string {
  const root = [codeRoot, dirname(codeRoot)].find((folder) => existsSync(join(folder, "package.json"))) ?? codeRoot;
  return (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version;
}
