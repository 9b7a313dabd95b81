import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { shell } from "./shell.ts";

const main = fileURLToPath(new URL("../../dist/checker/cli/main.js", import.meta.url));

/** Counters that take long enough to be interrupted. */
const long = `import { each, indexSet, range, spec, state, table } from "allways";

export default spec({
  name: "long",
  about: "many counters",
  build() {
    const Counter = indexSet("counter", 12);
    const world = state({ n: table(Counter, range(0, 9)) });
    const count = world.procedure("count", { params: { own: Counter } }, (p) => {
      p.loop(() => {
        p.step("count", (k, l) => {
          k.n[l.own] = (k.n[l.own] + 1) % 10;
        });
      });
    });
    return world.system({ processes: { count: each(Counter, (own) => count.start({ own })) } });
  },
});
`;

it("is not disturbed by a reader that has gone", async () => {
  const child = spawn("bash", ["-c", `"${process.execPath}" "${main}" man | true; echo "$\{PIPESTATUS[0]}"`]);
  let [output, errors] = ["", ""];
  child.stdout.on("data", (text) => (output += String(text)));
  child.stderr.on("data", (text) => (errors += String(text)));
  await new Promise((resolve) => child.on("close", resolve));
  expect([output, errors]).toEqual(["0\n", ""]);
});

it("stops at an interrupt, reports what it has, and exits 130", async () => {
  const { folder } = shell();
  writeFileSync(join(folder, "long.ts"), long);
  const child = spawn(process.execPath, [main, "check", "long.ts", "--reporter", "jsonl", "--reporter", "json=result.json"], { cwd: folder });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (text) => {
    output += String(text);
    // Twice would be to stop at once.
    if (!child.killed && output.includes('"progress"')) child.kill("SIGINT");
  });
  child.stderr.on("data", (text) => (errors += String(text)));
  const exitCode = await new Promise((resolve) => child.on("close", resolve));
  expect(exitCode).toBe(130);
  expect(errors).toContain("interrupted");
  expect(JSON.parse(readFileSync(join(folder, "result.json"), "utf8")).runs).toMatchObject([{ stopped: "interrupted", exhaustive: false, verdict: "inconclusive" }]);
});
