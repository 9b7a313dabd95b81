import { atomsOf } from "../language/formula.ts";
import type { PlainState } from "../language/plain-state.ts";
import type { Action, Location, Program } from "../language/program.ts";
import type { Property } from "../language/property.ts";
import type { RecordType } from "../language/types.ts";
import type { Plain } from "../language/value.ts";
import type { Move, Path } from "../search/outcome.ts";
import { choicesOf, type Interpreter } from "../search/reference/interpreter.ts";
import { accessesOf, type Accesses } from "./accesses.ts";
import { fewestSwitches } from "./fewest-switches.ts";
import { blockedBy, reasonsOfEnd, type ScopeOf } from "./reason.ts";
import { confirm, replayPath, standingIn, traceOf, type Replay } from "./replay.ts";
import type { Reason, Standing, Trace } from "./trace.ts";

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
  readonly #path: Path;
  readonly #interpreter: Interpreter;
  readonly #scopeOf: ScopeOf;
  readonly #confirmed: Replay;
  #told: Replay | undefined;
  #trace: Trace | undefined;

  /**
   * @param order of the steps: as in the path, or the one that is best to read. A witness is told as it was found, few look at it.
   * @throws AllwaysError AW901 if the reference interpreter does not confirm it: then an engine and the reference disagree.
   */
  constructor(interpreter: Interpreter, property: Property, path: Path, scopeOf: ScopeOf, order: "given" | "readable" = property.kind === "reachable" ? "given" : "readable") {
    this.property = property;
    this.#path = path;
    this.#scopeOf = scopeOf;
    this.#interpreter = interpreter;
    this.#confirmed = replayPath(interpreter, path);
    confirm(interpreter, property, this.#confirmed);
    if (order === "given") this.#told = this.#confirmed;
  }

  /** The type of the shared state. */
  get shared(): RecordType {
    return this.#interpreter.system.shared;
  }

  /** The moves that it is made of. */
  get path(): Path {
    return { ...this.#path, moves: this.#replay.successors.map(({ move }) => move) };
  }

  /** The path in names, with what each step changed. */
  get trace(): Trace {
    this.#trace ??= traceOf(this.#interpreter, this.#replay, { property: this.property, scopeOf: this.#scopeOf });
    return this.#trace;
  }

  /** The states that it passes, the initial one first: one more than it has steps. */
  get states(): readonly PlainState[] {
    return this.#replay.states;
  }

  /** The path as it is told. */
  get #replay(): Replay {
    this.#told ??= fewestSwitches(this.#interpreter, this.property, this.#confirmed);
    return this.#told;
  }

  /** Why the property is as it is in the state at a position. */
  reasonsAt(position: number): readonly Reason[] {
    return reasonsOfEnd(this.#interpreter, this.property, this.states.slice(0, position + 1), this.#scopeOf);
  }

  /** Where the processes stand in the state at a position, and why those cannot go on that cannot. */
  standingAt(position: number): readonly Standing[] {
    return standingIn(this.#interpreter, this.states[position] as PlainState, this.#scopeOf);
  }

  /** The processes that have a step before them in the state at a position, and why those cannot take it that cannot. */
  chancesAt(position: number, label: string): readonly { readonly process: string; readonly enabled: boolean; readonly reasons: readonly Reason[] }[] {
    const state = this.states[position] as PlainState;
    const { system, programs } = this.#interpreter;
    return system.processes.flatMap(({ title }, process) => {
      const { actions } = (programs[process] as Program).locations[state.processes[process]?.pc as number] as Location;
      return actions.flatMap((of, action) => {
        if (of.step.label !== label) return [];
        const enabled = choicesOf(of).some((_, choice) => this.#interpreter.take(state, { process, action, choice }) !== undefined);
        return [{ process: title, enabled, reasons: enabled ? [] : blockedBy(this.#interpreter, state, { process, action, choice: 0 }, this.#scopeOf) }];
      });
    });
  }

  /** What the steps looked at and wrote of the shared state, one entry for each. */
  get accesses(): readonly Accesses[] {
    return this.path.moves.map((move, position) => accessesOf(this.#interpreter, () => void this.#interpreter.take(this.states[position] as PlainState, move)).shared);
  }

  /** The leaves of the shared state that the property looks at where the path ends; none for an assertion, which its step judges. */
  get watched(): readonly string[] {
    const { property, states } = this;
    const [before, last] = [states.at(-2), states.at(-1)] as [PlainState | undefined, PlainState];
    return accessesOf(this.#interpreter, () => {
      if (property.kind === "assertion") return;
      if (property.kind === "temporal") {
        for (const atom of atomsOf(property.formula)) if (atom.kind === "state") this.#interpreter.judges(property, atom.holds, last);
      } else if (property.kind !== "transition") this.#interpreter.satisfies(property, last);
      else if (before !== undefined) this.#interpreter.allows(property, before, last);
    }).shared.reads;
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
