import { Immer, type Draft } from "immer";
import { BugStop, type Assertion } from "../../language/assertion.ts";
import { valuesOf } from "../../language/domain.ts";
import { AllwaysError } from "../../language/error.ts";
import { countInitial, initialChoice } from "../../language/initially.ts";
import { judge } from "../../language/judge.ts";
import { programsOf } from "../../language/link.ts";
import type { PlainProcess, PlainRecord, PlainState } from "../../language/plain-state.ts";
import { longestControl, type Action, type Control, type Frame, type Location, type Prelude, type Program } from "../../language/program.ts";
import { Sites } from "../../language/sites.ts";
import type { Callee } from "../../language/statement.ts";
import type { Property, StatePredicate } from "../../language/property.ts";
import type { System } from "../../language/system.ts";
import { initialError, stepError } from "../../language/step-error.ts";
import type { Type } from "../../language/types.ts";
import { initialValue, isScalar, plainCopy, type Plain } from "../../language/value.ts";
import { Whereabouts } from "../../language/whereabouts.ts";
import type { Move } from "../outcome.ts";
import { recordPlace, shapeOf, type Noticing, type Shape } from "./place.ts";

/** A step that was taken, where it led, and the assertions that it raised. */
export interface Successor {
  readonly move: Move;
  readonly action: Action;
  readonly choice: Plain | undefined;
  readonly next: PlainState;
  readonly raised: readonly Assertion[];
  /** The counters of the statements that it passed. */
  readonly passed: readonly number[];
}

/** A user's function, called with what the language promises it. */
type Callable = (...args: unknown[]) => unknown;

const immer = new Immer();

/**
 * The meaning of a spec, in the plainest way: states are plain objects, a step runs on an immer draft. Slow and obviously right; every
 * other engine is compared with it, and every counterexample is replayed on it.
 */
export class Interpreter {
  readonly system: System;
  readonly programs: readonly Program[];
  readonly sites: Sites;
  readonly #whereabouts: readonly Whereabouts[];
  readonly #shared: Shape;
  /** The counters of the statements that the step which is running has passed; or all processes together, when they started. */
  #passed: number[] = [];
  readonly #localShapes = new Map<Callee, Shape>();
  #noticing: Noticing = () => {};

  constructor(system: System) {
    this.system = system;
    this.sites = new Sites(system);
    this.#shared = shapeOf(Object.entries(system.shared.fields));
    this.programs = programsOf(system);
    this.#whereabouts = system.processes.map(({ title }, process) => new Whereabouts(this.programs[process] as Program, title));
  }

  /** Do some work on this interpreter, and hear of everything that is read and written in it. */
  noticing(noticing: Noticing, work: () => void): void {
    const before = this.#noticing;
    this.#noticing = noticing;
    try {
      work();
    } finally {
      this.#noticing = before;
    }
  }

  /** What was passed last, by counter. */
  get passed(): readonly number[] {
    return this.#passed;
  }

  /** The initial states, each with the ordinal of its initial choice. */
  *initialStates(): Generator<{ readonly ordinal: number; readonly state: PlainState }> {
    const count = countInitial(this.system.initially);
    for (let ordinal = 0; ordinal < count; ordinal++) {
      const state = this.initialState(ordinal);
      if (state !== undefined) yield { ordinal, state };
    }
  }

  /** The initial state of a choice; undefined if the choice is none. */
  initialState(ordinal: number): PlainState | undefined {
    const { initially } = this.system;
    const shared = initialValue(this.system.shared) as PlainRecord;
    const processes = this.system.processes.map(({ procedure, args }): PlainProcess => ({ pc: -1, frames: [frameOf(procedure.params, procedure.locals, args)] }));
    this.#passed = [];
    try {
      const choice = initialChoice(initially, ordinal);
      if (choice === undefined) return undefined;
      return immer.produce({ shared, processes } as PlainState, (draft) => {
        call(initially.set, this.#sharedPlace(draft, true), choice.value);
        this.programs.forEach((program, process) => this.#go(draft, process, program.entry));
      });
    } catch (error) {
      throw initialError(error);
    }
  }

  /** Every enabled action of a state, in the order of processes, actions and choices. `trying` hears of each before it runs. */
  *successors(state: PlainState, trying: (move: Move) => void = () => {}): Generator<Successor> {
    for (let process = 0; process < this.programs.length; process++) {
      const { actions } = this.#location(state, process);
      for (let action = 0; action < actions.length; action++) {
        const choices = choicesOf(actions[action] as Action);
        for (let choice = 0; choice < choices.length; choice++) {
          const move = { process, action, choice };
          trying(move);
          const successor = this.take(state, move);
          if (successor !== undefined) yield successor;
        }
      }
    }
  }

  /**
   * Take one step; undefined if its guard is false.
   *
   * @throws AllwaysError 2xx if the step breaks the rules of the language.
   */
  take(state: PlainState, move: Move): Successor | undefined {
    const action = this.#location(state, move.process).actions[move.action];
    if (action === undefined) return undefined;
    const choice = choicesOf(action)[move.choice];
    const { alarm } = this.system;
    let enabled = false;
    alarm.clear();
    const passed: number[] = [];
    this.#passed = passed;
    const counter = this.sites.counterOf(action.step.source);
    const next = immer.produce(state, (draft) => {
      const { guard, effect, branch } = action.step;
      try {
        for (const node of action.prelude) this.#prelude(draft, move.process, node);
        if (guard !== undefined && !truth(call(guard, this.#sharedPlace(draft, false), this.#locals(draft, move.process, action.frame, false), choice), action)) return;
        enabled = true;
        for (const arm of action.arms) passed.push(this.sites.counterOf(arm.either) + arm.branch);
        // Until a test has decided, it counts as one that takes neither branch.
        const own = passed.push(counter + (branch === undefined ? move.choice : 2)) - 1;
        const result = call(effect, this.#sharedPlace(draft, true), this.#locals(draft, move.process, action.frame, true), choice);
        const yes = branch === undefined || truth(result, action);
        if (branch !== undefined) passed[own] = counter + (yes ? 0 : 1);
        this.#go(draft, move.process, yes ? action.then : (action.otherwise as Control));
      } catch (error) {
        if (!(error instanceof BugStop)) throw stepError(error, this.system.processes[move.process]?.title ?? "", action);
        const process = draft.processes[move.process] as Draft<PlainProcess>;
        process.pc = (this.programs[move.process] as Program).crashed.ordinal;
        process.frames = [];
      }
    });
    return enabled ? { move, action, choice, next, raised: [...alarm.raised], passed } : undefined;
  }

  /** The shared state and the processes, as properties see them. */
  view(state: PlainState): { readonly shared: object; readonly processes: object } {
    const processes: Record<string, unknown> = {};
    this.system.processes.forEach(({ group, member }, process) => {
      const view = (this.#whereabouts[process] as Whereabouts).view(() => state.processes[process]?.pc as number);
      if (member === null) processes[group] = view;
      else processes[group] = { ...(processes[group] as object | undefined), [member]: view };
    });
    return { shared: this.#sharedPlace(state, false), processes };
  }

  /** What the guard of a step is called with; undefined if the step has none, or is a branch that control must enter first. */
  guardOf(state: PlainState, { process, action: ordinal, choice }: Move): { readonly guard: unknown; readonly args: readonly unknown[] } | undefined {
    const action = this.#location(state, process).actions[ordinal];
    if (action?.step.guard === undefined || action.prelude.length > 0) return undefined;
    return { guard: action.step.guard, args: [this.#sharedPlace(state, false), this.#locals(state, process, action.frame, false), choicesOf(action)[choice]] };
  }

  /** Whether the predicate of a property is true of a state. */
  satisfies(property: Extract<Property, { kind: "invariant" | "terminal" | "reachable" | "alwaysPossible" }>, state: PlainState): boolean {
    return this.judges(property, property.holds, state);
  }

  /** Whether a predicate that is part of a property is true of a state. */
  judges(property: Property, predicate: StatePredicate, state: PlainState): boolean {
    const { shared, processes } = this.view(state);
    return judge(property, () => call(predicate, shared, processes));
  }

  /** Whether a transition property is true of a step. */
  allows(property: Extract<Property, { kind: "transition" }>, before: PlainState, after: PlainState): boolean {
    return judge(property, () => call(property.holds, this.#sharedPlace(before, false), this.#sharedPlace(after, false)));
  }

  #location(state: PlainState, process: number): Location {
    return this.programs[process]?.locations[state.processes[process]?.pc as number] as Location;
  }

  #sharedPlace(state: PlainState | Draft<PlainState>, writable: boolean): object {
    return recordPlace(this.#shared, () => state.shared as Record<string, unknown>, { path: "", noticing: this.#noticing, writable, locals: false, constants: new Set() });
  }

  #locals(state: PlainState | Draft<PlainState>, process: number, frame: Frame, writable: boolean): object {
    const shape = this.#shapeOfLocals(frame.procedure);
    const path = this.#pathOf(process, frame);
    const holder = (): Record<string, unknown> => state.processes[process]?.frames[frame.depth] as Record<string, unknown>;
    return recordPlace(shape, holder, { path, noticing: this.#noticing, writable, locals: true, constants: new Set(Object.keys(frame.procedure.params)) });
  }

  #pathOf(process: number, frame: Frame): string {
    return [this.system.processes[process]?.title, ...frame.callPath.slice(1)].join(" > ");
  }

  #shapeOfLocals(procedure: Callee): Shape {
    const known = this.#localShapes.get(procedure);
    if (known !== undefined) return known;
    const shape = shapeOf([...Object.entries(procedure.params), ...Object.entries(procedure.locals)]);
    this.#localShapes.set(procedure, shape);
    return shape;
  }

  #prelude(draft: Draft<PlainState>, process: number, node: Prelude): void {
    const frames = draft.processes[process]?.frames as Draft<PlainRecord>[];
    if (node.kind === "do") {
      call(node.run, this.#locals(draft, process, node.frame, true));
      return;
    }
    const caller = this.#locals(draft, process, node.frame.parent as Frame, false);
    const args = call(node.args, caller) as Record<string, unknown>;
    const { params, locals } = node.frame.procedure;
    frames.push(frameOf(params, locals, args) as Draft<PlainRecord>);
    for (const param of Object.keys(params)) this.#noticing(`${this.#pathOf(process, node.frame)}.${param}`, "write", "local");
  }

  /** Follow control from where a step ended to the next location. */
  #go(draft: Draft<PlainState>, process: number, start: Control): void {
    const frames = draft.processes[process]?.frames as Draft<PlainRecord>[];
    let control = start;
    for (let hops = 0; hops < longestControl; hops++) {
      switch (control.kind) {
        case "stop":
          (draft.processes[process] as Draft<PlainProcess>).pc = control.location.ordinal;
          return;
        case "jump":
          control = control.target();
          break;
        case "do":
        case "enter":
          this.#prelude(draft, process, control);
          control = control.next;
          break;
        case "test": {
          const yes = truth(call(control.test, this.#locals(draft, process, control.frame, false)), control);
          this.#passed.push(this.sites.counterOf(control.source) + (yes ? 0 : 1));
          control = yes ? control.then : control.otherwise;
          break;
        }
        case "leave": {
          const { value, into, frame } = control;
          const result = call(value, this.#locals(draft, process, frame, false));
          const type = frame.procedure.returns;
          const copy = type === undefined || value === undefined ? undefined : plainCopy(type, result, `the result of ${frame.procedure.name}`);
          frames.pop();
          if (into !== undefined && frame.parent !== null) (this.#locals(draft, process, frame.parent, true) as Record<string, unknown>)[into] = copy;
          control = control.next;
          break;
        }
      }
    }
    throw loopWithoutStep(start);
  }
}

/** The values of an action's choice; one undefined value if it has none. */
export function choicesOf(action: Action): readonly (Plain | undefined)[] {
  return action.step.choice === undefined ? [undefined] : valuesOf(action.step.choice);
}

/** The error of control that never comes to a step. */
export function loopWithoutStep(control: Control): AllwaysError {
  const position = "source" in control ? control.source.position : undefined;
  return new AllwaysError("AW105", "control runs in a circle and never comes to a step", { hint: "a loop must pass time: put a labelled statement into it", position });
}

function frameOf(params: Readonly<Record<string, Type>>, locals: Readonly<Record<string, Type>>, args: Readonly<Record<string, unknown>>): PlainRecord {
  const frame: Record<string, Plain | undefined> = {};
  for (const [name, type] of Object.entries(params)) frame[name] = plainCopy(type, args[name], name);
  for (const [name, type] of Object.entries(locals)) frame[name] = isScalar(type) ? undefined : initialValue(type);
  return frame;
}

function call(user: unknown, ...args: unknown[]): unknown {
  return user === undefined ? undefined : (user as Callable)(...args);
}

function truth(value: unknown, where: { readonly step: { readonly label: string } } | Extract<Control, { kind: "test" }>): boolean {
  if (typeof value === "boolean") return value;
  const what = "step" in where ? `the condition of "${where.step.label}"` : "a condition";
  throw new AllwaysError("AW208", `${what} returned ${String(value)}`, { hint: "return true or false" });
}
