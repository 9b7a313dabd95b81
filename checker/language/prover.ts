import type { Formula, StepPattern } from "./formula.ts";
import type { Property } from "./property.ts";
import { Source } from "./source.ts";

/** A formula, or a plain function of the shared state and the processes. */
export type Operand<K, P> = Formula | ((k: K, processes: P) => boolean);

/** Steps by the names of a spec: `{ process: "user", member: "thread0", step: "unlock" }`. What is left out means any. */
export interface StepNames<P> extends StepPattern {
  readonly process?: keyof P & string;
}

/** How properties are made; `K` is the shared state, `P` the processes. */
export interface Prover<K, P> {
  /** True in every reachable state. */
  invariant(id: string, meaning: string, holds: (k: K, processes: P) => boolean): Property;
  /** True in every reachable state in which no step can run. Replaces the default, that every process has ended there. */
  terminal(id: string, meaning: string, holds: (k: K, processes: P) => boolean): Property;
  /** True in at least one reachable state: shows that the model can do what it should. */
  reachable(id: string, meaning: string, holds: (k: K, processes: P) => boolean): Property;
  /** True of the shared state before and after every transition. */
  transition(id: string, meaning: string, holds: (before: K, after: K) => boolean): Property;
  /**
   * True of every run that keeps the declared fairness. A run takes steps for ever, or it stops after some of them and stutters: it stays in its last
   * state for ever. Where nothing is fair, it may stop anywhere.
   */
  temporal(id: string, meaning: string, formula: Operand<K, P>): Property;
  /** From every reachable state a state can be reached in which this is true, whether or not anything makes a run go there. AG EF in CTL. */
  alwaysPossible(id: string, meaning: string, holds: (k: K, processes: P) => boolean): Property;

  /** [] From here on in every state. */
  always(of: Operand<K, P>): Formula;
  /** <> Here or in a later state. */
  eventually(of: Operand<K, P>): Formula;
  /** U The second here or later, and the first in every state before. */
  until(before: Operand<K, P>, then: Operand<K, P>): Formula;
  /** R The second in every state up to and with the first one in which both are true; for ever, if there is none. */
  release(releasing: Operand<K, P>, held: Operand<K, P>): Formula;
  /** X In the next state. A step more or less of somebody else changes what that is: seldom what is meant. */
  next(of: Operand<K, P>): Formula;
  /** ~> Whenever the first is true, the second is true then or later. */
  leadsTo(cause: Operand<K, P>, effect: Operand<K, P>): Formula;
  /** O Here or in an earlier state of the run. What the past is asked may not speak of the future. */
  once(of: Operand<K, P>): Formula;
  /** H Here and in every earlier state of the run. */
  historically(of: Operand<K, P>): Formula;
  /** S The second here or earlier, and the first in every state after that, up to here. */
  since(after: Operand<K, P>, then: Operand<K, P>): Formula;
  not(of: Operand<K, P>): Formula;
  and(...of: readonly Operand<K, P>[]): Formula;
  or(...of: readonly Operand<K, P>[]): Formula;
  implies(condition: Operand<K, P>, conclusion: Operand<K, P>): Formula;
  /** One of these steps can be taken here. */
  enabled(steps: StepNames<P>): Formula;
  /** One of these steps is the one that the run takes here. */
  taken(steps: StepNames<P>): Formula;
}

/** The functions that a system's properties are made with. */
export function prover<K, P>(): Prover<K, P> {
  type Predicate = (k: K, processes: P) => boolean;
  const formula = (operand: Operand<K, P>): Formula => (typeof operand === "function" ? { kind: "state", holds: operand } : operand);
  const unary =
    (kind: "not" | "next" | "always" | "eventually" | "once" | "historically") =>
    (of: Operand<K, P>): Formula => ({ kind, of: formula(of) });
  const binary =
    (kind: "implies" | "until" | "release" | "leadsTo" | "since") =>
    (left: Operand<K, P>, right: Operand<K, P>): Formula => ({ kind, left: formula(left), right: formula(right) });
  const nary =
    (kind: "and" | "or") =>
    (...of: readonly Operand<K, P>[]): Formula => ({ kind, of: of.map(formula) });
  const stated = (kind: "invariant" | "terminal" | "reachable" | "alwaysPossible") => {
    const state = (id: string, meaning: string, holds: Predicate): Property => ({ kind, id, meaning, holds, source: new Source(state) });
    return state;
  };
  function transition(id: string, meaning: string, holds: (before: K, after: K) => boolean): Property {
    return { kind: "transition", id, meaning, holds, source: new Source(transition) };
  }
  function temporal(id: string, meaning: string, of: Operand<K, P>): Property {
    return { kind: "temporal", id, meaning, formula: formula(of), source: new Source(temporal) };
  }
  return {
    invariant: stated("invariant"),
    terminal: stated("terminal"),
    reachable: stated("reachable"),
    transition,
    temporal,
    alwaysPossible: stated("alwaysPossible"),
    always: unary("always"),
    eventually: unary("eventually"),
    until: binary("until"),
    release: binary("release"),
    next: unary("next"),
    leadsTo: binary("leadsTo"),
    once: unary("once"),
    historically: unary("historically"),
    since: binary("since"),
    not: unary("not"),
    and: nary("and"),
    or: nary("or"),
    implies: binary("implies"),
    enabled: (steps) => ({ kind: "enabled", steps }),
    taken: (steps) => ({ kind: "taken", steps }),
  };
}
