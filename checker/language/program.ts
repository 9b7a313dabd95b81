import type { Callee, LocalFunction, Step } from "./statement.ts";
import type { Source } from "./source.ts";

/*
 * A process as a flat program: every call inlined, every structured statement turned into control between steps. A program
 * counter is the number of a location; what runs in no time between two locations is a chain of control nodes.
 */

/** One activation of a procedure: the process's own, or one for each call site. Frames of sibling calls are never alive together. */
export interface Frame {
  readonly ordinal: number;
  readonly procedure: Callee;
  readonly parent: Frame | null;
  /** 0 for the process's own procedure. */
  readonly depth: number;
  /** Callee names from the process's own to this one. */
  readonly callPath: readonly string[];
}

/** A branch of an `either`, by its position. */
export interface Arm {
  readonly either: Source;
  readonly branch: number;
}

/** One atomic step at one place of one program. */
export interface Action {
  readonly step: Step;
  readonly frame: Frame;
  /** Where a branch of `either` starts with calls: what runs before the guard is asked, as part of the step. */
  readonly prelude: readonly Prelude[];
  /** The branches that taking this action takes, where it is the first step of one: the innermost `either` last. */
  readonly arms: readonly Arm[];
  /** How the process goes on; for a branching step, if the effect returned true. */
  readonly then: Control;
  /** For a branching step, if the effect returned false. */
  readonly otherwise: Control | undefined;
}

export type LocationKind = "steps" | "end" | "crashed";

/** A value of the program counter. */
export interface Location {
  readonly ordinal: number;
  readonly kind: LocationKind;
  /** The innermost activation that is alive here; null where the process is not running any more. */
  readonly frame: Frame | null;
  /** What the process can do here: one action, or the first steps of all branches of an `either`. */
  readonly actions: readonly Action[];
}

export interface Enter {
  readonly kind: "enter";
  readonly frame: Frame;
  readonly args: LocalFunction;
  readonly next: Control;
  readonly source: Source;
}

export interface Do {
  readonly kind: "do";
  readonly frame: Frame;
  readonly run: LocalFunction;
  readonly next: Control;
  readonly source: Source;
}

/** The nodes that may stand before the first step of a branch of `either`. */
export type Prelude = Enter | Do;

/** What happens between two steps. */
export type Control =
  | { readonly kind: "stop"; readonly location: Location }
  | Do
  | { readonly kind: "test"; readonly frame: Frame; readonly test: LocalFunction; readonly then: Control; readonly otherwise: Control; readonly source: Source }
  | Enter
  | { readonly kind: "leave"; readonly frame: Frame; readonly value: LocalFunction | undefined; readonly into: string | undefined; readonly next: Control; readonly source: Source }
  | { readonly kind: "jump"; readonly target: () => Control; readonly source: Source };

export interface Program {
  readonly frames: readonly Frame[];
  readonly locations: readonly Location[];
  readonly entry: Control;
  readonly end: Location;
  readonly crashed: Location;
}

/** More control nodes than this between two steps are a loop without a step. */
export const longestControl = 10_000;
