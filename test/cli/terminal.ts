import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { screenAfter } from "../report/screen.ts";

const dist = new URL("../../dist/checker/cli/", import.meta.url);

/** The built command, told that it is in a terminal; each run's output is a line of JSON. */
const program = `
import { allways } from ${JSON.stringify(new URL("allways.js", dist).href)};
import { nodeHost } from ${JSON.stringify(new URL("node-host.js", dist).href)};
for (const { columns, args } of JSON.parse(process.argv[1])) {
  let written = "";
  const terminal = { write: (text) => void (written += text), isTTY: true, columns };
  const exitCode = await allways(args, { stdout: terminal, stderr: terminal, env: { NO_COLOR: "1" }, cwd: process.cwd(), host: nodeHost(() => false), memoryBytes: 2 ** 31, cores: 1 });
  console.log(JSON.stringify({ written, exitCode }));
}`;

export interface TerminalRun {
  readonly columns: number;
  readonly args: string;
}

/** What is to be seen on a terminal after each run of the command, and its exit code. Times are all shown as 0.0 s. */
export async function screensOf(folder: string, runs: readonly TerminalRun[]): Promise<readonly string[]> {
  const given = JSON.stringify(runs.map(({ columns, args }) => ({ columns, args: args.split(" ") })));
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program, given], { cwd: folder, maxBuffer: 2 ** 24, env: { PATH: process.env["PATH"], HOME: fileURLToPath(new URL(".", dist)) } });
  return stdout
    .trim()
    .split("\n")
    .map((line, at) => {
      const { written, exitCode } = JSON.parse(line) as { readonly written: string; readonly exitCode: number };
      const screen = screenAfter(written).join("\n").replaceAll(/\d+\.\d s\b/gu, "0.0 s");
      return `\n$ allways ${runs[at]?.args ?? ""}\n${screen}exit ${exitCode}\n`;
    });
}
