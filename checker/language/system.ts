import type { Alarm } from "./assertion.ts";
import type { Index } from "./index-set.ts";
import type { InitialStates } from "./initially.ts";
import type { ProcessStart } from "./procedure.ts";
import type { Property } from "./property.ts";
import type { RecordType } from "./types.ts";

/** One process of a system. */
export interface ProcessDeclaration extends ProcessStart {
  /** Its name in the system's declaration. */
  readonly group: string;
  /** Which of its group it is, or null if it stands alone. */
  readonly member: string | null;
  /** How a trace names it: `user mm0`, `unbind`. */
  readonly title: string;
}

/** What a property can ask of a process. */
export interface ProcessView {
  /** Its next step is the one with this label, in whatever procedure it is. */
  at(label: string): boolean;
  /** It is somewhere inside the procedure of this name: started or called, and not returned. */
  in(procedure: string): boolean;
  /** It has reached its end. */
  readonly done: boolean;
  /** It was stopped by a failed `bugOn`. */
  readonly crashed: boolean;
}

/** A process for each member of an index set. */
export interface Each<Name extends string = string> {
  readonly over: Name;
  readonly starts: readonly { readonly member: string; readonly start: ProcessStart }[];
}

export type ProcessTable = Readonly<Record<string, ProcessStart | Each>>;

/** How properties see the processes: by the names of their declaration. */
export type Views<P> = {
  readonly [G in keyof P]: P[G] extends Each<infer Name> ? { readonly [I in Index<Name>]: ProcessView } : ProcessView;
};

/** Shared state, processes and claims: what is checked for one configuration. */
export interface System {
  readonly shared: RecordType;
  readonly processes: readonly ProcessDeclaration[];
  readonly initially: InitialStates;
  readonly properties: readonly Property[];
  readonly alarm: Alarm;
}
