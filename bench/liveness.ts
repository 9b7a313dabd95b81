/*
 * What properties of runs cost: the same configuration of p2pdma checked for its properties of states, and for one of its temporal properties, in alternation. Run after
 * `npm run build` with
 *
 *   npx esbuild bench/liveness.ts --bundle --platform=node --format=esm --packages=external --log-level=warning | node --input-type=module - [rounds] [temporal property] [parameter=value]...
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ResultDocument } from "../checker/report/result-document.ts";
import { measure, type Measurement } from "./measure.ts";

const [rounds = "3", temporal = "live-L1", ...settings] = process.argv.slice(2);
const selection = (settings.length === 0 ? ["scenario=everything"] : settings).flatMap((setting) => ["--set", setting]);
const command = [process.execPath, resolve("dist/checker/cli/main.js"), "check", "p2pdma", "--workers", "1", "--traces", "none", ...selection];
const directory = mkdtempSync(join(tmpdir(), "allways-liveness-"));

/** What an expected violation ends with is a matter of course, what is violated unexpectedly ends with 1: so a shell swallows the status. */
function check(properties: readonly string[]): Measurement & { readonly run: ResultDocument["runs"][number] | undefined } {
  const file = join(directory, "out.json");
  const words = [...command, "--reporter", `json=${file}`, ...properties.flatMap((id) => ["--property", id])];
  const measured = measure(["sh", "-c", `${words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(" ")} || true`], directory);
  return { ...measured, run: (JSON.parse(readFileSync(file, "utf8")) as ResultDocument).runs[0] };
}

const ofStates = ["P1", "P2", "P2'", "P5", "P7", "L1", "L2", "L3", "deadlock"];
const figures = (what: string, { cpuSeconds, peakBytes, run }: ReturnType<typeof check>): string =>
  `${what.padEnd(12)}  ${cpuSeconds.toFixed(1).padStart(6)} CPU s  ${(run?.bytesPerState ?? 0).toFixed(0).padStart(4)} B/state  ${(peakBytes / 2 ** 20).toFixed(0).padStart(5)} MiB`;
try {
  for (let round = 0; round < Number(rounds); round++) {
    const [safety, liveness] = [check(ofStates), check([temporal])];
    const [states, transitions] = [liveness.run?.states, liveness.run?.transitions];
    if (states !== safety.run?.states || transitions !== safety.run?.transitions) throw new Error("the two have not seen the same graph");
    process.stdout.write(`${states} states, ${transitions} transitions\n${figures("states", safety)}\n${figures(temporal, liveness)}  ${(liveness.cpuSeconds / safety.cpuSeconds).toFixed(2)} times\n`);
  }
} finally {
  rmSync(directory, { recursive: true });
}
