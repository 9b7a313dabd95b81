import { expect, it } from "vitest";
import { allways } from "../../checker/cli/allways.ts";
import { nodeHost } from "../../checker/cli/node-host.ts";
import { screenAfter } from "../report/screen.ts";

/** Run the command in a terminal that shows both its streams. */
async function inTerminal(args: string, env: Record<string, string> = {}): Promise<{ readonly written: string; readonly screen: string }> {
  let written = "";
  const terminal = { write: (text: string) => void (written += text), isTTY: true, columns: 80 };
  await allways(args.split(" "), { stdout: terminal, stderr: terminal, env, cwd: import.meta.dirname, host: nodeHost(() => false), memoryBytes: 2 ** 31, cores: 1 });
  return { written, screen: screenAfter(written).join("\n") };
}

const command = "check refcount-pool --set processes=5 --set pages=2 --engine packed";

it("shows how far a check is on a terminal, and leaves nothing of that when it is done", async () => {
  const { written, screen } = await inTerminal(command);
  expect(written).toMatch(/\[1\/1\] refcount-pool.*\nlevel \d+.*\n.*states\/s/u);
  expect(written).toContain("\u001B[1m");
  expect(screen).toMatch(/^refcount-pool: /u);
  expect(screen).not.toMatch(/level \d|states\/s/u);
});

it("does not move the cursor of a terminal that cannot, nor colour where nobody wants it", async () => {
  const shorter = `${command} --max-states 60000`;
  expect((await inTerminal(shorter, { TERM: "dumb" })).written).not.toContain("\u001B");
  expect((await inTerminal(shorter, { NO_COLOR: "1" })).written).not.toContain("\u001B[1m");
});
