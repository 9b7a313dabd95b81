import { baseline } from "./allways.ts";
import type { Entry, Race } from "./race.ts";
import { median } from "./statistics.ts";
import { targetTable } from "./targets.ts";
import { titleOf, type Counts } from "./workloads.ts";

/** What was measured and where, as the text of bench/results.md. */
export interface Circumstances {
  readonly machine: readonly string[];
  readonly started: Date;
  readonly ended: Date;
  readonly loadBefore: string;
  readonly loadAfter: string;
  readonly rounds: number;
  readonly patienceSeconds: number;
  /** The peak of a Node that does nothing. */
  readonly nodeBytes: number;
}

export function results(races: readonly Race[], about: Circumstances): string {
  return [
    "# Allways and its peers, measured side by side",
    "",
    "<!-- Written by `npm run bench`; not to be edited. -->",
    "",
    ...about.machine.map((line) => `- ${line}`),
    `- ${stamp(about.started)} to ${stamp(about.ended)}; load average ${about.loadBefore} before, ${about.loadAfter} after`,
    "",
    ...summary(races),
    ...targetTable(races, about.nodeBytes),
    "## How to read it",
    "",
    ...howToRead(about),
    ...races.flatMap((one) => ["", ...section(one)]),
    "",
  ].join("\n");
}

/** How many times faster than each peer, where there are peers. */
function summary(races: readonly Race[]): string[] {
  const rows = races.flatMap(({ workload, counts, entries }) => {
    const base = entries.find(({ name }) => name === baseline);
    const against = (peer: string, exact: boolean): string => fastest(entries.filter(({ name, lossy }) => name.startsWith(peer) && !(exact && lossy)), base);
    const peers = [against("SPIN", false), against("SPIN", true), against("Rumur", true), against("TLC", true)];
    if (base === undefined || peers.every((cell) => cell === "")) return [];
    return [`| ${[titleOf(workload), count(counts.states), rate(counts.states / cpuOf(base)), bytes(peakOf(base) / counts.states), bytes(base.found.bytesPerState), ...peers].join(" | ")} |`];
  });
  if (rows.length === 0) return [];
  return ["CPU time of the peers by that of Allways, every state stored, on one core:", "", "| model | states | Allways: states/s | B/state | of that in its store | SPIN's fastest | SPIN's fastest exact | Rumur | TLC |", "|---|---:|---:|---:|---:|---:|---:|---:|---:|", ...rows, ""];
}

function fastest(peers: readonly Entry[], base: Entry | undefined): string {
  const [first] = [...peers].sort((a, b) => cpuOf(a) - cpuOf(b));
  return first === undefined ? "" : ratio(first, base);
}

function cpuOf({ runs }: Entry): number {
  return median(runs.map(({ cpuSeconds }) => cpuSeconds));
}

function peakOf({ runs }: Entry): number {
  return median(runs.map(({ peakBytes }) => peakBytes));
}

function howToRead({ rounds, patienceSeconds, nodeBytes }: Circumstances): string[] {
  return [
    `Every checker searches the same graph: one atomic step is one transition, and all counts are equal, or the bench fails (SPIN and TLC count the initial state as a transition; here it is taken off).`,
    `All programs run in alternation, ${rounds === 1 ? "once" : `${rounds} rounds`}; one that takes longer than ${patienceSeconds} s runs once. **CPU s** is the user and system time of the whole process with its children, as the kernel accounts for it (GNU time): for Allways this is \`allways check\` (with \`--reduce none\` where every state is stored) with the start of Node, the reading of the spec, the replay of traces and the report; for a JVM it includes its compiler and its collector. The median of the rounds is shown, and each round behind it. Rates are per CPU second. **Peak** is the largest resident size of the process, and **B/state** that size by the number of states, so it includes what the process needs to live at all: ${(nodeBytes / 1e6).toFixed(0)} MB for a Node that does nothing, more for a JVM; for small models it says little. **In store** is what Allways says that a state takes in its visited set, its queue and its log of levels. **Ratio** is the CPU time of the line by that of Allways in the same round, as a median: more than 1 means that Allways is faster.`,
    `SPIN and Rumur are given tables of the right size; Allways grows its own. What SPIN and Rumur need to generate and compile their program is not in the figures, but in the last column. Rumur and TLC do not look for deadlocks here, SPIN and Allways do; Rumur keeps nothing to tell a trace by. What is noisy: CPU time on a shared machine varies by a tenth or two, because cores and caches are shared even where the clock is not; wall time varies with the load. Trust the ratios of one table more than figures of different days.`,
  ];
}

function section({ workload, counts, entries, skipped }: Race): string[] {
  return [
    `## ${titleOf(workload)}`,
    "",
    `${capital(workload.about)}. ${count(counts.states)} states, ${count(counts.transitions)} transitions.`,
    "",
    "| checker | CPU s | rounds | wall s | states/s | transitions/s | peak | B/state | in store | ratio | remarks |",
    "|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---|",
    ...entries.map((entry) => row(entry, entries, counts)),
    ...absent(skipped),
  ];
}

/** Who did not take part, by the reason. */
function absent(skipped: Race["skipped"]): string[] {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  const named = reasons.map((reason) => `${skipped.flatMap((one) => (one.reason === reason ? [one.name] : [])).join("; ")}: ${reason}`);
  return named.length === 0 ? [] : ["", "Skipped:", "", ...named.map((line) => `- ${line}`)];
}

function row(entry: Entry, entries: readonly Entry[], counts: Counts): string {
  const { name, runs, found } = entry;
  const cpu = cpuOf(entry);
  const peak = peakOf(entry);
  const cells = [
    name,
    cpu.toFixed(2),
    runs.map(({ cpuSeconds }) => cpuSeconds.toFixed(2)).join(" "),
    median(runs.map(({ wallSeconds }) => wallSeconds)).toFixed(2),
    rate(found.states / cpu),
    rate(found.transitions / cpu),
    `${(peak / 1e6).toFixed(0)} MB`,
    bytes(peak / found.states),
    bytes(found.bytesPerState),
    ratio(entry, entries.find((other) => other.name === baseline)),
    remarks(entry, counts).join("; "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function ratio({ runs }: Entry, base: Entry | undefined): string {
  const ratios = runs.flatMap(({ cpuSeconds }, round) => {
    const other = base?.runs[round];
    return other === undefined ? [] : [cpuSeconds / other.cpuSeconds];
  });
  const middle = median(ratios);
  return ratios.length === 0 ? "" : middle.toFixed(middle < 9.95 ? 2 : 1);
}

function remarks({ found, lossy, preparation }: Entry, counts: Counts): string[] {
  const lost = counts.states - found.states;
  return [
    ...(found.remark === undefined ? [] : [found.remark]),
    ...(lossy ? [lost === 0 ? "stores hashes: lost no state this time" : `stores hashes: **${count(lost)} states lost**`] : []),
    ...(preparation === 0 ? [] : [`+ ${preparation.toFixed(1)} CPU s to generate and compile`]),
  ];
}

function rate(perSecond: number): string {
  return perSecond < 999_500 ? `${(perSecond / 1000).toFixed(0)} k` : `${(perSecond / 1e6).toFixed(perSecond < 9.95e6 ? 2 : 1)} M`;
}

function bytes(value: number | undefined): string {
  return value?.toFixed(value < 99.5 ? 1 : 0) ?? "";
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/gu, ",");
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function stamp(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
