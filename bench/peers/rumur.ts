import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Contender, Prepared } from "../contender.ts";
import { missing } from "../installed.ts";
import { measure } from "../measure.ts";
import { bitsFor, numberIn, twinOf, type Twin } from "./twin.ts";

/** Its fastest form: one thread, no symmetry, nothing kept for a trace. */
const options = ["--threads", "1", "--symmetry-reduction", "off", "--counterexample-trace", "off", "--deadlock-detection", "off"];

export const rumur: Contender = {
  name: "Rumur",
  prepare(workload, directory) {
    const skipped = missing("rumur", "gcc");
    const twin = skipped === undefined ? twinOf(workload) : { skipped };
    return "skipped" in twin ? twin : build(twin, directory);
  },
};

function build({ processes, pages, counts }: Twin, directory: string): Prepared {
  const source = readFileSync(resolve("bench/peers/refcount-pool.m"), "utf8");
  writeFileSync(join(directory, "model.m"), source.replace(/PROCESSES: \d+;/u, `PROCESSES: ${processes};`).replace(/PAGES: \d+;/u, `PAGES: ${pages};`));
  // Slots of 8 bytes, for a set that grows when it is three quarters full: it never has to.
  const capacity = 8 * 2 ** bitsFor(counts.states / 0.74);
  const generated = measure(["rumur", ...options, "--set-capacity", String(capacity), "--output", "model.c", "model.m"], directory);
  const compiled = measure(["gcc", "-std=c11", "-O3", "-march=native", "-mcx16", "-w", "-o", "model", "model.c", "-lpthread", "-latomic"], directory);
  return {
    command: [join(directory, "model")],
    directory,
    preparation: generated.cpuSeconds + compiled.cpuSeconds,
    read(output) {
      if (!output.includes("No error found")) throw new Error(`Rumur found an error:\n${output.slice(-2000)}`);
      return { states: numberIn(output, /(\d+) states,/u), transitions: numberIn(output, /(\d+) rules fired in/u) };
    },
  };
}
