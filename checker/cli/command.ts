import type { OptionTable } from "./options.ts";
import type { Surroundings } from "./surroundings.ts";

/** A command: what there is to know of it, and what it does. */
export interface Command {
  /** The arguments after the command's name. */
  readonly operands: string;
  readonly about: string;
  readonly options: OptionTable;
  readonly notes: readonly string[];
  readonly examples: readonly (readonly [command: string, about: string])[];
  /** @returns the exit code */
  run(args: readonly string[], around: Surroundings): number | Promise<number>;
}
