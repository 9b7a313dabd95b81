import { AllwaysError } from "./error.ts";
import type { Action, Arm, Control, Frame, Location, LocationKind, Prelude, Program } from "./program.ts";
import type { Source } from "./source.ts";
import type { Block, Callee, Statement, Step } from "./statement.ts";
import type { System } from "./system.ts";

/** Beyond this many locations the calls of a process have multiplied out of hand. */
const mostLocations = 65_536;

/** What a statement sees around it while it is linked. */
interface Scope {
  readonly frame: Frame;
  /** Where the procedure's end and its returns lead, given the result. */
  readonly leave: (value: Extract<Statement, { kind: "return" }>["value"], source: Source) => Control;
  readonly labels: Map<string, Control>;
  /** Jumps whose label may come later; all are looked at when the body is complete, also those that are never reached. */
  readonly gotos: Extract<Statement, { kind: "goto" }>[];
  readonly loop: { readonly again: Control; readonly out: Control } | undefined;
}

interface MutableLocation extends Location {
  ordinal: number;
}

/** The programs of a system's processes, in their order. Processes of one procedure share one program. */
export function programsOf(system: System): readonly Program[] {
  const linked = new Map<Callee, Program>();
  return system.processes.map(({ procedure }) => {
    const program = linked.get(procedure) ?? link(procedure);
    linked.set(procedure, program);
    return program;
  });
}

/** Turn a procedure into the program of a process: inline its calls and resolve its control flow, from the end backwards. */
export function link(root: Callee): Program {
  return new Linker().link(root);
}

class Linker {
  readonly #frames: Frame[] = [];
  readonly #locations: MutableLocation[] = [];

  link(root: Callee): Program {
    const end = this.#location("end", null, []);
    const crashed = this.#location("crashed", null, []);
    const frame = this.#frame(root, null);
    const stop: Control = { kind: "stop", location: end };
    const entry = this.#body(root, frame, (value, source) => ({ kind: "leave", frame, value, into: undefined, next: stop, source }));
    const program: Program = { frames: this.#frames, locations: [], entry, end, crashed };
    return { ...program, locations: this.#numberReachable(entry, end, crashed) };
  }

  #frame(procedure: Callee, parent: Frame | null): Frame {
    const frame: Frame = {
      ordinal: this.#frames.length,
      procedure,
      parent,
      depth: parent === null ? 0 : parent.depth + 1,
      callPath: [...(parent?.callPath ?? []), procedure.name],
    };
    this.#frames.push(frame);
    return frame;
  }

  #location(kind: LocationKind, frame: Frame | null, actions: readonly Action[]): MutableLocation {
    const location: MutableLocation = { ordinal: -1, kind, frame, actions };
    this.#locations.push(location);
    if (this.#locations.length > mostLocations) {
      throw new AllwaysError("AW103", `a process has more than ${mostLocations} places`, { hint: "calls are inlined: call large procedures from fewer places" });
    }
    return location;
  }

  #body(procedure: Callee, frame: Frame, leave: Scope["leave"]): Control {
    const scope: Scope = { frame, leave, labels: new Map(), gotos: [], loop: undefined };
    const entry = this.#block(procedure.body, leave(undefined, procedure.source), scope);
    for (const goto of scope.gotos) resolve(goto, scope);
    return entry;
  }

  #block(block: Block, next: Control, scope: Scope): Control {
    return block.reduceRight<Control>((after, statement) => this.#statement(statement, after, scope), next);
  }

  #statement(statement: Statement, next: Control, scope: Scope): Control {
    const { frame } = scope;
    switch (statement.kind) {
      case "step":
        return { kind: "stop", location: this.#location("steps", frame, [this.#action(statement, next, scope)]) };
      case "do":
        return { kind: "do", frame, run: statement.run, next, source: statement.source };
      case "test": {
        const then = this.#block(statement.then, next, scope);
        return { kind: "test", frame, test: statement.test, then, otherwise: this.#block(statement.otherwise, next, scope), source: statement.source };
      }
      case "loop": {
        let start: Control | undefined;
        const again: Control = { kind: "jump", target: () => start ?? again, source: statement.source };
        start = this.#block(statement.body, again, { ...scope, loop: { again, out: next } });
        return again;
      }
      case "either": {
        const actions = statement.branches.flatMap((branch, position) => this.#branchActions(this.#block(branch, next, scope), scope, { either: statement.source, branch: position }));
        if (actions.length === 0) throw new AllwaysError("AW104", `${frame.procedure.name}: an either without a branch`, { hint: "give it at least one", position: statement.source.position });
        return { kind: "stop", location: this.#location("steps", frame, actions) };
      }
      case "call":
        return this.#call(statement, next, scope);
      case "return":
        return scope.leave(statement.value, statement.source);
      case "break":
        return scope.loop?.out ?? next;
      case "continue":
        return scope.loop?.again ?? next;
      case "label":
        scope.labels.set(statement.name, next);
        return next;
      case "goto":
        scope.gotos.push(statement);
        return { kind: "jump", target: () => resolve(statement, scope), source: statement.source };
    }
  }

  #action(step: Step, next: Control, scope: Scope): Action {
    const { branch } = step;
    return {
      step,
      frame: scope.frame,
      prelude: [],
      arms: [],
      then: branch === undefined ? next : this.#block(branch.then, next, scope),
      otherwise: branch === undefined ? undefined : this.#block(branch.otherwise, next, scope),
    };
  }

  #call(statement: Extract<Statement, { kind: "call" }>, next: Control, scope: Scope): Control {
    const { procedure, into } = statement;
    const caller = scope.frame;
    const frame = this.#frame(procedure, caller);
    const entry = this.#body(procedure, frame, (value, source) => ({ kind: "leave", frame, value, into, next, source }));
    return { kind: "enter", frame, args: statement.args, next: entry, source: statement.source };
  }

  /** The first steps of a branch of `either`, each with what must run before it. */
  #branchActions(branch: Control, scope: Scope, arm: Arm): Action[] {
    const prelude: Prelude[] = [];
    let control = follow(branch);
    while (control.kind === "enter" || control.kind === "do") {
      prelude.push(control);
      control = follow(control.next);
    }
    if (control.kind !== "stop" || control.location.kind !== "steps") {
      throw new AllwaysError("AW104", `${scope.frame.procedure.name}: a branch of either does not start with a step`, {
        hint: "which branches can run is decided by their first steps: start each with step, await, choose or a labelled if",
        position: arm.either.position,
      });
    }
    return control.location.actions.map((action) => ({ ...action, prelude: [...prelude, ...action.prelude], arms: [arm, ...action.arms] }));
  }

  /** Number the locations that control can reach: the end and the crash first, then in the order of the text. */
  #numberReachable(entry: Control, end: MutableLocation, crashed: MutableLocation): readonly Location[] {
    const reached = new Set<Location>([end, crashed]);
    const seen = new Set<Control>();
    const pending: Control[] = [entry];
    for (let control = pending.pop(); control !== undefined; control = pending.pop()) {
      if (seen.has(control)) continue;
      seen.add(control);
      if (control.kind === "stop") {
        if (reached.has(control.location)) continue;
        reached.add(control.location);
        for (const action of control.location.actions) {
          if (action.otherwise !== undefined) pending.push(action.otherwise);
          pending.push(action.then);
        }
      } else if (control.kind === "jump") pending.push(follow(control));
      else if (control.kind === "test") pending.push(control.otherwise, control.then);
      else pending.push(control.next);
    }
    const locations = [...reached] as MutableLocation[];
    locations.forEach((location, ordinal) => {
      location.ordinal = ordinal;
    });
    return locations;
  }
}

function resolve(statement: Extract<Statement, { kind: "goto" }>, scope: Scope): Control {
  const target = scope.labels.get(statement.name);
  if (target === undefined) {
    const known = [...scope.labels.keys()];
    throw new AllwaysError("AW102", `${scope.frame.procedure.name}: goto "${statement.name}", but no such label`, {
      hint: known.length === 0 ? "declare it with p.label" : `labels here: ${known.join(", ")}`,
      position: statement.source.position,
    });
  }
  return target;
}

/** The control that jumps lead to. A circle of jumps alone is a loop without a step. */
function follow(control: Control): Control {
  let at = control;
  for (let hops = 0; at.kind === "jump"; hops++) {
    if (hops > 1_000) throw new AllwaysError("AW105", "a loop contains no step", { hint: "a loop must pass time: put a labelled statement into it", position: at.source.position });
    at = at.target();
  }
  return at;
}
