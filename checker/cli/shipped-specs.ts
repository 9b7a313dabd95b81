import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Spec } from "../language/spec.ts";
import { loadModule, specOf } from "./load-module.ts";
import { codeRoot, ownExtension } from "./own-package.ts";

const folders = ["specs", "specs/classics"];

/** The files of the specs that come with Allways. */
function shippedFiles(): string[] {
  return folders
    .map((folder) => join(codeRoot, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith(ownExtension) && !file.endsWith(".d.ts"))
        .sort()
        .map((file) => join(folder, file)),
    );
}

/** All specs that come with Allways. */
export async function shippedSpecs(): Promise<readonly Spec[]> {
  const specs = await Promise.all(shippedFiles().map(shippedSpec));
  return specs.filter((spec) => spec !== undefined);
}

/** The shipped spec of this name; undefined if there is none. */
export async function findShippedSpec(name: string): Promise<Spec | undefined> {
  const likely = shippedFiles().find((file) => basename(file, ownExtension) === name);
  const spec = likely === undefined ? undefined : await shippedSpec(likely);
  return spec?.name === name ? spec : (await shippedSpecs()).find((shipped) => shipped.name === name);
}

/** A file under specs/ may be a part of a spec instead of one. */
async function shippedSpec(file: string): Promise<Spec | undefined> {
  return specOf(await loadModule(pathToFileURL(file).href, basename(file)));
}
