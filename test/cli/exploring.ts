import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/checker/cli/main.js", import.meta.url));

/** `allways explore` while it serves. Whoever starts it ends it. */
export interface Exploring {
  readonly child: ChildProcess;
  /** What it has said by the time it is ready. */
  readonly output: string;
  readonly url: URL;
}

export async function exploring(folder: string, args: readonly string[]): Promise<Exploring> {
  const child = spawn(process.execPath, [main, "explore", ...args], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  return new Promise((ready) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const [address] = /http:\S+/u.exec(output) ?? [];
      if (address !== undefined && output.includes("Ctrl-C")) ready({ child, output, url: new URL(address) });
    });
  });
}
