import { AllwaysError } from "../language/error.ts";
import type { AutomatonTransition } from "./automaton.ts";
import { pastAtom, type Normal, type Since } from "./normal-form.ts";

/** Every combination of the atoms that the past is told by has transitions of its own. */
const mostAtoms = 10;

/**
 * An automaton whose labels speak of the past, as one that remembers it: a state is a state of the automaton and, for each `since`, whether it was true a step ago; a step later it is, if its
 * second part is, or its first part is and it was before. That is a deterministic monitor, as K. Havelund and G. Roşu make it (Synthesizing monitors for safety properties, TACAS 2002).
 *
 * @param room asked how many states there may be, of each that is new.
 * @throws AllwaysError AW112 if a past formula asks too much.
 */
export function remembering(transitions: readonly (readonly AutomatonTransition[])[], past: readonly Since[], room: (states: number) => void): readonly (readonly AutomatonTransition[])[] {
  if (past.length === 0) return transitions;
  const atoms = [...new Set(past.flatMap(({ left, right }) => [...atomsOf(left), ...atomsOf(right)]))].filter((atom) => atom >= 0);
  if (atoms.length > mostAtoms) throw new AllwaysError("AW112", `a formula asks ${atoms.length} things of the past`, { hint: `${mostAtoms} are the most: put several questions into one function` });
  const ordinals = new Map<string, number>();
  const pending: { readonly state: number; readonly before: readonly boolean[] }[] = [];
  const ordinalOf = (state: number, before: readonly boolean[]): number => {
    const key = [state, ...before].join(" ");
    const known = ordinals.get(key);
    if (known !== undefined) return known;
    room(ordinals.size);
    ordinals.set(key, ordinals.size);
    pending.push({ state, before });
    return ordinals.size - 1;
  };
  ordinalOf(
    0,
    past.map(() => false),
  );
  const remembered: AutomatonTransition[][] = [];
  for (let at = pending[0]; at !== undefined; at = pending[remembered.length]) {
    const { state, before } = at;
    const from: AutomatonTransition[] = [];
    for (let bits = 0; bits < 2 ** atoms.length; bits++) {
      const here = new Map(atoms.map((atom, bit) => [atom, ((bits >> bit) & 1) === 1]));
      // Inner ones come before outer ones.
      for (const [position, { left, right }] of past.entries()) here.set(pastAtom(position), isTrue(right, here) || (before[position] === true && isTrue(left, here)));
      const now = past.map((_, position) => here.get(pastAtom(position)) === true);
      for (const { yes, no, target, marks } of transitions[state] ?? []) {
        if (yes.some((atom) => here.get(atom) === false) || no.some((atom) => here.get(atom) === true)) continue;
        const all = (given: readonly number[], value: boolean): number[] =>
          [...new Set([...given.filter((atom) => atom >= 0), ...atoms.filter((atom) => here.get(atom) === value)])].sort((one, other) => one - other);
        from.push({ yes: all(yes, true), no: all(no, false), target: ordinalOf(target, now), marks });
      }
    }
    remembered.push(from);
  }
  return remembered;
}

function atomsOf(formula: Normal): readonly number[] {
  switch (formula.kind) {
    case "constant":
      return [];
    case "literal":
      return [formula.atom];
    case "and":
    case "or":
      return [...atomsOf(formula.left), ...atomsOf(formula.right)];
    default:
      throw new AllwaysError("AW112", "a formula asks for the future inside of the past", { hint: "inside of once, historically and since there can be functions, enabled, taken, and, or, not, implies, and the past" });
  }
}

function isTrue(formula: Normal, here: ReadonlyMap<number, boolean>): boolean {
  switch (formula.kind) {
    case "constant":
      return formula.value;
    case "literal":
      return (here.get(formula.atom) === true) !== formula.negated;
    case "or":
      return isTrue(formula.left, here) || isTrue(formula.right, here);
    default:
      return "left" in formula && isTrue(formula.left, here) && isTrue(formula.right, here);
  }
}
