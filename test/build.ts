import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The command is tested as it is shipped: built. Type errors are the type check's business; a build that emits is enough here. */
export function setup(): void {
  const { stdout } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { cwd: root, encoding: "utf8" });
  if (!existsSync(`${root}/dist/checker/cli/main.js`)) throw new Error(`the build failed:\n${stdout}`);
  const bundle = spawnSync(process.execPath, ["bundle.mjs"], { cwd: root, encoding: "utf8" });
  if (bundle.status !== 0) throw new Error(`the checker's modules could not be joined:\n${bundle.stderr}`);
  const page = spawnSync("npm", ["run", "--silent", "build:page"], { cwd: root, encoding: "utf8" });
  if (page.status !== 0) throw new Error(`the build of the page failed:\n${page.stderr}`);
}
