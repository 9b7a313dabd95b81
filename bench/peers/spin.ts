import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Contender, Prepared } from "../contender.ts";
import { missing } from "../installed.ts";
import { measure } from "../measure.ts";
import { bitsFor, numberIn, twinOf, type Twin } from "./twin.ts";

const model = "refcount-pool.pml";

/** What makes SPIN fastest while it still visits every state; partial-order reduction would visit fewer. */
const flags = ["-O3", "-march=native", "-w", "-DSAFETY", "-DNOREDUCE", "-DVECTORSZ=128"];

export const spin: readonly Contender[] = [
  variant("SPIN, depth first", [], ({ counts }) => [`-m${counts.states}`]),
  variant("SPIN, breadth first", ["-DBFS"], () => []),
  // It keeps hashes of states instead of states. On one core: then CPU seconds compare, and the kernel's account has all of them.
  { ...variant("SPIN, BFS_PAR on 1 core (lossy)", ["-DBFS_PAR"], () => ["-u1"]), lossy: true },
];

function variant(name: string, more: readonly string[], options: (twin: Twin) => readonly string[]): Contender {
  return {
    name,
    prepare(workload, directory) {
      const skipped = missing("spin", "gcc");
      const twin = skipped === undefined ? twinOf(workload) : { skipped };
      return "skipped" in twin ? twin : build(twin, directory, more, options(twin));
    },
  };
}

function build(twin: Twin, directory: string, more: readonly string[], options: readonly string[]): Prepared {
  copyFileSync(resolve("bench/peers", model), join(directory, model));
  const generated = measure(["spin", `-DPROCESSES=${twin.processes}`, `-DPAGES=${twin.pages}`, "-o1", "-o2", "-o3", "-a", model], directory);
  const source = join(directory, "pan.c");
  // It prints eight digits of a count; the bench compares all of them.
  writeFileSync(source, readFileSync(source, "utf8").replaceAll("%9.8g", "%.0f"));
  const compiled = measure(["gcc", ...flags, ...more, "-o", "pan", "pan.c", "-lpthread"], directory);
  return {
    // A hash table with a slot for every state: to know the size beforehand is an advantage that SPIN may have here.
    command: [join(directory, "pan"), `-w${Math.max(16, bitsFor(twin.counts.states))}`, ...options],
    directory,
    preparation: generated.cpuSeconds + compiled.cpuSeconds,
    read(output) {
      if (!output.includes("errors: 0")) throw new Error(`SPIN found an error:\n${output.slice(-2000)}`);
      // SPIN counts the initial state as a transition.
      return { states: numberIn(output, /(\d+) states, stored/u), transitions: numberIn(output, /(\d+) transitions \(= (?:stored|visited)\+matched\)/u) - 1 };
    },
  };
}
