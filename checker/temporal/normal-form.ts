import { AllwaysError } from "../language/error.ts";
import type { Formula } from "../language/formula.ts";
import type { Atoms } from "./atoms.ts";

/** A formula with negation only before atoms. Equal formulas are one object, so that sets of them can be compared by their numbers. */
export type Normal =
  | { readonly kind: "constant"; readonly id: number; readonly value: boolean }
  | { readonly kind: "literal"; readonly id: number; readonly atom: number; readonly negated: boolean }
  | { readonly kind: "next"; readonly id: number; readonly of: Normal }
  | { readonly kind: "and" | "or" | "until" | "release"; readonly id: number; readonly left: Normal; readonly right: Normal };

/** The second was true at some time, and since then the first has been, up to now. */
export interface Since {
  readonly left: Normal;
  readonly right: Normal;
}

/** In labels, a `since` is an atom: those that states and steps are asked for are numbered from 0 up, these from -1 down. */
export function pastAtom(position: number): number {
  return -1 - position;
}

type Fresh = Normal extends infer N ? (N extends Normal ? Omit<N, "id"> : never) : never;

/** Makes normal forms, and simplifies where that costs nothing. */
export class NormalForms {
  readonly #atoms: Atoms;
  readonly #made = new Map<string, Normal>();
  readonly all: Normal[] = [];
  /** What is asked of the past, inner ones first. */
  readonly past: Since[] = [];

  constructor(atoms: Atoms) {
    this.#atoms = atoms;
  }

  /** The normal form of a formula or of its negation. */
  of(formula: Formula, negated: boolean): Normal {
    switch (formula.kind) {
      case "state":
      case "enabled":
      case "taken":
        return this.#make({ kind: "literal", atom: this.#atoms.ordinalOf(formula), negated }, `${negated ? "!" : ""}${this.#atoms.ordinalOf(formula)}`);
      case "not":
        return this.of(formula.of, !negated);
      case "and":
      case "or": {
        const kind = (formula.kind === "and") === negated ? "or" : "and";
        return formula.of.map((part) => this.of(part, negated)).reduceRight<Normal>((rest, part) => this.#binary(kind, part, rest), this.#constant(kind === "and"));
      }
      case "implies":
        return this.#binary(negated ? "and" : "or", this.of(formula.left, !negated), this.of(formula.right, negated));
      case "next": {
        const of = this.of(formula.of, negated);
        return of.kind === "constant" ? of : this.#make({ kind: "next", of }, `X${of.id}`);
      }
      case "always":
      case "eventually":
        return this.#repeated((formula.kind === "always") === negated ? "until" : "release", this.of(formula.of, negated));
      case "until":
      case "release":
        return this.#binary((formula.kind === "until") === negated ? "release" : "until", this.of(formula.left, negated), this.of(formula.right, negated));
      case "once":
        return this.#since(this.#constant(true), this.of(formula.of, false), negated);
      case "historically":
        return this.#since(this.#constant(true), this.of(formula.of, true), !negated);
      case "since":
        return this.#since(this.of(formula.left, false), this.of(formula.right, false), negated);
      case "leadsTo": {
        const [cause, effect] = [this.of(formula.left, !negated), this.of(formula.right, negated)];
        return negated ? this.#repeated("until", this.#binary("and", cause, this.#repeated("release", effect))) : this.#repeated("release", this.#binary("or", cause, this.#repeated("until", effect)));
      }
    }
  }

  /** Eventually is `true until`, always is `false release`. */
  #repeated(kind: "until" | "release", of: Normal): Normal {
    return this.#binary(kind, this.#constant(kind === "until"), of);
  }

  #since(left: Normal, right: Normal, negated: boolean): Normal {
    if (right.kind === "constant") return this.#constant(right.value !== negated);
    const known = this.past.findIndex((since) => since.left === left && since.right === right);
    const atom = pastAtom(known >= 0 ? known : this.past.push({ left, right }) - 1);
    return this.#make({ kind: "literal", atom, negated }, `${negated ? "!" : ""}${atom}`);
  }

  #constant(value: boolean): Normal {
    return this.#make({ kind: "constant", value }, String(value));
  }

  #binary(kind: "and" | "or" | "until" | "release", left: Normal, right: Normal): Normal {
    if (right.kind === "constant") return kind === "and" ? (right.value ? left : right) : kind === "or" ? (right.value ? right : left) : right;
    if ((kind === "and" || kind === "or") && left.kind === "constant") return left.value === (kind === "and") ? right : left;
    if (left.id === right.id) return left;
    // <><>f is <>f, and [][]f is []f.
    if ((kind === "until" || kind === "release") && left.kind === "constant" && right.kind === kind && right.left === left) return right;
    return this.#make({ kind, left, right }, `${kind} ${left.id} ${right.id}`);
  }

  #make(fresh: Fresh, key: string): Normal {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const normal: Normal = { ...fresh, id: this.all.length };
    this.all.push(normal);
    this.#made.set(key, normal);
    return normal;
  }
}

/** The limit is that of a set in one word. */
export function checkSize(size: number, what: string): void {
  if (size > 31) throw new AllwaysError("AW112", `a formula has ${size} ${what}`, { hint: "31 are the most: state its parts as properties of their own" });
}

/** What a formula claims, in parts that can be checked one after the other: automata of parts are much smaller than that of the whole. */
export function conjuncts(formula: Formula): readonly Formula[] {
  switch (formula.kind) {
    case "and":
      return formula.of.flatMap(conjuncts);
    case "always":
      return conjuncts(formula.of).map((of) => ({ kind: "always", of }));
    case "implies":
      return conjuncts(formula.right).map((right) => ({ ...formula, right }));
    default:
      return [formula];
  }
}
