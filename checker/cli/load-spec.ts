import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, Message, Plugin } from "esbuild";
import { AllwaysError, type SourcePosition } from "../language/error.ts";
import type { Spec } from "../language/spec.ts";
import { loadModule, specOf } from "./load-module.ts";
import { ownModules, runningModule } from "./own-package.ts";

/**
 * Load a user's spec: bundle the file and what it imports into one module, named by its content, and import that. Node 20 cannot
 * run TypeScript by itself, and later workers must load the very same module.
 *
 * @param notice is told of every file before it is read
 * @throws AllwaysError AW303 if it does not compile, AW304 if it throws, AW305 if it exports no spec.
 */
export async function loadSpecFile(file: string, shown: string, notice: (file: string) => void = () => {}): Promise<Spec> {
  const folder = cacheFolder(file);
  const code = await bundle(file, folder, shown, notice);
  const module = join(folder, `${basename(file, extname(file))}-${createHash("sha256").update(code).digest("hex").slice(0, 16)}.mjs`);
  if (!existsSync(module)) {
    const half = `${module}.${process.pid}.tmp`;
    writeFileSync(half, code);
    renameSync(half, module);
  }
  const spec = specOf(await loadModule(pathToFileURL(module).href, shown));
  if (spec === undefined) throw new AllwaysError("AW305", `${shown} exports no spec`, { hint: "write: export default spec({ ... })" });
  return spec;
}

async function bundle(file: string, folder: string, shown: string, notice: (file: string) => void): Promise<string> {
  const { build } = await import("esbuild");
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      // Nothing is written here, but the source map names the sources relative to it.
      outfile: join(folder, "spec.mjs"),
      bundle: true,
      write: false,
      platform: "node",
      format: "esm",
      target: "node20",
      sourcemap: "inline",
      legalComments: "none",
      logLevel: "silent",
      plugins: [imports, noticing(notice)],
    });
    return outputFiles[0]?.text ?? "";
  } catch (error) {
    const errors = (error as Partial<BuildFailure>).errors;
    if (errors?.[0] === undefined) throw error;
    throw doesNotCompile(errors[0], errors.length - 1, dirname(file), shown);
  }
}

function doesNotCompile({ text, location, notes }: Message, more: number, folder: string, shown: string): AllwaysError {
  const position: SourcePosition | undefined = location === null ? undefined : { file: join(folder, location.file), line: location.line, column: location.column + 1 };
  const line = location?.lineText.trim() ?? "";
  const rest = more === 0 ? "" : `; ${more} more error${more === 1 ? "" : "s"} after it`;
  return new AllwaysError("AW303", `${shown} does not compile: ${text}`, { hint: `${line === "" ? (notes[0]?.text ?? "correct the file") : `the line is: ${line}`}${rest}`, position });
}

/**
 * Our own modules are the running ones; a spec with a copy of its own would not be recognised. Other packages stay outside of the
 * bundle, as URLs, because the bundle may lie where no node_modules is found.
 */
const imports: Plugin = {
  name: "allways-imports",
  setup(build) {
    // The kernel model imports the language by its file.
    build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const own = runningModule(join(resolveDir, path));
      return own === undefined ? undefined : { path: own, external: true };
    });
    build.onResolve({ filter: /^[^./#]/ }, async ({ path, pluginData, ...args }) => {
      const own = ownModules.get(path);
      if (own !== undefined) return { path: own, external: true };
      if (args.kind === "entry-point" || pluginData === "asked" || path.startsWith("node:") || /^[A-Za-z]:[\\/]/u.test(path)) return undefined;
      const found = await build.resolve(path, { kind: args.kind, importer: args.importer, resolveDir: args.resolveDir, pluginData: "asked" });
      if (found.errors.length > 0 || found.external) return found;
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

function noticing(notice: (file: string) => void): Plugin {
  return {
    name: "allways-noticing",
    setup(build) {
      build.onLoad({ filter: /./ }, ({ path }) => {
        notice(path);
        return undefined;
      });
    },
  };
}

/** `node_modules/.cache/allways` next to the spec's packages, else a private folder under the system's temporary one. */
function cacheFolder(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "node_modules"))) {
      const cache = join(folder, "node_modules", ".cache", "allways");
      try {
        mkdirSync(cache, { recursive: true });
        return cache;
      } catch {
        break; // read-only packages: the temporary folder will do
      }
    }
    if (folder === dirname(folder)) break;
  }
  const user = process.getuid?.();
  const temporary = join(tmpdir(), user === undefined ? "allways" : `allways-${user}`);
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  // Whoever owns the folder could put code into it.
  const mine = lstatSync(temporary);
  return mine.isDirectory() && (user === undefined || mine.uid === user) ? temporary : mkdtempSync(`${temporary}-`);
}
