import { spawn, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { shell } from "./shell.ts";

const main = fileURLToPath(new URL("../../dist/checker/cli/main.js", import.meta.url));

/** Counters up to a limit that another file has. */
const counters = `import { each, indexSet, range, spec, state, table } from "allways";
import { counters, limit } from "./limits";

export default spec({
  name: "counters",
  about: "counters stay below their limit",
  build() {
    const Counter = indexSet("counter", counters);
    const world = state({ n: table(Counter, range(0, 9)) });
    const count = world.procedure("count", { params: { own: Counter } }, (p) => {
      p.loop(() => {
        p.step("count", (k, l) => {
          k.n[l.own] = (k.n[l.own] + 1) % 10;
        });
      });
    });
    return world.system({
      processes: { count: each(Counter, (own) => count.start({ own })) },
      properties: ({ invariant }) => [invariant("below", "no counter comes to the limit", (k) => Counter.every((own) => k.n[own] < limit))],
    });
  },
});
`;

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** A folder in which a command watches counters.ts and limits.ts. */
function watching(args: readonly string[], limits: string) {
  const { folder } = shell();
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write("counters.ts", counters);
  write("limits.ts", limits);
  const child = spawn(process.execPath, [main, "check", "counters.ts", "--watch", ...args], { cwd: folder });
  running.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const exitCode = new Promise<number | null>((done) => child.on("close", done));
  return {
    write,
    child,
    exitCode,
    /** Wait for a text, and forget the output up to it. */
    async says(text: string): Promise<void> {
      while (!output.includes(text)) await new Promise((look) => setTimeout(look, 20));
      output = output.slice(output.indexOf(text) + text.length);
    },
  };
}

it("checks again when a file changes that the spec imports, whatever is wrong with it, until it is interrupted", async () => {
  const { write, says, child, exitCode } = watching([], "export const [counters, limit] = [1, 9];");
  await says("below     VIOLATED");
  await says("waiting for a change of counters.ts or limits.ts: Ctrl-C ends it");
  write("limits.ts", "export const [counters, limit] = [1, ");
  await says("error AW303: counters.ts does not compile");
  await says("waiting");
  write("limits.ts", 'export { counters, limit } from "./missing";');
  await says('Could not resolve "./missing"');
  await says("waiting");
  write("missing.ts", "export const [counters, limit] = [1, 10];");
  await says("all as expected");
  await says("waiting for a change of counters.ts or limits.ts or missing.ts");
  child.kill("SIGINT");
  expect(await exitCode).toBe(0);
});

it("gives a search up when a file changes, and ends one that is interrupted as always", async () => {
  const { write, says, child, exitCode } = watching(["--reporter", "jsonl"], "export const [counters, limit] = [12, 10];");
  await says('"event":"progress"');
  write("limits.ts", "export const [counters, limit] = [1, 10];");
  await says('"event":"run-start"');
  await says('"states":10,');
  await says("waiting");
  write("limits.ts", "export const [counters, limit] = [12, 10];");
  await says('"event":"progress"');
  child.kill("SIGINT");
  await says('"verdict":"inconclusive"');
  expect(await exitCode).toBe(130);
});

it("needs a file", async () => {
  expect(await shell().run("check peterson --watch")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--watch needs the file of a spec") });
});
