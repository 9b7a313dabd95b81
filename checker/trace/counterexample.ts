import type { PlainState } from "../language/plain-state.ts";
import type { Action, Location, Program } from "../language/program.ts";
import type { Property } from "../language/property.ts";
import type { Plain } from "../language/value.ts";
import type { Move, Path } from "../search/outcome.ts";
import { choicesOf, type Interpreter } from "../search/reference/interpreter.ts";
import { confirm, replayPath, traceOf, type Replay } from "./replay.ts";
import type { Trace } from "./trace.ts";

/** What a step looked at and wrote of the shared state: paths of leaves, or of records that were assigned as a whole, each once, in order. */
export interface Accesses {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** A step that could be taken, or whose guard is false. */
export interface Possibility {
  readonly move: Move;
  /** The process: `user mm0`. */
  readonly process: string;
  readonly callPath: readonly string[];
  readonly step: string;
  readonly choice: Plain | undefined;
  readonly enabled: boolean;
}

/** A path that decides a property, walked and confirmed on the reference interpreter; and what one may want to know of it, found out when somebody asks. */
export class Counterexample {
  readonly property: Property;
  readonly path: Path;
  readonly #interpreter: Interpreter;
  readonly #replay: Replay;
  #trace: Trace | undefined;

  /** @throws AllwaysError AW901 if the reference interpreter does not confirm it: then an engine and the reference disagree. */
  constructor(interpreter: Interpreter, property: Property, path: Path) {
    this.property = property;
    this.path = path;
    this.#interpreter = interpreter;
    this.#replay = replayPath(interpreter, path);
    confirm(interpreter, property, this.#replay);
  }

  /** The path in names, with what each step changed. */
  get trace(): Trace {
    this.#trace ??= traceOf(this.#interpreter, this.#replay);
    return this.#trace;
  }

  /** The states that it passes, the initial one first: one more than it has steps. */
  get states(): readonly PlainState[] {
    return this.#replay.states;
  }

  /** What the steps looked at and wrote, one entry for each. */
  get accesses(): readonly Accesses[] {
    return this.path.moves.map((move, position) => noticed((noticing) => this.#interpreter.take(this.states[position] as PlainState, move, noticing)));
  }

  /** The leaves that the property looks at where the path ends; none for an assertion, which its step judges. */
  get watched(): readonly string[] {
    const { property, states } = this;
    const [before, last] = [states.at(-2), states.at(-1)] as [PlainState | undefined, PlainState];
    return noticed((noticing) => {
      if (property.kind === "assertion") return;
      if (property.kind !== "transition") this.#interpreter.satisfies(property, last, noticing);
      else if (before !== undefined) this.#interpreter.allows(property, before, last, noticing);
    }).reads;
  }

  /** The next steps of every process in the state at a position (0: the initial one), those that can be taken and those that cannot. */
  possibilities(position: number): readonly Possibility[] {
    const state = this.states[position] as PlainState;
    const { system, programs } = this.#interpreter;
    return system.processes.flatMap(({ title }, process) => {
      const { actions } = (programs[process] as Program).locations[state.processes[process]?.pc as number] as Location;
      return actions.flatMap((action: Action, ordinal) =>
        choicesOf(action).map((value, choice): Possibility => {
          const move = { process, action: ordinal, choice };
          return { move, process: title, callPath: action.frame.callPath, step: action.step.label, choice: value, enabled: this.#interpreter.take(state, move) !== undefined };
        }),
      );
    });
  }
}

function noticed(work: (noticing: (path: string, access: "read" | "write") => void) => void): Accesses {
  const found = { read: new Set<string>(), write: new Set<string>() };
  work((path, access) => found[access].add(path));
  return { reads: [...found.read], writes: [...found.write] };
}
