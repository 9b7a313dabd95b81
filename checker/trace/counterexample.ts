import { atomsOf } from "../language/formula.ts";
import type { PlainState } from "../language/plain-state.ts";
import type { Property } from "../language/property.ts";
import type { RecordType } from "../language/types.ts";
import type { Path } from "../search/outcome.ts";
import type { Interpreter } from "../search/reference/interpreter.ts";
import { accessesOf } from "./accesses.ts";
import { fewestSwitches } from "./fewest-switches.ts";
import type { ScopeOf } from "./predicate-parts.ts";
import { blockedBy, reasonsOfEnd } from "./reason.ts";
import { confirm, replayPath, standingIn, traceOf, type Replay } from "./replay.ts";
import type { Reason, Standing, Trace } from "./trace.ts";
import { Walk } from "./walk.ts";

/** A path that decides a property, walked and confirmed on the reference interpreter; and what one may want to know of it, found out when somebody asks. */
export class Counterexample {
  readonly property: Property;
  readonly #path: Path;
  readonly #interpreter: Interpreter;
  readonly #scopeOf: ScopeOf;
  readonly #confirmed: Replay;
  #told: Replay | undefined;
  #trace: Trace | undefined;
  #walk: Walk | undefined;

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

  /** The path with everything that can be seen on the way. */
  get walk(): Walk {
    this.#walk ??= new Walk(this.#interpreter, this.path, this.#replay);
    return this.#walk;
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
    const all = this.walk.next(position).filter(({ step }) => step === label);
    // One for each process, whatever it could choose.
    return [...new Set(all.map(({ process }) => process))].map((process) => {
      const own = all.filter((action) => action.process === process);
      const enabled = own.some((action) => action.enabled);
      return { process: this.#interpreter.system.processes[process]?.title ?? "", enabled, reasons: enabled ? [] : own.slice(0, 1).flatMap(({ move }) => blockedBy(this.#interpreter, state, move, this.#scopeOf)) };
    });
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
}
