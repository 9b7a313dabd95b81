import type { Fairness } from "./fairness.ts";
import type { Block, Callee } from "./statement.ts";
import type { Source } from "./source.ts";
import type { Type } from "./types.ts";

/**
 * A named sequence of atomic steps with typed parameters and locals. `P` is what a call must give, `R` what it returns.
 * A procedure is called with `p.call`, or runs as a process with {@link Procedure.start}.
 *
 * @example
 * const world = state({ count: range(0, 3) });
 * const add = world.procedure("add", { params: { amount: range(1, 3) } }, (p) => {
 *   p.step("add", (k, l) => {
 *     k.count += l.amount;
 *   });
 * });
 * const twice = world.procedure("twice", (p) => {
 *   p.call(add, () => ({ amount: 1 }));
 *   p.call(add, () => ({ amount: 1 }));
 * });
 * const system = world.system({ processes: { one: add.start({ amount: 1 }), two: twice.start() } });
 */
export class Procedure<P = never, R = unknown> implements Callee {
  declare readonly "~params": P;
  declare readonly "~returns": R;
  readonly name: string;
  readonly params: Readonly<Record<string, Type>>;
  readonly locals: Readonly<Record<string, Type>>;
  readonly returns: Type | undefined;
  readonly body: Block;
  readonly fair: Fairness | undefined;
  readonly source: Source;

  constructor(name: string, types: { params: Record<string, Type>; locals: Record<string, Type>; returns: Type | undefined }, body: Block, fair: Fairness | undefined, source: Source) {
    this.name = name;
    this.fair = fair;
    this.params = types.params;
    this.locals = types.locals;
    this.returns = types.returns;
    this.body = body;
    this.source = source;
  }

  /** This procedure as a process, with the arguments that it starts with. */
  start(...args: keyof P extends never ? [] : [args: P]): ProcessStart {
    return { procedure: this, args: (args[0] ?? {}) as Readonly<Record<string, unknown>> };
  }
}

/** A procedure and its arguments, ready to run as a process. */
export interface ProcessStart {
  readonly procedure: Callee;
  readonly args: Readonly<Record<string, unknown>>;
  /** What is promised to the process; absent: nothing. Declared with `fair`. */
  readonly fair?: Fairness;
}
