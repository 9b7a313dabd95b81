import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Measurement {
  /** User and system time of the program and of all its children that it waited for. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** The largest resident size that one of these processes had. */
  readonly peakBytes: number;
  readonly output: string;
}

/** GNU time reads the kernel's own account of a child and its descendants (wait4): the same for every program. */
const time = ["/usr/bin/time", "gtime"].find((program) => spawnSync(program, ["--version"], { encoding: "utf8" }).output?.join("").includes("GNU"));

const mostOutput = 64 * 2 ** 20;

/**
 * Run a program to its end.
 *
 * @throws Error if it ends with another status than 0, with the end of what it printed.
 */
export function measure(command: readonly [program: string, ...args: string[]], directory: string): Measurement {
  if (time === undefined) throw new Error("this needs GNU time to measure CPU seconds and memory (Debian: apt-get install time)");
  const figures = join(directory, "time.txt");
  const { status, signal, stdout, stderr, error } = spawnSync(time, ["--quiet", "--format=%U %S %e %M", `--output=${figures}`, ...command], { cwd: directory, encoding: "utf8", maxBuffer: mostOutput });
  if (error !== undefined) throw error;
  const output = stdout + stderr;
  if (status !== 0) throw new Error(`${command.join(" ")}\nended with ${signal ?? `status ${status}`}:\n${output.slice(-2000)}`);
  const [user = Number.NaN, system = Number.NaN, wallSeconds = Number.NaN, kibibytes = Number.NaN] = readFileSync(figures, "utf8").trim().split(" ").map(Number);
  return { cpuSeconds: user + system, wallSeconds, peakBytes: kibibytes * 1024, output };
}
