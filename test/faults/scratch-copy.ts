import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder, scratchIn } from "../scratch.ts";
import { injected, type Fault } from "./fault.ts";

/** What vitest's JSON reporter says, as far as it is needed. */
interface Report {
  readonly testResults: readonly { readonly name: string; readonly message: string; readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[] }[];
}

/** A test that failed. */
export interface Alarm {
  readonly file: string;
  /** The full name of the test, or why its file could not be run. */
  readonly test: string;
}

/** Longer than any of the tests takes. */
const patience = 600_000;

/** A copy of the source tree, for faults. */
export class ScratchCopy {
  readonly #root: string;
  readonly #folder: string = scratchFolder("faults");

  constructor(root: string) {
    this.#root = root;
    for (const part of ["checker", "model", "specs", "test", "package.json", "tsconfig.json", "vitest.config.ts"]) cpSync(join(root, part), join(this.#folder, part), { recursive: true });
    // Threads run what was built, without the fault; the first worker of a search runs the sources.
    for (const part of ["node_modules", "dist"]) symlinkSync(join(root, part), join(this.#folder, part));
  }

  /** Run tests, with a fault in the copy or without one. Returns the first that fails, or undefined if none does. */
  firstAlarm(fault: Fault | undefined, tests: readonly string[]): Alarm | undefined {
    if (fault === undefined) return this.#run(tests);
    const original = readFileSync(join(this.#root, fault.file), "utf8");
    writeFileSync(join(this.#folder, fault.file), injected(fault, original));
    try {
      return this.#run(tests);
    } finally {
      writeFileSync(join(this.#folder, fault.file), original);
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(tests: readonly string[]): Alarm | undefined {
    const output = join(this.#folder, "alarms.json");
    rmSync(output, { force: true });
    const vitest = join(this.#root, "node_modules/vitest/vitest.mjs");
    const { status, stderr } = spawnSync(process.execPath, [vitest, "run", "--root", this.#folder, "--config", "test/faults/vitest.config.ts", "--bail", "1", "--reporter", "json", "--outputFile", output, ...tests], {
      cwd: this.#folder,
      env: scratchIn(this.#folder),
      encoding: "utf8",
      timeout: patience,
    });
    if (status === 0) return undefined;
    if (status === null) return { file: tests.join(" "), test: "does not come to an end" };
    const { testResults } = JSON.parse(readFileSync(output, "utf8")) as Report;
    for (const { name, message, assertionResults } of testResults) {
      const file = name.slice(this.#folder.length + 1);
      const failed = assertionResults.find((result) => result.status === "failed");
      if (failed !== undefined) return { file, test: failed.fullName };
      if (message !== "") return { file, test: message.split("\n")[0] ?? "" };
    }
    throw new Error(`vitest ended with ${status}, but no test failed:\n${stderr}`);
  }
}
