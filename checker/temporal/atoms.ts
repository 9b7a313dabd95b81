import type { Atom } from "../language/formula.ts";
import type { StatePredicate } from "../language/property.ts";

/** What formulas ask of a state or a step, each thing once. Equal predicates are those that are the same function. */
export class Atoms {
  readonly list: Atom[] = [];
  readonly #ordinals = new Map<StatePredicate | string, number>();

  /** The number of an atom, from 0. */
  ordinalOf(atom: Atom): number {
    const key = atom.kind === "state" ? atom.holds : JSON.stringify([atom.kind, atom.steps.process, atom.steps.member, atom.steps.step]);
    const known = this.#ordinals.get(key);
    if (known !== undefined) return known;
    this.#ordinals.set(key, this.list.length);
    return this.list.push(atom) - 1;
  }
}

/** A set of small numbers in words of 32 bits. */
export class BitSet {
  readonly words: Uint32Array;

  constructor(size: number) {
    this.words = new Uint32Array(Math.max(1, (size + 31) >>> 5));
  }

  has(element: number): boolean {
    return (((this.words[element >>> 5] as number) >>> (element & 31)) & 1) === 1;
  }

  add(element: number): void {
    this.words[element >>> 5] = (this.words[element >>> 5] as number) | (1 << (element & 31));
  }
}
