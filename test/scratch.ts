import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a test run keeps all its folders: workers inherit the variable. */
const variable = "ALLWAYS_SCRATCH";

/** Before a test run: one folder for all others. What it returns removes it, whatever became of the tests. */
export function openScratch(): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "allways-test-")));
  process.env[variable] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** A folder of one's own, until the test run ends. */
export function scratchFolder(purpose: string): string {
  return realpathSync(mkdtempSync(join(process.env[variable] ?? tmpdir(), `allways-${purpose}-`)));
}

/** The environment of a test run that leaves its folders in this one. */
export function scratchIn(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, [variable]: folder };
}
