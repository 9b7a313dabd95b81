import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/*
 * Who may import whom (docs/architecture.md). The linter says it in the editor; this test cannot be switched off by a comment.
 */

const root = fileURLToPath(new URL("..", import.meta.url));
/** From the bottom up: a room may import itself and what stands before it. */
const rooms = ["language", "compile", "reduce", "search", "temporal", "trace", "run", "mutate", "report", "cli"] as const;
/** Packages that one room has for itself, and threads; of sarif it has the types. */
const libraries: Readonly<Record<string, readonly string[]>> = { search: ["node:worker_threads"], trace: ["acorn"], report: ["sarif"], cli: ["esbuild"] };
/** What runs in a browser: it knows nothing of the checker, and of it the checker knows only the shape of its data. */
const page = "page";
/** Modules of Node that only the command may use: outside of it there is no process, no clock and no file. */
const outside = /^node:(?!util$|url$)/u;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/u.test(file) && !file.endsWith(".d.ts"))
    .map((file) => join(folder, file));
}

const importStatement = /^(?:import|export)\b(?<clause>[^;"]*)\bfrom "(?<static>[^"\n]+)"|^import "(?<bare>[^"\n]+)"|\bimport\("(?<dynamic>[^"\n]+)"\)/gmu;

/** @param all false: without what is erased, `import type`. */
function importsOf(file: string, all: boolean = true): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(importStatement)]
    .filter(({ groups }) => all || groups?.["clause"]?.startsWith(" type ") !== true)
    .map(({ groups }) => groups?.["static"] ?? groups?.["bare"] ?? groups?.["dynamic"] ?? "");
}

/** The place that an import leads to, from the root: `checker/search/outcome.ts`; a bare name stays as it is. */
function target(file: string, specifier: string): string {
  return specifier.startsWith(".") ? relative(root, resolve(root, dirname(file), specifier)) : specifier;
}

function breaches(folder: string, mayImport: (target: string) => boolean): string[] {
  return sources(folder).flatMap((file) =>
    importsOf(file)
      .map((specifier) => target(file, specifier))
      .filter((found) => !mayImport(found))
      .map((found) => `${file} must not import ${found}`),
  );
}

describe("the rooms of the house", () => {
  const existing = readdirSync(join(root, "checker"), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);

  it("are all known to this test", () => {
    expect(existing.filter((room) => room !== page && !rooms.some((known) => known === room))).toEqual([]);
  });

  for (const [at, room] of rooms.entries()) {
    if (!existing.includes(room)) continue;
    it(`checker/${room} imports only what lies below it`, () => {
      const below = rooms.slice(0, at + 1);
      const mayImport = (found: string): boolean =>
        below.some((other) => found.startsWith(`checker/${other}/`)) || (found === "checker/page/data.ts" && ["report", "cli"].includes(room)) || (/^(?:node:|immer$)/u.test(found) && !(room !== "cli" && outside.test(found))) || libraries[room]?.includes(found) === true;
      expect(breaches(`checker/${room}`, mayImport)).toEqual([]);
    });
  }

  it("checker/page imports nothing of the checker, and nothing of Node", () => {
    expect(breaches("checker/page", (found) => found.startsWith("checker/page/") || /^(?:preact|preact\/hooks|@preact\/signals)$/u.test(found))).toEqual([]);
  });

  it("the model imports only the language", () => {
    expect(breaches("model", (found) => found.startsWith("model/") || found.startsWith("checker/language/") || found === "allways")).toEqual([]);
  });

  it("a spec imports only the package and the model", () => {
    expect(breaches("specs", (found) => found === "allways" || found === "allways/model" || found.startsWith("specs/") || found.startsWith("model/"))).toEqual([]);
  });
});

describe("import circles", () => {
  const files = ["checker", "model", "specs"].flatMap(sources);
  const graph = new Map(files.map((file) => [file, importsOf(file, false).map((specifier) => target(file, specifier)).filter((found) => files.includes(found))]));

  it("do not exist", () => {
    const circles: string[] = [];
    const finished = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      if (path.includes(file) || finished.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      finished.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});
