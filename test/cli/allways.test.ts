import { expect, it } from "vitest";
import { allways } from "../../checker/cli/allways.ts";
import type { Surroundings } from "../../checker/cli/surroundings.ts";
import { AllwaysError } from "../../checker/language/error.ts";
import { libraryHost } from "../../checker/run/host.ts";

/** The command with a standard output that throws. */
async function failing(fault: Error): Promise<{ exitCode: number; errors: string }> {
  let errors = "";
  const around: Surroundings = {
    stdout: {
      isTTY: false,
      columns: 80,
      write() {
        throw fault;
      },
    },
    stderr: { isTTY: false, columns: 80, write: (text) => void (errors += text) },
    env: {},
    cwd: "/",
    host: libraryHost,
    memoryBytes: 2 ** 30,
    cores: 1,
  };
  return { exitCode: await allways(["--version"], around), errors };
}

it("calls a fault of its own an internal error, and asks for a report", async () => {
  const { exitCode, errors } = await failing(new TypeError("x is not a function"));
  expect(exitCode).toBe(70);
  expect(errors.split("\n").slice(0, 3)).toEqual([
    "error AW901: internal error: x is not a function",
    "  hint: this is a fault of Allways; please report it, with the spec, the command and this text:",
    "TypeError: x is not a function",
  ]);
});

it("exits 70 where an engine and the reference disagree", async () => {
  expect(await failing(new AllwaysError("AW901", "the engines disagree", { hint: "please report this" }))).toEqual({ exitCode: 70, errors: "error AW901: the engines disagree\n  hint: please report this\n" });
});
