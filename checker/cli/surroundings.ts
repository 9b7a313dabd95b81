import type { Output } from "../report/reporter.ts";
import type { Host } from "../run/host.ts";

/** A standard stream. */
export interface Stream extends Output {
  readonly isTTY: boolean;
  readonly columns: number;
}

/** All that the command has from outside, so that a test can be the outside. */
export interface Surroundings {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The directory that relative paths start from. */
  readonly cwd: string;
  readonly host: Host;
  /** The memory of the machine. */
  readonly memoryBytes: number;
  /** How many threads can run at once. */
  readonly cores: number;
}
