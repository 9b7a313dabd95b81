import type { Block, Callee, Statement, Step } from "../language/statement.ts";
import type { System } from "../language/system.ts";
import { rewriteSystem } from "./rewrite.ts";
import { noting, watchingWrites, type Scope } from "./step-functions.ts";

/** What a run of a system does with its statements: which are come to, and which counts their effects write. */
export class Observation {
  readonly #reached = new Set<Statement>();
  readonly #written = new Map<Statement, Set<string>>();

  /** Some process came to this statement. */
  reached(statement: Statement): boolean {
    return this.#reached.has(statement);
  }

  /** The places with a range that the effect wrote, in the order of their first writes: `k.pages[].refcount`, `l.ticket`. */
  written(step: Step): readonly string[] {
    return [...(this.#written.get(step) ?? [])];
  }

  /** The same system; whoever runs it, tells this observation. */
  of(system: System): System {
    return rewriteSystem(system, (block, procedure) => this.#block(block, { shared: system.shared.fields, locals: localsOf(procedure) }));
  }

  #block(block: Block, scope: Scope): Block {
    return block.map((statement): Statement => {
      const note = (): void => void this.#reached.add(statement);
      switch (statement.kind) {
        case "step":
          return this.#step(statement, scope, note);
        case "test":
          return { ...statement, test: noting(note, statement.test) };
        case "call":
          return { ...statement, args: noting(note, statement.args) };
        default:
          return statement;
      }
    });
  }

  #step(step: Step, scope: Scope, note: () => void): Step {
    const { guard, effect } = step;
    const writing = (path: string, value: number): number => {
      this.#written.set(step, (this.#written.get(step) ?? new Set()).add(path));
      return value;
    };
    const watched = effect === undefined ? (): void => {} : watchingWrites(effect, scope, writing);
    return { ...step, guard: guard === undefined ? undefined : noting(note, guard), effect: noting(note, watched) };
  }
}

/** What `l` has in a procedure's steps. */
export function localsOf(procedure: Callee): Scope["locals"] {
  return { ...procedure.params, ...procedure.locals };
}
