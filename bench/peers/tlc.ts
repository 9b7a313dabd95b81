import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Contender, Prepared } from "../contender.ts";
import { missing } from "../installed.ts";
import { numberIn, twinOf, type Twin } from "./twin.ts";

/** No package manager carries TLC's jar, so the user says where it is. */
export const jar = process.env["TLA2TOOLS_JAR"];

export const tlc: Contender = {
  name: "TLC",
  prepare(workload, directory) {
    const skipped = missingJava();
    if (jar === undefined || skipped !== undefined) return { skipped: skipped ?? "the environment variable TLA2TOOLS_JAR names no tla2tools.jar" };
    const twin = twinOf(workload);
    return "skipped" in twin ? twin : ready(twin, resolve(jar), directory);
  },
};

function missingJava(): string | undefined {
  if (jar !== undefined && !existsSync(jar)) return `TLA2TOOLS_JAR names ${jar}, which is not there`;
  return missing("java");
}

function ready({ processes, pages }: Twin, archive: string, directory: string): Prepared {
  copyFileSync(resolve("bench/peers/RefcountPool.tla"), join(directory, "RefcountPool.tla"));
  writeFileSync(join(directory, "RefcountPool.cfg"), `SPECIFICATION Spec\nINVARIANT UnmappedWhenFree\nCONSTANTS\n  processes = ${processes}\n  pages = ${pages}\n`);
  return {
    command: ["java", "-XX:+UseParallelGC", "-cp", archive, "tlc2.TLC", "-workers", "1", "-deadlock", "-noGenerateSpecTE", "-metadir", join(directory, "states"), "RefcountPool"],
    directory,
    read(output) {
      if (!output.includes("No error has been found")) throw new Error(`TLC found an error:\n${output.slice(-2000)}`);
      // The last of its lines of progress is the result; it counts the initial state as generated.
      return { states: numberIn(output, /(\d+) distinct states found, 0 states left/u), transitions: numberIn(output, /(\d+) states generated, \d+ distinct states found, 0 states left/u) - 1 };
    },
  };
}
