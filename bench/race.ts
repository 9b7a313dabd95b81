import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Contender, Finding, Prepared } from "./contender.ts";
import { measure, type Measurement } from "./measure.ts";
import { titleOf, type Counts, type Workload } from "./workloads.ts";

/** One contender on one workload. */
export interface Entry {
  readonly name: string;
  readonly lossy: boolean;
  /** By round. A contender that took long runs in the first round only. */
  readonly runs: readonly Measurement[];
  readonly found: Finding;
  readonly preparation: number;
}

export interface Race {
  readonly workload: Workload;
  readonly counts: Counts;
  readonly entries: readonly Entry[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

export interface Rules {
  readonly rounds: number;
  /** A run that took longer than this is not repeated. */
  readonly patienceSeconds: number;
  readonly long: boolean;
}

/** The counts of two contenders, or of one and the expectation, are not the same. */
export class Disagreement extends Error {}

interface Starter {
  readonly contender: Contender;
  readonly prepared: Prepared;
  readonly runs: Measurement[];
  found?: Finding;
}

/**
 * Run all contenders on a workload in alternation: each once, then each once more. What else happens on the machine then hits all of them alike.
 *
 * @throws Disagreement
 */
export function race(workload: Workload, contenders: readonly Contender[], rules: Rules, directory: string, tell: (line: string) => void): Race {
  const skipped: { name: string; reason: string }[] = [];
  const starters: Starter[] = [];
  contenders.forEach((contender, ordinal) => {
    const { name } = contender;
    if (workload.slow?.includes(name) === true && !rules.long) return void skipped.push({ name, reason: "takes many minutes here (--long runs it)" });
    const own = join(directory, String(ordinal));
    mkdirSync(own, { recursive: true });
    const prepared = contender.prepare(workload, own);
    if ("skipped" in prepared) skipped.push({ name, reason: prepared.skipped });
    else starters.push({ contender, prepared, runs: [] });
  });

  let { counts } = workload;
  for (let round = 0; round < rules.rounds; round++) {
    for (const starter of starters) {
      if (starter.runs.some(({ wallSeconds }) => wallSeconds > rules.patienceSeconds)) continue;
      const { contender, prepared, runs } = starter;
      const run = measure(prepared.command, prepared.directory);
      runs.push(run);
      starter.found = prepared.read(run.output);
      tell(`${titleOf(workload)}, round ${round + 1}: ${contender.name}: ${run.cpuSeconds.toFixed(2)} CPU s, ${run.wallSeconds.toFixed(2)} s`);
      if (contender.lossy === true) continue;
      counts ??= starter.found;
      compare(contender.name, starter.found, counts, workload);
    }
  }
  const entries = starters.flatMap(({ contender: { name, lossy = false }, prepared: { preparation = 0 }, runs, found }) => (found === undefined ? [] : [{ name, lossy, runs, found, preparation }]));
  if (counts === undefined) throw new Error(`nobody could search ${titleOf(workload)}`);
  return { workload, counts, entries, skipped };
}

function compare(name: string, found: Finding, expected: Counts, workload: Workload): void {
  if (found.reduced === true) return;
  if (found.states === expected.states && found.transitions === expected.transitions) return;
  const told = ({ states, transitions }: Counts): string => `${states} states and ${transitions} transitions`;
  throw new Disagreement(`${titleOf(workload)}: ${name} found ${told(found)} instead of ${told(expected)}`);
}
