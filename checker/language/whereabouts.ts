import { AllwaysError } from "./error.ts";
import type { Program } from "./program.ts";
import type { ProcessView } from "./system.ts";

/** Answers the questions of a `ProcessView` for one program, by the value of the program counter. */
export class Whereabouts {
  readonly #labels = new Map<string, Uint8Array>();
  readonly #procedures = new Map<string, Uint8Array>();
  readonly #title: string;
  readonly #program: Program;

  constructor(program: Program, title: string) {
    this.#title = title;
    this.#program = program;
    const size = program.locations.length;
    for (const frame of program.frames) this.#procedures.set(frame.procedure.name, new Uint8Array(size));
    for (const { ordinal, actions, frame } of program.locations) {
      for (const { step } of actions) {
        const at = this.#labels.get(step.label) ?? new Uint8Array(size);
        at[ordinal] = 1;
        this.#labels.set(step.label, at);
      }
      for (const procedure of frame?.callPath ?? []) this.#procedures.get(procedure)?.fill(1, ordinal, ordinal + 1);
    }
  }

  /** The process as properties see it; `pc` reads its program counter. */
  view(pc: () => number): ProcessView {
    const { end, crashed } = this.#program;
    return {
      at: (label) => this.at(label)[pc()] === 1,
      in: (procedure) => this.in(procedure)[pc()] === 1,
      get done() {
        return pc() === end.ordinal;
      },
      get crashed() {
        return pc() === crashed.ordinal;
      },
    };
  }

  /** By program counter: 1 where the next step can be the one with this label. */
  at(label: string): Uint8Array {
    return this.#labels.get(label) ?? this.#unknown("step", label, this.#labels);
  }

  /** By program counter: 1 inside the procedure of this name. */
  in(procedure: string): Uint8Array {
    return this.#procedures.get(procedure) ?? this.#unknown("procedure", procedure, this.#procedures);
  }

  #unknown(what: string, name: string, known: ReadonlyMap<string, unknown>): never {
    throw new AllwaysError("AW206", `process ${this.#title} has no ${what} "${name}"`, { hint: `it has: ${[...known.keys()].join(", ")}` });
  }
}
