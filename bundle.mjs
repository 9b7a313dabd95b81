/*
 * Part of `npm run build`: joins the checker's compiled modules, some 250 of them, into a few files, so that the command starts in half the time. What others import stays where it was, and shares
 * those few files: there is one instance of everything, whoever imports it. The kernel model and the specs are not joined; their functions must stay as their authors wrote them.
 */
import { readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const checker = fileURLToPath(new URL("dist/checker/", import.meta.url));

/** The package's exports, the command, and what a test imports of it. */
const entries = ["index", "vitest", "fast-check", "language/index", "cli/main", "cli/allways", "cli/node-host"];
/** The joined files find other files beside themselves and one folder up, as the modules did that they are made of. */
const bundle = "bundle";
const thread = { in: join(checker, "search/parallel/shard-thread.js"), out: `${bundle}/shard-thread` };

rmSync(join(checker, bundle), { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: [...entries.map((entry) => ({ in: join(checker, `${entry}.js`), out: entry })), thread],
  outdir: checker,
  chunkNames: `${bundle}/[name]-[hash]`,
  bundle: true,
  splitting: true,
  allowOverwrite: true,
  metafile: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: true,
  sourcesContent: false,
  legalComments: "none",
  logLevel: "warning",
});

// A module that is in the bundle and beside it would be there twice.
const written = new Set(Object.keys(metafile.outputs).map((file) => relative(checker, file)));
for (const file of readdirSync(checker, { recursive: true, encoding: "utf8" })) {
  if (/\.js(?:\.map)?$/u.test(file) && !file.startsWith("page") && !written.has(file)) rmSync(join(checker, file));
}
