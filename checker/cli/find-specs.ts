import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { AllwaysError } from "../language/error.ts";
import type { Spec } from "../language/spec.ts";
import { loadSpecFile } from "./load-spec.ts";
import { suggestion } from "./nearest.ts";
import { findShippedSpec, shippedSpecs } from "./shipped-specs.ts";

/** A spec, and the file that it was loaded from; no file if it comes with Allways. */
export interface FoundSpec {
  readonly spec: Spec;
  readonly file: string | undefined;
}

/**
 * The specs that are meant on a command line: files, or names of specs that come with Allways; without any, all of those.
 *
 * @param notice is told of every file before it is read
 * @throws AllwaysError AW302 if there is no such spec, or two different ones have the same name.
 */
export async function findSpecs(meant: readonly string[], cwd: string, notice?: (file: string) => void): Promise<readonly FoundSpec[]> {
  if (meant.length === 0) return (await shippedSpecs()).map((spec) => ({ spec, file: undefined }));
  const found = new Map<string, FoundSpec>();
  for (const word of meant) {
    const one = await findSpec(word, cwd, notice);
    const before = found.get(one.spec.name);
    if (before !== undefined && before.file !== one.file) {
      throw new AllwaysError("AW302", `two specs are named "${one.spec.name}": ${[before, one].map(({ file }) => (file === undefined ? "the one of Allways" : relative(cwd, file))).join(" and ")}`, { hint: "results are told apart by name; rename one, or check them one by one" });
    }
    found.set(one.spec.name, one);
  }
  return [...found.values()];
}

/** One spec, by its file or its name. */
export async function findSpec(word: string, cwd: string, notice?: (file: string) => void): Promise<FoundSpec> {
  if (!looksLikeFile(word)) {
    const spec = await findShippedSpec(word);
    if (spec !== undefined) return { spec, file: undefined };
    const names = (await shippedSpecs()).map((shipped) => shipped.name);
    throw new AllwaysError("AW302", `there is no spec "${word}"`, { hint: suggestion(word, names, `specs: ${names.join(", ")}; or give a .ts file`) });
  }
  const file = resolve(cwd, word);
  if (!existsSync(file)) {
    const names = (await shippedSpecs()).map((shipped) => shipped.name);
    const stem = word.replace(/^.*[\\/]/u, "").replace(/\.\w+$/u, "");
    throw new AllwaysError("AW302", `there is no file ${word}`, { hint: suggestion(stem, names, "give the path of a .ts or .js file, or a name that `allways list` shows") });
  }
  if (!statSync(file).isFile()) throw new AllwaysError("AW302", `${word} is not a file`, { hint: "give the path of a .ts or .js file" });
  return { spec: await loadSpecFile(file, word, notice), file };
}

/** Not the name of a spec that comes with Allways. */
export function looksLikeFile(word: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/u.test(word);
}
