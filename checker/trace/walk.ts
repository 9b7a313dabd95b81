import type { SourcePosition } from "../language/error.ts";
import type { PlainProcess, PlainState } from "../language/plain-state.ts";
import type { Action, Location, Program } from "../language/program.ts";
import type { Plain } from "../language/value.ts";
import type { Move, Path } from "../search/outcome.ts";
import { choicesOf, type Interpreter } from "../search/reference/interpreter.ts";
import { accessesOf, type Accesses } from "./accesses.ts";
import { localLeaves, sharedLeaves, type Leaf } from "./leaves.ts";
import { replayPath, type Replay } from "./replay.ts";

/** One action of one process, in names. */
export interface ActionName {
  readonly move: Move;
  /** The process's ordinal. */
  readonly process: number;
  readonly callPath: readonly string[];
  readonly step: string;
  readonly choice: Plain | undefined;
  readonly position: SourcePosition | undefined;
}

/** What a process would do next: it can, or its guard is false. */
export interface NextAction extends ActionName {
  readonly enabled: boolean;
}

/** A step that was taken. */
export interface WalkedStep extends ActionName, Accesses {
  /** Ids of the assertions that it raised. */
  readonly raised: readonly string[];
}

/** All leaves of one state. */
export interface Snapshot {
  readonly shared: readonly Leaf[];
  /** The locals of each process. */
  readonly locals: readonly (readonly Leaf[])[];
}

/** A path, walked on the reference interpreter, with everything that can be seen on the way. It passes one state more than it has steps. */
export class Walk {
  readonly path: Path;
  readonly interpreter: Interpreter;
  readonly #replay: Replay;

  /**
   * @param replay of the path, where it has been walked before
   * @throws AllwaysError AW901 if a step of the path cannot be taken.
   */
  constructor(interpreter: Interpreter, path: Path, replay: Replay = replayPath(interpreter, path)) {
    this.path = path;
    this.interpreter = interpreter;
    this.#replay = replay;
  }

  /** The initial state first. */
  get states(): readonly PlainState[] {
    return this.#replay.states;
  }

  get steps(): readonly WalkedStep[] {
    return this.#replay.successors.map(({ move, action, choice, raised }, position) => {
      const { shared } = accessesOf(this.interpreter, () => void this.interpreter.take(this.states[position] as PlainState, move));
      return { ...nameOf(move, action, choice), raised: raised.map(({ id }) => id), ...shared };
    });
  }

  /** All leaves of the state at a position (0: the initial one). */
  snapshot(position: number): Snapshot {
    const { shared, processes } = this.states[position] as PlainState;
    return {
      shared: sharedLeaves(this.interpreter.system.shared, shared),
      locals: processes.map((process, ordinal) => localLeaves(this.#location(ordinal, process).frame, process)),
    };
  }

  /** What every process would do next in the state at a position (0: the initial one). */
  next(position: number): readonly NextAction[] {
    const state = this.states[position] as PlainState;
    return state.processes.flatMap((process, ordinal) =>
      this.#location(ordinal, process).actions.flatMap((action, at) =>
        choicesOf(action).map((value, choice): NextAction => {
          const move = { process: ordinal, action: at, choice };
          return { ...nameOf(move, action, value), enabled: this.interpreter.take(state, move) !== undefined };
        }),
      ),
    );
  }

  #location(process: number, { pc }: PlainProcess): Location {
    return (this.interpreter.programs[process] as Program).locations[pc] as Location;
  }
}

function nameOf(move: Move, { frame, step }: Action, choice: Plain | undefined): ActionName {
  return { move, process: move.process, callPath: frame.callPath, step: step.label, choice, position: step.source.position };
}
