import type { Block, Statement, Step } from "../language/statement.ts";
import { judging, watchingWrites, type Scope } from "./step-functions.ts";

/*
 * The mistakes that are made on purpose, after the operators of mutation testing (R. A. DeMillo, R. J. Lipton, F. G. Sayward,
 * "Hints on test data selection", IEEE Computer 11(4), 1978), for what a concurrent protocol is written with.
 */

export const operatorNames = ["drop-effect", "drop-guard", "negate-guard", "fix-condition", "negate-condition", "swap-steps", "shift-write", "skip-call"] as const;
export type OperatorName = (typeof operatorNames)[number];

/** One mistake: what the block becomes, and that in words. */
export interface Mistake {
  readonly operator: OperatorName;
  /** What is different, as the end of a sentence that begins with the step: "does nothing". */
  readonly change: string;
  readonly block: Block;
}

/**
 * Every mistake that can be made at one statement of a block.
 *
 * @param written the places with a range that an effect writes, as an observation has found them.
 */
export function mistakesAt(block: Block, at: number, scope: Scope, written: (step: Step) => readonly string[]): readonly Mistake[] {
  const statement = block[at];
  const instead = (operator: OperatorName, change: string, replacement: Statement): Mistake => ({ operator, change, block: block.with(at, replacement) });
  switch (statement?.kind) {
    case "step":
      return [...ofEffect(statement), ...ofGuard(statement), ...ofBranch(statement), ...ofWrites(statement, scope, written(statement))]
        .map(([operator, change, step]) => instead(operator, change, step))
        .concat(ofOrder(block, at, statement));
    case "test": {
      const { test } = statement;
      return conditions.map(([operator, change, judge]) => instead(operator, change, { ...statement, test: judging(test, judge) }));
    }
    case "call":
      // Behind a condition that is never true, its steps keep their names: properties may ask whether a process is there.
      return [instead("skip-call", "is not called", { kind: "test", test: () => false, then: [statement], otherwise: [], source: statement.source })];
    default:
      return [];
  }
}

type Replaced = readonly [operator: OperatorName, change: string, step: Step];

const conditions: readonly (readonly [operator: OperatorName, change: string, judge: (truth: boolean) => boolean])[] = [
  ["fix-condition", "is always true", () => true],
  ["fix-condition", "is always false", () => false],
  ["negate-condition", "is negated", (truth) => !truth],
];

function ofEffect(step: Step): readonly Replaced[] {
  if (step.effect === undefined || step.branch !== undefined) return [];
  return [["drop-effect", step.guard === undefined ? "does nothing" : "waits, but does nothing", { ...step, effect: undefined }]];
}

function ofGuard(step: Step): readonly Replaced[] {
  const { guard, choice } = step;
  if (guard === undefined) return [];
  return [
    ["drop-guard", choice === undefined ? "does not wait" : "takes any choice", { ...step, guard: undefined }],
    ["negate-guard", choice === undefined ? "waits for the opposite" : "takes what it should not", { ...step, guard: judging(guard, (truth) => !truth) }],
  ];
}

function ofBranch(step: Step): readonly Replaced[] {
  const { effect, branch } = step;
  if (effect === undefined || branch === undefined) return [];
  return conditions.map(([operator, change, judge]) => [operator, change, { ...step, effect: judging(effect, judge) }]);
}

function ofWrites(step: Step, scope: Scope, paths: readonly string[]): readonly Replaced[] {
  const { effect } = step;
  if (effect === undefined) return [];
  return paths.flatMap((shifted) =>
    ([1, -1] as const).map((by): Replaced => {
      const off = watchingWrites(effect, scope, (path, value) => (path === shifted ? value + by : value));
      return ["shift-write", `makes ${shifted} one ${by > 0 ? "more" : "less"}`, { ...step, effect: off }];
    }),
  );
}

/** Two steps that follow each other, the other way round. */
function ofOrder(block: Block, at: number, step: Step): readonly Mistake[] {
  const next = block[at + 1];
  if (next?.kind !== "step" || step.branch !== undefined || next.branch !== undefined) return [];
  if ([step, next].every(({ guard, effect }) => guard === undefined && effect === undefined)) return [];
  return [{ operator: "swap-steps", change: `changes places with "${next.label}"`, block: block.with(at, next).with(at + 1, step) }];
}
