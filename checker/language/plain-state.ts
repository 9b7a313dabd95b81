import type { Plain } from "./value.ts";

/** A record as plain data; a member is undefined where a local has no value. */
export interface PlainRecord {
  readonly [member: string]: Plain | undefined;
}

/** A process as plain data. */
export interface PlainProcess {
  /** Its program counter: the ordinal of a location. */
  readonly pc: number;
  /** Parameters and locals of the procedures that are running, the process's own first. */
  readonly frames: readonly PlainRecord[];
}

/** A state as plain data: what the reference interpreter works on, and what every engine's states are compared as. */
export interface PlainState {
  readonly shared: PlainRecord;
  readonly processes: readonly PlainProcess[];
}
