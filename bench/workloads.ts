/** What a search finds. */
export interface Counts {
  readonly states: number;
  readonly transitions: number;
}

export interface Workload {
  /** A shipped spec, or the file of one that is only for the bench. */
  readonly spec: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly about: string;
  /** What everybody has to find. Without it: what the spec expects, which Allways checks by itself. */
  readonly counts?: Counts;
  /** Contenders that need many minutes here; only --long runs them. */
  readonly slow?: readonly string[];
}

/** Counts of refcount-pool on which SPIN, Rumur, TLC and Allways agree. */
const pool = (processes: number, states: number, transitions: number, about: string): Workload => ({ spec: "refcount-pool", settings: { processes, pages: 2 }, about, counts: { states, transitions } });

const small = pool(4, 31_671, 156_474, "small: what it costs to start");

export const quickWorkloads: readonly Workload[] = [small, { spec: "philosophers-petri-net", settings: { philosophers: 8 }, about: "an atomic step of five fields, for each philosopher" }];

export const workloads: readonly Workload[] = [
  small,
  pool(5, 252_693, 1_525_176, "the size of many real models"),
  pool(6, 2_072_061, 14_818_302, "millions of states"),
  { ...pool(7, 17_375_715, 143_854_056, "what fits into memory decides"), slow: ["TLC"] },
  {
    ...pool(8, 148_321_611, 1_396_042_290, "more than a billion transitions"),
    slow: ["Allways, engine packed", "SPIN, depth first", "SPIN, breadth first", "SPIN, BFS_PAR on 1 core (lossy)", "Rumur", "TLC"],
  },
  { spec: "philosophers-petri-net", settings: { philosophers: 10 }, about: "one process whose every step may be one of many; each step writes five fields" },
  {
    spec: "p2pdma",
    settings: { scenario: "everything", variant: "V5", failBudget: 1, tlbFlush: "ipi", debugVm: false, preemptible: true, secretmem: false },
    about: "the kernel model at its larger bound: states of two words, 23 properties, one of them violated as expected",
  },
  { spec: "bench/specs/wide.ts", settings: { processes: 3 }, about: "wide states: 128 bytes, of which a step writes four. Their parts repeat themselves so little that the search goes over to a list of whole states; half of the time is the start of Node and of the compilers" },
  { spec: "bench/specs/vote.ts", settings: { voters: 12, ballots: "two" }, about: "a step that reads twelve fields; equal subtrees are one, so its tree is small" },
  { spec: "bench/specs/vote.ts", settings: { voters: 10, ballots: "three" }, about: "ten fields of three values: 59,049 combinations, each seen once or twice" },
  { spec: "bench/specs/channel.ts", settings: { capacity: 4, pairs: 2, kinds: 4 }, about: "a bounded queue; taking its head moves the others" },
  { spec: "bench/specs/channel.ts", settings: { capacity: 7, pairs: 1, kinds: 4 }, about: "a queue of more contents than would be recorded (21,845); that it moves on is a copy of each element, whatever it is" },
  { spec: "bench/specs/lot.ts", settings: { cars: 4, guard: "place" }, about: "a set of sixteen members; a step looks at one" },
  { spec: "bench/specs/lot.ts", settings: { cars: 4, guard: "size" }, about: "the size of a set of sixteen members depends on 65,536 combinations; it is a count of bits, and one test" },
];

/** `refcount-pool processes=6 pages=2`. */
export function titleOf({ spec, settings }: Workload): string {
  return [spec, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)].join(" ");
}
