import { AllwaysError } from "../language/error.ts";
import type { Formula } from "../language/formula.ts";
import type { Atoms } from "./atoms.ts";
import { remembering } from "./history.ts";
import { checkSize, NormalForms, type Normal } from "./normal-form.ts";

/** What must be true of a state and its step so that a transition can be taken. Atoms by their ordinals. */
export interface Label {
  readonly yes: readonly number[];
  readonly no: readonly number[];
}

export interface AutomatonTransition extends Label {
  readonly target: number;
  /** One bit for each acceptance set that the transition is in. */
  readonly marks: number;
}

/**
 * A generalized Büchi automaton with acceptance on transitions: it accepts a run if it can read it and pass transitions of every acceptance set again and
 * again.
 */
export interface Automaton {
  /** By state; 0 is the initial one. Empty if no run is accepted. */
  readonly transitions: readonly (readonly AutomatonTransition[])[];
  /** All marks. */
  readonly accepting: number;
  /** By state: whether it lies on a circle with all marks. Runs only pass the others. */
  readonly recurring: readonly boolean[];
}

/** Larger automata come from formulas that nobody can read. */
const mostStates = 500;

/**
 * An automaton for a formula or its negation: the tableau construction of J.-M. Couvreur, On-the-fly verification of linear temporal logic, FM 1999. A
 * state is a set of formulas that must be true from here on; each acceptance set belongs to an `until`, and a transition is in it unless it puts the `until` off.
 * What the formula says of the past is remembered in the states (history.ts).
 *
 * @throws AllwaysError AW112 if the formula is too large.
 */
export function automatonOf(formula: Formula, negated: boolean, atoms: Atoms): Automaton {
  const forms = new NormalForms(atoms);
  const root = forms.of(formula, negated);
  const untils = forms.all.filter(({ kind }) => kind === "until");
  checkSize(untils.length, "operators that promise something");
  const accepting = untils.reduce((marks, _, bit) => marks | (1 << bit), 0);
  const marks = (put: ReadonlySet<Normal>): number => untils.reduce((all, until, bit) => (put.has(until) ? all : all | (1 << bit)), 0);
  const ordinals = new Map<string, number>();
  const pending: (readonly Normal[])[] = [];
  const ordinalOf = (obligations: readonly Normal[]): number => {
    const key = obligations.map(({ id }) => id).join(" ");
    const known = ordinals.get(key);
    if (known !== undefined) return known;
    checkRoom(ordinals.size);
    ordinals.set(key, ordinals.size);
    pending.push(obligations);
    return ordinals.size - 1;
  };
  ordinalOf([root]);
  const transitions: AutomatonTransition[][] = [];
  for (let state = pending[0]; state !== undefined; state = pending[transitions.length]) {
    transitions.push(expand(state).map(({ yes, no, next, put }) => ({ yes, no, target: ordinalOf(next), marks: marks(put) })));
  }
  return reduced(remembering(transitions, forms.past, checkRoom), accepting);
}

function checkRoom(states: number): void {
  if (states === mostStates) throw new AllwaysError("AW112", `a formula needs an automaton of more than ${mostStates} states`, { hint: "state its parts as properties of their own" });
}

/** One way to meet obligations now: what must be true, what is left for the next state, and which of the `until`s are put off. */
interface Way extends Label {
  readonly next: readonly Normal[];
  readonly put: ReadonlySet<Normal>;
}

interface Branch {
  readonly todo: readonly Normal[];
  readonly met: ReadonlySet<Normal>;
  readonly literals: ReadonlyMap<number, boolean>;
  readonly next: ReadonlySet<Normal>;
  readonly put: ReadonlySet<Normal>;
}

function expand(obligations: readonly Normal[]): readonly Way[] {
  const ways: Way[] = [];
  const branches: Branch[] = [{ todo: obligations, met: new Set(), literals: new Map(), next: new Set(), put: new Set() }];
  for (let branch = branches.pop(); branch !== undefined; branch = branches.pop()) {
    const [first, ...todo] = branch.todo;
    if (first === undefined) {
      const way = wayOf(branch);
      if (!ways.some((other) => covers(other, way))) ways.push(way);
    } else if (branch.met.has(first)) branches.push({ ...branch, todo });
    else branches.push(...meet(first, { ...branch, todo, met: new Set([...branch.met, first]) }).toReversed());
  }
  return ways.filter((way) => !ways.some((other) => other !== way && covers(other, way)));
}

/** The ways to meet one obligation. */
function meet(obligation: Normal, branch: Branch): Branch[] {
  const { todo, literals, next, put } = branch;
  const later = (of: Normal): Branch => ({ ...branch, next: new Set([...next, of]) });
  switch (obligation.kind) {
    case "constant":
      return obligation.value ? [branch] : [];
    case "literal": {
      const { atom, negated } = obligation;
      return literals.get(atom) === negated ? [] : [{ ...branch, literals: new Map([...literals, [atom, !negated]]) }];
    }
    case "and":
      return [{ ...branch, todo: [obligation.left, obligation.right, ...todo] }];
    case "or":
      return [obligation.left, obligation.right].map((side) => ({ ...branch, todo: [side, ...todo] }));
    case "next":
      return [later(obligation.of)];
    case "until":
      return [
        { ...branch, todo: [obligation.right, ...todo] },
        { ...later(obligation), put: new Set([...put, obligation]), todo: [obligation.left, ...todo] },
      ];
    case "release":
      return [
        { ...branch, todo: [obligation.left, obligation.right, ...todo] },
        { ...later(obligation), todo: [obligation.right, ...todo] },
      ];
  }
}

function wayOf({ literals, next, put }: Branch): Way {
  const atoms = [...literals.keys()].sort((one, other) => one - other);
  return {
    yes: atoms.filter((atom) => literals.get(atom)),
    no: atoms.filter((atom) => !literals.get(atom)),
    next: [...next].sort((one, other) => one.id - other.id),
    put,
  };
}

/** Whether every run that can go one way can go the other way, too, and is accepted there if it is here. */
function covers(wide: Way, narrow: Way): boolean {
  return subset(wide.yes, narrow.yes) && subset(wide.no, narrow.no) && subset(wide.next, narrow.next) && subset([...wide.put], [...narrow.put]);
}

function subset<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.every((element) => other.includes(element));
}

/** Without states from which no run is accepted, and with one state for all that go on alike. */
function reduced(transitions: readonly (readonly AutomatonTransition[])[], accepting: number): Automaton {
  const live = liveStates(transitions, accepting);
  if (live[0] !== true) return { transitions: [], accepting, recurring: [] };
  const useful = transitions.map((from) => from.filter(({ target }) => live[target] === true));
  let names: readonly number[] = useful.map((_, state) => state);
  const renamed = (state: number): readonly AutomatonTransition[] => {
    const texts = (useful[state] ?? []).map((transition) => JSON.stringify({ ...transition, target: names[transition.target] }));
    return [...new Set(texts)].sort().map((text) => JSON.parse(text) as AutomatonTransition);
  };
  for (;;) {
    const first = new Map<string, number>();
    const coarser = useful.map((_, state) => {
      const text = JSON.stringify(renamed(state));
      if (!first.has(text)) first.set(text, state);
      return first.get(text) as number;
    });
    if (coarser.every((name, state) => name === names[state])) break;
    names = coarser;
  }
  const merged = useful.map((_, state) => renamed(state));
  const kept = [0, ...[...reachableFrom(merged, 0)].filter((state) => state !== 0)];
  const position = new Map(kept.map((state, at) => [state, at]));
  const left = kept.map((state) => (merged[state] ?? []).map((transition) => ({ ...transition, target: position.get(transition.target) as number })));
  return { transitions: left, accepting, recurring: recurringStates(left, accepting) };
}

/** The states that can be reached by one transition or more. */
function reachableFrom(transitions: readonly (readonly AutomatonTransition[])[], state: number): ReadonlySet<number> {
  const found = new Set((transitions[state] ?? []).map(({ target }) => target));
  for (const next of found) for (const { target } of transitions[next] ?? []) found.add(target);
  return found;
}

/** Whether a state lies on a circle with all marks, as far as the automaton alone can tell. */
function recurringStates(transitions: readonly (readonly AutomatonTransition[])[], accepting: number): readonly boolean[] {
  const reach = transitions.map((_, state) => reachableFrom(transitions, state));
  return reach.map((found, state) => {
    const circle = new Set([...found].filter((other) => reach[other]?.has(state) === true));
    const marks = [...circle].flatMap((at) => (transitions[at] ?? []).filter(({ target }) => circle.has(target))).reduce((all, one) => all | one.marks, 0);
    return circle.size > 0 && marks === accepting;
  });
}

/** Whether such a circle can be reached. */
function liveStates(transitions: readonly (readonly AutomatonTransition[])[], accepting: number): readonly boolean[] {
  const recurring = recurringStates(transitions, accepting);
  return transitions.map((_, state) => recurring[state] === true || [...reachableFrom(transitions, state)].some((other) => recurring[other] === true));
}
