import { asTyped, baseline, twoWorkers } from "./allways.ts";
import type { Entry, Race } from "./race.ts";
import { median } from "./statistics.ts";
import { titleOf } from "./workloads.ts";

interface Target {
  readonly about: string;
  /** What a race says of it; undefined if it says nothing. */
  readonly measured: (race: Race, nodeBytes: number) => number | undefined;
  readonly goal: number;
  readonly better: "more" | "less";
  readonly unit: string;
  /** Titles of the workloads that it is about. */
  readonly of: RegExp;
}

const pool = /^refcount-pool processes=[67] pages=2$/u;
const large = /^refcount-pool processes=7 pages=2$/u;
const largest = /^refcount-pool processes=8 pages=2$/u;

/** What Allways wants to be on a machine that does nothing else. */
const targets: readonly Target[] = [
  { about: "CPU time of SPIN's fastest variant by that of Allways, every state stored", measured: (race) => faster(race, "SPIN", baseline), goal: 10, better: "more", unit: "times", of: pool },
  { about: "the same, as typed", measured: (race) => faster(race, "SPIN", asTyped), goal: 10, better: "more", unit: "times", of: pool },
  { about: "CPU time of Rumur by that of Allways, every state stored", measured: (race) => faster(race, "Rumur", baseline), goal: 20, better: "more", unit: "times", of: pool },
  { about: "the same, as typed", measured: (race) => faster(race, "Rumur", asTyped), goal: 20, better: "more", unit: "times", of: pool },
  { about: "peak of the process less that of a Node that does nothing", measured: (race, nodeBytes) => each(race, baseline, ({ peakBytes }) => (peakBytes - nodeBytes) / race.counts.states), goal: 8, better: "less", unit: "bytes a state", of: large },
  { about: "store, queue and log of levels", measured: (race) => race.entries.find(({ name }) => name === baseline)?.found.bytesPerState, goal: 8, better: "less", unit: "bytes a state", of: large },
  { about: "wall time of one worker by that of two, every state stored", measured: (race) => ratio(each(race, baseline, ({ wallSeconds }) => wallSeconds), each(race, twoWorkers, ({ wallSeconds }) => wallSeconds)), goal: 1.7, better: "more", unit: "times", of: /^refcount-pool processes=[78] pages=2$/u },
  { about: "peak of the process", measured: (race) => each(race, baseline, ({ peakBytes }) => peakBytes / 1e9), goal: 1.5, better: "less", unit: "GB", of: largest },
  { about: "from the start of the process to the verdict, tens of thousands of states", measured: (race) => each(race, asTyped, ({ wallSeconds }) => wallSeconds), goal: 0.5, better: "less", unit: "s", of: /^refcount-pool processes=4 /u },
  { about: "transitions for each CPU second of the whole process", measured: (race) => ratio(race.counts.transitions / 1e6, each(race, asTyped, ({ cpuSeconds }) => cpuSeconds)), goal: 2, better: "more", unit: "million", of: /^p2pdma / },
];

/** The targets that these races say something about, as a table. @param nodeBytes the peak of a Node that does nothing. */
export function targetTable(races: readonly Race[], nodeBytes: number): string[] {
  const rows = targets.flatMap(({ about, measured, goal, better, unit, of }) =>
    races
      .filter(({ workload }) => of.test(titleOf(workload)))
      .flatMap((race) => {
        const value = measured(race, nodeBytes);
        if (value === undefined) return [];
        const met = better === "more" ? value >= goal : value <= goal;
        const [name] = titleOf(race.workload).split(" scenario=");
        return [`| ${name}: ${about} | ${better === "more" ? "at least" : "at most"} ${goal} ${unit} | ${value.toFixed(value < 9.95 ? 2 : 1)} | ${met ? "met" : "**not met**"} |`];
      }),
  );
  return rows.length === 0 ? [] : ["What it should be, on a machine that does nothing else:", "", "| | target | measured | |", "|---|---:|---:|---|", ...rows, ""];
}

function each({ entries }: Race, name: string, of: (run: Entry["runs"][number]) => number): number | undefined {
  const entry = entries.find((one) => one.name === name);
  return entry === undefined ? undefined : median(entry.runs.map(of));
}

/** How many times faster than the fastest peer of a name. */
function faster(race: Race, peer: string, name: string): number | undefined {
  const times = race.entries.filter((entry) => entry.name.startsWith(peer)).flatMap((entry) => each(race, entry.name, ({ cpuSeconds }) => cpuSeconds) ?? []);
  return times.length === 0 ? undefined : ratio(Math.min(...times), each(race, name, ({ cpuSeconds }) => cpuSeconds));
}

function ratio(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one / other;
}
