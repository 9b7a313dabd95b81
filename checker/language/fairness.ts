import { AllwaysError } from "./error.ts";
import type { StepPattern } from "./formula.ts";
import type { Action, Frame, Program } from "./program.ts";
import type { ProcessStart } from "./procedure.ts";
import type { Each, ProcessDeclaration, System } from "./system.ts";

/**
 * What a run promises to some steps of one process. `weak`: if from some point on one of them can always be taken, one of them is taken again and
 * again. `strong`: if again and again one of them can be taken, one of them is taken again and again. `none`: nothing; they may wait for ever.
 */
export type Fairness = "none" | "weak" | "strong";

/** A promise that a spec declares: every run that is looked at keeps it. */
export interface FairnessCondition {
  readonly strength: "weak" | "strong";
  /** As a report names it. */
  readonly name: string;
  readonly process: number;
  readonly includes: StepTest;
}

/** Whether an action of a process, by its ordinal, is one of the steps that are meant. Processes of one procedure share their actions. */
export type StepTest = (process: number, action: Action) => boolean;

/**
 * Declare fair processes: one, or one for each member of an index set. Without it a process may stop for ever, wherever it is.
 *
 * @example
 * const world = state({ light: bool });
 * const blink = world.procedure("blink", (p) => {
 *   p.loop(() => {
 *     p.step("switch", (k) => {
 *       k.light = !k.light;
 *     });
 *   });
 * });
 * const lamp = (fairness: "weak" | "none") => spec({
 *   name: "lamp",
 *   about: "a lamp blinks",
 *   build: () => world.system({
 *     processes: { lamp: fair(fairness, blink.start()) },
 *     properties: ({ temporal, always, eventually }) => [temporal("on", "the light goes on again and again", always(eventually((k) => k.light)))],
 *   }),
 * });
 * const [weak, none] = [await check(lamp("weak")), await check(lamp("none"))];
 * weak[0]?.verdict; // "holds"
 * none[0]?.verdict; // "violated"
 */
export function fair<T extends ProcessStart | Each>(fairness: Fairness, processes: T): T {
  if ("starts" in processes) return { ...processes, starts: processes.starts.map(({ member, start }) => ({ member, start: { ...start, fair: fairness } })) };
  return { ...processes, fair: fairness };
}

/**
 * The fairness that a system declares. What is said of a step goes before what is said of its procedure, and that before what is said of the calling
 * procedures and of the process. One declaration is one condition for each process: the steps that it speaks of are promised to together.
 *
 * @param programs of the processes, in their order.
 */
export function fairnessOf(system: System, programs: readonly Program[]): readonly FairnessCondition[] {
  return system.processes.flatMap((process, ordinal) => {
    const declared = new Map<string, { strength: Fairness; name: string; actions: Set<Action> }>();
    for (const action of (programs[ordinal] as Program).locations.flatMap(({ actions }) => actions)) {
      const { key, ...condition } = declarationFor(process, action);
      const known = declared.get(key);
      if (known === undefined) declared.set(key, { ...condition, actions: new Set([action]) });
      else known.actions.add(action);
    }
    return [...declared.values()].flatMap(({ strength, actions, ...rest }): FairnessCondition[] =>
      strength === "none" ? [] : [{ strength, process: ordinal, ...rest, includes: (other, action) => other === ordinal && actions.has(action) }],
    );
  });
}

function declarationFor(process: ProcessDeclaration, { step, frame }: Action): { key: string; strength: Fairness; name: string } {
  if (step.fair !== undefined) {
    return { key: `step ${frame.procedure.name}: ${step.label}`, strength: step.fair, name: `"${step.label}" of ${process.title}` };
  }
  for (let at: Frame | null = frame; at !== null; at = at.parent) {
    const { name, fair: strength } = at.procedure;
    if (strength !== undefined) return { key: `procedure ${name}`, strength, name: `${name} of ${process.title}` };
  }
  return { key: "process", strength: process.fair ?? "none", name: process.title };
}

/**
 * The steps that a pattern speaks of.
 *
 * @throws AllwaysError AW112 if it names a process or a step that does not exist.
 */
export function stepsOf(system: System, programs: readonly Program[], { process: group, member, step }: StepPattern): StepTest {
  const meant = system.processes.map((process) => (group === undefined || process.group === group) && (member === undefined || process.member === member));
  if (!meant.includes(true)) {
    const name = [group, member].filter((part) => part !== undefined).join(" ");
    throw new AllwaysError("AW112", `a formula speaks of the process ${name}, which does not exist`, { hint: `processes: ${system.processes.map(({ title }) => title).join(", ")}` });
  }
  const labels = new Set(programs.filter((_, process) => meant[process]).flatMap(({ locations }) => locations.flatMap(({ actions }) => actions.map((action) => action.step.label))));
  if (step !== undefined && !labels.has(step)) throw new AllwaysError("AW112", `a formula speaks of the step "${step}", which does not exist`, { hint: `steps: ${[...labels].join(", ")}` });
  return (process, action) => meant[process] === true && (step === undefined || action.step.label === step);
}
