import { BugStop, type Alarm } from "../language/assertion.ts";
import { valuesOf } from "../language/domain.ts";
import { AllwaysError } from "../language/error.ts";
import { longestControl, type Action, type Control, type Prelude, type Program } from "../language/program.ts";
import type { Sites } from "../language/sites.ts";
import type { Type } from "../language/types.ts";
import { isScalar, ordinalOf, outOfRange, plainCopy, type Plain } from "../language/value.ts";
import type { PackedBits } from "./bits.ts";
import { clearFrame, encode } from "./codec.ts";
import type { MembersNode, Node, ProcessLayout } from "./layout.ts";
import type { Passage } from "./passage.ts";
import type { Views } from "./view.ts";

/** A user's function, called with views. */
type UserFunction = (...args: unknown[]) => unknown;

/** An action whose functions are tied to the views of one process. */
export interface BoundAction {
  readonly action: Action;
  readonly guard: UserFunction | undefined;
  readonly effect: UserFunction | undefined;
  /** What the guard sees of the locals. */
  readonly seen: object;
  /** What the effect may change of the locals. */
  readonly locals: object;
  readonly choices: readonly (Plain | undefined)[];
  readonly prelude: readonly BoundControl[];
  /** The counters of the branches that it takes, and its own first one. */
  readonly arms: readonly number[];
  readonly counter: number;
  readonly branching: boolean;
  readonly then: BoundControl;
  readonly otherwise: BoundControl;
}

type ControlKind = "stop" | "do" | "test" | "enter" | "leave";

/** A control node, tied to views. One class for all kinds, so that following control stays monomorphic. */
export class BoundControl {
  kind: ControlKind = "stop";
  /** For a stop: the program counter. */
  pc = 0;
  /** For a test: the counter of true; that of false is the next. */
  counter = 0;
  run: UserFunction | undefined = undefined;
  locals: object | undefined = undefined;
  frame: MembersNode | undefined = undefined;
  /** For a leave: where the result goes, and its type. */
  into: Node | undefined = undefined;
  returns: Type | undefined = undefined;
  next: BoundControl = this;
  otherwise: BoundControl = this;
}

/** What the processes of a system share. */
export interface Binding {
  readonly bits: PackedBits;
  readonly views: Views;
  readonly sites: Sites;
  readonly passage: Passage;
}

/** One process on packed states: its actions by program counter, and what happens between its steps. */
export class BoundProcess {
  readonly program: Program;
  /** By program counter. */
  readonly actions: readonly (readonly BoundAction[])[];
  readonly #entry: BoundControl;
  readonly #bits: PackedBits;
  readonly #layout: ProcessLayout;
  readonly #sites: Sites;
  readonly #passage: Passage;
  readonly #locals: readonly object[];
  readonly #seen: readonly object[];
  readonly #bound = new Map<Control, BoundControl>();
  /** Words and masks that keep everything but the bits of a frame. */
  readonly #clearing = new Map<MembersNode, readonly (readonly [word: number, keep: number])[]>();

  /** @param passage hears of every statement that is passed. */
  constructor(program: Program, layout: ProcessLayout, { bits, views, sites, passage }: Binding) {
    this.#sites = sites;
    this.#passage = passage;
    this.program = program;
    this.#bits = bits;
    this.#layout = layout;
    this.#locals = layout.frames.map((frame) => views.of(frame, "write"));
    this.#seen = layout.frames.map((frame) => views.of(frame, "read"));
    for (const frame of layout.frames) this.#clearing.set(frame, clearingOf(frame));
    this.#entry = this.#bind(program.entry);
    this.actions = program.locations.map((location) => location.actions.map((action) => this.#bindAction(action)));
  }

  get pc(): number {
    return this.#bits.read(this.#layout.pc);
  }

  /** Start: the frame of the process's own procedure, then to the first step. */
  start(): void {
    clearFrame(this.#bits, this.#layout.frames[0] as MembersNode);
    this.follow(this.#entry);
  }

  /** Run control until the next step; the program counter then says where. */
  follow(start: BoundControl): void {
    let control = start;
    for (let hops = 0; hops < longestControl; hops++) {
      if (control.kind === "stop") {
        this.#bits.write(this.#layout.pc, control.pc);
        return;
      }
      control = this.#pass(control);
    }
    throw new AllwaysError("AW105", "control runs in a circle and never comes to a step", { hint: "a loop must pass time: put a labelled statement into it" });
  }

  /**
   * Take a step, if its guard is true: effect, then control to the next step. Returns whether it could run; if not, the locals may have been
   * changed by what stands before the guard.
   *
   * @param seen the shared state for the guard. @param shared the shared state for the effect.
   */
  take(action: BoundAction, choice: number, seen: object, shared: object, alarm: Alarm): boolean {
    const value = action.choices[choice];
    for (const control of action.prelude) this.#pass(control);
    if (action.guard !== undefined && !truth(action, action.guard(seen, action.seen, value))) return false;
    alarm.clear();
    const passage = this.#passage;
    passage.clear();
    for (let arm = 0; arm < action.arms.length; arm++) passage.add(action.arms[arm] as number);
    // Until a test has decided, it counts as one that takes neither branch.
    passage.add(action.counter + (action.branching ? 2 : choice));
    try {
      const result = action.effect === undefined ? undefined : action.effect(shared, action.locals, value);
      if (!action.branching) this.follow(action.then);
      else {
        const yes = truth(action, result);
        passage.replaceLast(action.counter + (yes ? 0 : 1));
        this.follow(yes ? action.then : action.otherwise);
      }
    } catch (error) {
      if (!(error instanceof BugStop)) throw error;
      this.#crash();
    }
    return true;
  }

  /** After a failed `bugOn`: the process stays where it is for ever, without variables. */
  #crash(): void {
    for (const frame of this.#layout.frames) this.#clear(frame);
    this.#bits.write(this.#layout.pc, this.program.crashed.ordinal);
  }

  #pass(control: BoundControl): BoundControl {
    const run = control.run as UserFunction;
    switch (control.kind) {
      case "stop":
        return control;
      case "do":
        run(control.locals);
        return control.next;
      case "test": {
        const result = run(control.locals);
        if (typeof result !== "boolean") throw new AllwaysError("AW208", `a condition returned ${String(result)}`, { hint: "return true or false" });
        this.#passage.add(control.counter + (result ? 0 : 1));
        return result ? control.next : control.otherwise;
      }
      case "enter":
        this.#enter(control.frame as MembersNode, run(control.locals) as Record<string, unknown>);
        return control.next;
      case "leave":
        this.#leave(control);
        return control.next;
    }
  }

  #enter(frame: MembersNode, args: Record<string, unknown>): void {
    clearFrame(this.#bits, frame);
    for (const param of frame.readonly) encode(this.#bits, frame.members.get(param) as Node, args[param]);
  }

  #leave({ run, locals, returns, into, frame }: BoundControl): void {
    if (run !== undefined) {
      const result = run(locals);
      if (returns !== undefined) checkResult(returns, result, frame as MembersNode);
      if (into !== undefined) encode(this.#bits, into, result);
    } else if (into !== undefined) throw new AllwaysError("AW202", `${into.path} was set to undefined`, { hint: "the procedure ended without a result" });
    this.#clear(frame as MembersNode);
  }

  #clear(frame: MembersNode): void {
    const { words } = this.#bits;
    for (const [word, keep] of this.#clearing.get(frame) ?? []) words[word] = (words[word] as number) & keep;
  }

  #bindAction(action: Action): BoundAction {
    const { step, frame } = action;
    const then = this.#bind(action.then);
    return {
      action,
      guard: step.guard as UserFunction | undefined,
      effect: step.effect as UserFunction | undefined,
      seen: this.#seen[frame.ordinal] as object,
      locals: this.#locals[frame.ordinal] as object,
      choices: step.choice === undefined ? [undefined] : valuesOf(step.choice),
      prelude: action.prelude.map((node) => this.#bindPrelude(node)),
      arms: action.arms.map(({ either, branch }) => this.#sites.counterOf(either) + branch),
      counter: this.#sites.counterOf(step.source),
      branching: step.branch !== undefined,
      then,
      otherwise: action.otherwise === undefined ? then : this.#bind(action.otherwise),
    };
  }

  /** A prelude runs node by node, so its links are not followed. */
  #bindPrelude(node: Prelude): BoundControl {
    const bound = new BoundControl();
    this.#fill(bound, node);
    return bound;
  }

  #bind(control: Control): BoundControl {
    let target = control;
    while (target.kind === "jump") target = target.target();
    const known = this.#bound.get(target);
    if (known !== undefined) return known;
    const bound = new BoundControl();
    this.#bound.set(target, bound);
    this.#fill(bound, target);
    if (target.kind === "test") {
      bound.next = this.#bind(target.then);
      bound.otherwise = this.#bind(target.otherwise);
    } else if (target.kind !== "stop") bound.next = this.#bind(target.next);
    return bound;
  }

  #fill(bound: BoundControl, control: Exclude<Control, { kind: "jump" }>): void {
    bound.kind = control.kind;
    switch (control.kind) {
      case "stop":
        bound.pc = control.location.ordinal;
        return;
      case "do":
        bound.run = control.run as UserFunction;
        bound.locals = this.#locals[control.frame.ordinal];
        return;
      case "test":
        bound.run = control.test as UserFunction;
        bound.counter = this.#sites.counterOf(control.source);
        bound.locals = this.#seen[control.frame.ordinal];
        return;
      case "enter":
        bound.run = control.args as UserFunction;
        bound.frame = this.#layout.frames[control.frame.ordinal];
        bound.locals = this.#seen[control.frame.parent?.ordinal ?? 0];
        return;
      case "leave": {
        const parent = this.#layout.frames[control.frame.parent?.ordinal ?? -1];
        bound.run = control.value as UserFunction | undefined;
        bound.frame = this.#layout.frames[control.frame.ordinal];
        bound.locals = this.#seen[control.frame.ordinal];
        bound.returns = control.frame.procedure.returns;
        bound.into = control.into === undefined ? undefined : parent?.members.get(control.into);
        return;
      }
    }
  }
}

function truth(action: BoundAction, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new AllwaysError("AW208", `the condition of "${action.action.step.label}" returned ${String(value)}`, { hint: "return true or false" });
}

function checkResult(type: Type, result: unknown, frame: MembersNode): void {
  const path = `the result of ${frame.path}`;
  if (isScalar(type)) {
    if (ordinalOf(type, result) < 0) throw outOfRange(path, type, result);
  } else plainCopy(type, result, path);
}

function clearingOf(frame: MembersNode): readonly (readonly [number, number])[] {
  const keep = new Map<number, number>();
  const visit = (node: Node): void => {
    const slots = node.kind === "members" ? [] : node.kind === "queue" ? [node.length] : node.kind === "set" ? node.elements : [node.slot];
    for (const slot of slots) keep.set(slot.word, (keep.get(slot.word) ?? -1) & ~(slot.mask << slot.shift));
    for (const child of node.kind === "members" ? node.members.values() : node.kind === "queue" ? node.elements : []) visit(child);
  };
  visit(frame);
  return [...keep];
}
