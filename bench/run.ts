/*
 * Allways and its peers on the same models, in alternation. Run with `npm run bench`, from the root of the package; `npm run bench -- --help` tells
 * the options. Peers that are not installed are skipped. It fails if any two counts differ.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { allways } from "./allways.ts";
import { load, machine } from "./machine.ts";
import { measure } from "./measure.ts";
import { rumur } from "./peers/rumur.ts";
import { spin } from "./peers/spin.ts";
import { tlc } from "./peers/tlc.ts";
import { race } from "./race.ts";
import { results } from "./results.ts";
import { quickWorkloads, titleOf, workloads } from "./workloads.ts";

const help = `npm run bench [-- option ...]

  --quick        small models, one round, nothing written: does everything work, do all counts agree?
  --rounds N     rounds (default 3)
  --patience S   a run of more than S seconds is not repeated (default 60)
  --only TEXT    workloads whose title contains the text
  --long         also what takes many minutes
  --output FILE  default: bench/results.md
  --help

SPIN, Rumur (with gcc) and TLC (with Java; TLA2TOOLS_JAR names its jar) take part where they are installed.
`;

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    patience: { type: "string", default: "60" },
    only: { type: "string", default: "" },
    long: { type: "boolean", default: false },
    output: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

function run(): void {
  const rules = { rounds: Number(options.rounds ?? (options.quick ? 1 : 3)), patienceSeconds: Number(options.patience), long: options.long };
  if (!(Number.isInteger(rules.rounds) && rules.rounds > 0 && rules.patienceSeconds >= 0)) throw new Error("--rounds needs a number from 1, --patience one from 0");
  const chosen = (options.quick ? quickWorkloads : workloads).filter((workload) => titleOf(workload).includes(options.only));
  if (chosen.length === 0) throw new Error(`no workload's title contains ${options.only}`);

  const started = new Date();
  const loadBefore = load();
  const directory = mkdtempSync(join(tmpdir(), "allways-bench-"));
  try {
    const contenders = [...allways, ...spin, rumur, tlc];
    const races = chosen.map((workload, ordinal) => race(workload, contenders, rules, join(directory, String(ordinal)), (line) => process.stderr.write(`${line}\n`)));
    const nodeBytes = measure([process.execPath, "-e", "0"], directory).peakBytes;
    const text = results(races, { ...rules, nodeBytes, machine: machine(), started, ended: new Date(), loadBefore, loadAfter: load() });
    process.stdout.write(text);
    const output = options.output ?? (options.quick ? undefined : "bench/results.md");
    if (output !== undefined) writeFileSync(output, text);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (options.help) process.stdout.write(help);
else {
  // The program that is being measured gets the signal too; then its failure ends the bench, and the temporary files go.
  process.once("SIGINT", () => process.exit(130));
  try {
    run();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
