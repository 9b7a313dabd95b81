import type { Fairness } from "./fairness.ts";
import type { Source } from "./source.ts";
import type { Type } from "./types.ts";

/*
 * What a procedure's body is made of, as data. The functions in it are the user's: they get the shared state, the local
 * variables and the choice, all untyped here, because the types live in the builder that the user sees (body.ts).
 */

export type GuardFunction = (shared: never, locals: never, choice: never) => unknown;
export type EffectFunction = (shared: never, locals: never, choice: never) => unknown;
export type LocalFunction = (locals: never) => unknown;

/** One atomic step: if the guard holds, the effect happens, at once. */
export interface Step {
  readonly kind: "step";
  readonly label: string;
  readonly source: Source;
  /** The step can run only while this is true; absent: always. */
  readonly guard: GuardFunction | undefined;
  readonly effect: EffectFunction | undefined;
  /** The step exists once for every value of this type. */
  readonly choice: Type | undefined;
  /** Present if the effect's result decides how to go on. */
  readonly branch: { readonly then: Block; readonly otherwise: Block } | undefined;
  /** What is promised to this step; absent: what is promised to its procedure or process. */
  readonly fair: Fairness | undefined;
}

export type Statement =
  | Step
  | { readonly kind: "do"; readonly run: LocalFunction; readonly source: Source }
  | { readonly kind: "test"; readonly test: LocalFunction; readonly then: Block; readonly otherwise: Block; readonly source: Source }
  | { readonly kind: "loop"; readonly body: Block; readonly source: Source }
  | { readonly kind: "either"; readonly branches: readonly Block[]; readonly source: Source }
  | { readonly kind: "call"; readonly procedure: Callee; readonly args: LocalFunction; readonly into: string | undefined; readonly source: Source }
  | { readonly kind: "return"; readonly value: LocalFunction | undefined; readonly source: Source }
  | { readonly kind: "break"; readonly source: Source }
  | { readonly kind: "continue"; readonly source: Source }
  | { readonly kind: "label"; readonly name: string; readonly source: Source }
  | { readonly kind: "goto"; readonly name: string; readonly source: Source };

export type Block = readonly Statement[];

/** The blocks that a statement is made of, in the order of the text; what it calls is not a part of it. */
export function innerBlocks(statement: Statement): readonly Block[] {
  switch (statement.kind) {
    case "step":
      return statement.branch === undefined ? [] : [statement.branch.then, statement.branch.otherwise];
    case "test":
      return [statement.then, statement.otherwise];
    case "loop":
      return [statement.body];
    case "either":
      return statement.branches;
    default:
      return [];
  }
}

/** What linking needs of a procedure. */
export interface Callee {
  readonly name: string;
  readonly params: Readonly<Record<string, Type>>;
  readonly locals: Readonly<Record<string, Type>>;
  readonly returns: Type | undefined;
  readonly body: Block;
  /** What is promised to its steps and those of the procedures that it calls; absent: what is promised to its caller. */
  readonly fair: Fairness | undefined;
  readonly source: Source;
}
