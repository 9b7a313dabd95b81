import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Contender, Finding } from "./contender.ts";
import type { Workload } from "./workloads.ts";

/** What the bench reads of the document that `--reporter json=FILE` writes. */
interface ResultDocument {
  readonly runs: readonly {
    readonly states: number;
    readonly transitions: number;
    readonly exhaustive: boolean;
    readonly bytesPerState: number;
    readonly engine: string;
    readonly reduction?: { readonly stored: number; readonly whole: boolean; readonly remarks: readonly { readonly reduction: string; readonly used: boolean }[] };
  }[];
}

const main = resolve("dist/checker/cli/main.js");
const help = spawnSync(process.execPath, [main, "check", "--help"], { encoding: "utf8" }).stdout;

/** What it is measured by: every state is stored, as by SPIN and Rumur, which are told to leave nothing out either; on one core. */
export const baseline = "Allways, every state";
/** The command as a user types it, on one core: it may leave out what makes no difference. */
export const asTyped = "Allways";
export const twoWorkers = "Allways, every state, 2 workers";

export const allways: readonly Contender[] = [
  variant(baseline, ["--reduce", "none"]),
  variant(asTyped),
  variant("Allways, engine packed", ["--engine", "packed"]),
  variant(twoWorkers, ["--workers", "2", "--reduce", "none"]),
];

function variant(name: string, args: readonly string[] = []): Contender {
  return {
    name,
    prepare(workload, directory) {
      const [option] = args;
      if (option !== undefined && !help.includes(option)) return { skipped: `this build has no ${option}` };
      const report = join(directory, "result.json");
      const oneCore = option === "--workers" ? [] : ["--workers", "1"];
      return {
        command: [process.execPath, main, "check", ...target(workload), ...args, ...oneCore, "--traces", "none", "--reporter", `json=${report}`],
        directory,
        read: () => found(JSON.parse(readFileSync(report, "utf8")) as ResultDocument),
      };
    },
  };
}

function target({ spec, settings }: Workload): string[] {
  return [spec.endsWith(".ts") ? resolve(spec) : spec, ...Object.entries(settings).flatMap(([parameter, value]) => ["--set", `${parameter}=${value}`])];
}

/** The command has compared verdicts and golden counts with what the spec expects, or its status would not be 0. */
function found({ runs: [run, ...more] }: ResultDocument): Finding {
  if (run === undefined || more.length > 0) throw new Error(`${more.length + 1} configurations instead of one: the workload has to set every parameter that the spec's matrix varies`);
  if (!run.exhaustive) throw new Error("the search was not exhaustive");
  const { stored = run.states, whole = true, remarks = [] } = run.reduction ?? {};
  const used = [...new Set(remarks.filter((remark) => remark.used).map(({ reduction }) => reduction))];
  const kept = used.length === 0 ? "" : `; ${used.join(", ")}: ${stored.toLocaleString("en-US")} states kept`;
  return { states: run.states, transitions: run.transitions, bytesPerState: run.bytesPerState, remark: `engine ${run.engine}${kept}`, reduced: !whole };
}
