import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { completionScript, shells } from "../../checker/cli/completion.ts";
import { manPage } from "../../checker/cli/man-page.ts";
import { commands } from "../../checker/cli/commands.ts";
import { exitCodes } from "../../checker/cli/options.ts";
import { flagLock, shell } from "./shell.ts";

const options = Object.entries(commands).flatMap(([command, { options: of }]) => Object.keys(of).map((option) => ({ command, option })));

describe("the manual page", () => {
  const page = manPage("1.2.3", commands);

  it("has every command, option and exit code", () => {
    expect(Object.keys(commands).filter((name) => !page.includes(`.SH ${name.toUpperCase()}\n`))).toEqual([]);
    expect(options.filter(({ option }) => !page.includes(String.raw`\-\-${option.replaceAll("-", String.raw`\-`)}\fR`))).toEqual([]);
    expect(exitCodes.filter(([code]) => !page.includes(`.TP\n.B ${code}\n`))).toEqual([]);
  });

  it("has no line that a text would make a request by chance", () => {
    expect(page.split("\n").filter((line) => /^[.'](?!TH |SH |TP|PP|B |RS|RE|nf|fi|br)/u.test(line))).toEqual([]);
  });
});

describe("completion", () => {
  it.each(shells)("for %s has every command and option", (of) => {
    const script = completionScript(of, commands);
    expect(Object.keys(commands).filter((name) => !script.includes(name))).toEqual([]);
    expect(options.filter(({ option }) => !script.includes(of === "fish" ? `-l ${option}` : `--${option}`))).toEqual([]);
  });

  it("for bash completes a command, and the options of a command", () => {
    const complete = (words: readonly string[]): string =>
      spawnSync("bash", ["-c", `${completionScript("bash", commands)}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _allways; echo "\${COMPREPLY[@]}"`], { encoding: "utf8" }).stdout.trim();
    expect(complete(["allways", "rep"])).toBe("replay");
    expect(complete(["allways", "check", "--max"])).toBe("--max-states --max-memory --max-depth");
  });
});

describe("--bisect", () => {
  const { file, run } = shell();
  file("lock.ts", flagLock);
  file("broken.ts", "export default (");

  it.each([
    ["lock.ts --set atomic=true", 0],
    ["lock.ts", 1],
    ["lock.ts --max-states 2 --property entry", 125],
    ["broken.ts", 125],
    ["lock.ts --no-such-option", 125],
  ])("check %s exits with %i", async (args, exitCode) => {
    expect((await run(`check ${args} --bisect`)).exitCode).toBe(exitCode);
  });
});
