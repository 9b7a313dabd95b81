import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openScratch } from "./scratch.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What stands before and after all tests: the command is built, and what tests have left behind is removed. */
export function setup(): () => void {
  build();
  return openScratch();
}

/** The command is tested as it is shipped: built. Type errors are the type check's business; a build that emits is enough here. */
function build(): void {
  const { stdout } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { cwd: root, encoding: "utf8" });
  if (!existsSync(`${root}/dist/checker/cli/main.js`)) throw new Error(`the build failed:\n${stdout}`);
  const bundle = spawnSync(process.execPath, ["bundle.mjs"], { cwd: root, encoding: "utf8" });
  if (bundle.status !== 0) throw new Error(`the checker's modules could not be joined:\n${bundle.stderr}`);
  const page = spawnSync("npm", ["run", "--silent", "build:page"], { cwd: root, encoding: "utf8" });
  if (page.status !== 0) throw new Error(`the build of the page failed:\n${page.stderr}`);
}
