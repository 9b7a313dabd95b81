import fc from "fast-check";
import { AllwaysError } from "./language/error.ts";
import type { Config } from "./language/parameter.ts";
import type { PlainRecord, PlainState } from "./language/plain-state.ts";
import { configurations, type Spec } from "./language/spec.ts";
import type { Plain } from "./language/value.ts";
import { Interpreter } from "./search/reference/interpreter.ts";

/*
 * What the package exports as `allways/fast-check`: random walks through a model, to drive a real implementation with and compare it step by step.
 */

/** A step of a walk, and the shared state that the model is in after it. */
export interface WalkStep {
  readonly process: string;
  readonly callPath: readonly string[];
  readonly step: string;
  readonly choice: Plain | undefined;
  readonly after: PlainRecord;
}

/** A path from an initial state, in which every step could be taken. */
export interface Walk {
  readonly initial: PlainRecord;
  readonly steps: readonly WalkStep[];
}

export interface WalkOptions {
  /** Absent: the first configuration of the spec's matrix. */
  readonly config?: Config;
  /** 30 unless said otherwise. A walk is shorter where no step can run. */
  readonly maxLength?: number;
}

/**
 * Random walks through a spec on the reference interpreter. They shrink to shorter walks, and to ones that take earlier processes and choices.
 *
 * @example
 * import { assert, property } from "fast-check";
 * import { arbitraryTrace } from "./fast-check.ts";
 *
 * const counter = spec({
 *   name: "counter",
 *   about: "a counter is counted up or reset",
 *   build() {
 *     const world = state({ count: range(0, 3) });
 *     const user = world.procedure("user", (p) => {
 *       p.loop(() => {
 *         p.either(
 *           () => {
 *             p.await("increment", (k) => k.count < 3, (k) => {
 *               k.count++;
 *             });
 *           },
 *           () => {
 *             p.step("reset", (k) => {
 *               k.count = 0;
 *             });
 *           },
 *         );
 *       });
 *     });
 *     return world.system({ processes: { user: user.start() } });
 *   },
 * });
 * let tested = 0;
 * assert(
 *   property(arbitraryTrace(counter), ({ steps }) => {
 *     let count = 0; // the implementation under test
 *     for (const { step, after } of steps) {
 *       if (step === "increment") count++;
 *       else count = 0;
 *       tested++;
 *       if (count !== after["count"]) return false;
 *     }
 *     return true;
 *   }),
 * );
 * tested > 100; // true
 *
 * @throws AllwaysError AW307 if the spec has no configuration; 2xx if a step breaks the rules of the language.
 */
export function arbitraryTrace(spec: Spec, { config, maxLength = 30 }: WalkOptions = {}): fc.Arbitrary<Walk> {
  const chosen = config ?? configurations(spec.parameters, spec.matrix)[0];
  if (chosen === undefined) throw new AllwaysError("AW307", `${spec.name} has no configuration`, { hint: "give one as config" });
  const interpreter = new Interpreter(spec.build(chosen));
  const initial = [...interpreter.initialStates()].map(({ state }) => state);
  // Which of the enabled steps is taken: a fraction, since how many there are only the walk itself shows.
  const fraction = fc.nat({ max: 0xffff });
  return fc.tuple(fraction, fc.array(fraction, { maxLength, size: "max" })).map(([first, picks]) => walk(interpreter, pick(initial, first) as PlainState, picks));
}

function walk(interpreter: Interpreter, from: PlainState, picks: readonly number[]): Walk {
  const steps: WalkStep[] = [];
  let state = from;
  for (const fraction of picks) {
    const taken = pick([...interpreter.successors(state)], fraction);
    if (taken === undefined) break;
    const { move, action, choice, next } = taken;
    state = next;
    steps.push({ process: interpreter.system.processes[move.process]?.title ?? "", callPath: action.frame.callPath, step: action.step.label, choice, after: next.shared });
  }
  return { initial: from.shared, steps };
}

function pick<T>(among: readonly T[], fraction: number): T | undefined {
  return among[Math.floor((fraction / 0x10000) * among.length)];
}
