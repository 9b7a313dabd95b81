import { foldingWith, type Folder } from "../language/fold.ts";
import { complete } from "./complete.ts";
import { boundsOfFold, isOpen, type FoldedField, type Tree, type ValueLeaf } from "./decision-tree.ts";
import type { RecordingBits } from "./recording-bits.ts";
import type { TreeLimits } from "./run-budget.ts";

/** What the tree of one term may cost. */
const limitsOfTerm: TreeLimits = { runs: 20_000, foreseen: 1_000_000 };
/** A sum that can come to more different numbers than this is no better than its terms. */
const mostSums = 4096;

/** Called before a term is evaluated; what it returns is called afterwards, puts back what the term has changed, and tells whether that was nothing. */
export type Watch = () => () => boolean;

/**
 * Quantifiers and sums over index sets, while a property or a step is recorded. Each term becomes a tree of its own, and what they come to a field that the function reads: for
 * terms of r runs each, n of them take n times r runs, where the function as a whole would take r to the power of n.
 *
 * A fold is known by the path that leads to it, for a function does the same where it has read the same; so each is recorded once. Terms must only look: one that writes, or raises an assertion, makes the fold
 * what it is in plain code, and so does one that fails.
 */
export class RecordedFolds implements Folder {
  readonly #recording: RecordingBits;
  readonly #watch: Watch;
  readonly #fields = new Map<string, FoldedField>();
  #known = new Map<string, FoldedField | number | undefined>();
  #ordinal = 0;
  #within = "";
  /** Whether a term was too large: then no more of this function are tried. */
  #gaveUp = false;

  constructor(recording: RecordingBits, watch: Watch = () => () => true) {
    this.#recording = recording;
    this.#watch = watch;
  }

  /** The function with its folds recorded. */
  run<T>(record: () => T): () => T {
    this.#known = new Map();
    this.#gaveUp = false;
    return () => foldingWith(this, () => this.#settled(record));
  }

  /** What a function returns when all its folds are known. Whatever terms may have left behind when they were recorded, it begins anew, without them. */
  #settled<T>(record: () => T): T {
    for (;;) {
      const before = this.#known.size;
      this.#ordinal = 0;
      const result = record();
      if (this.#known.size === before) return result;
      this.#recording.restart();
    }
  }

  /** The folds of the last function, those within others among them; undefined if it has none, not even such as come to nothing. */
  get found(): readonly FoldedField[] | undefined {
    if (this.#known.size === 0) return undefined;
    return [...new Set(this.#known.values())].filter((fold) => typeof fold === "object");
  }

  every(terms: readonly (() => boolean)[]): boolean {
    const folded = this.#fold("every", terms);
    return folded === undefined ? terms.every((term) => term()) : folded === 1;
  }

  sum(terms: readonly (() => number)[]): number {
    return this.#fold("sum", terms) ?? terms.reduce((sum, term) => sum + term(), 0);
  }

  /** What the terms come to; undefined if they must be evaluated one after the other. */
  #fold(fold: FoldedField["fold"], terms: readonly (() => boolean | number)[]): number | undefined {
    const key = `${this.#within}${this.#ordinal++}: ${this.#recording.path}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#record(key, fold, terms));
    const known = this.#known.get(key);
    return typeof known === "object" ? this.#recording.readFolded(known) + known.least : known;
  }

  #record(key: string, fold: FoldedField["fold"], terms: readonly (() => boolean | number)[]): FoldedField | number | undefined {
    const trees: Tree<ValueLeaf>[] = [];
    for (const [position, term] of terms.entries()) {
      if (this.#gaveUp) return undefined;
      const tree = this.#term(`${key} ${position} `, term);
      if (tree === undefined) return undefined;
      trees.push(tree);
    }
    const { least, most } = boundsOfFold(fold, trees);
    if (least === most) return least;
    return most - least < mostSums ? this.#field(fold, trees, least, most - least + 1) : undefined;
  }

  #field(fold: FoldedField["fold"], terms: readonly Tree<ValueLeaf>[], least: number, codes: number): FoldedField {
    const name = `${fold} ${terms.map(({ id }) => id).join(" ")}`;
    let field = this.#fields.get(name);
    if (field === undefined) {
      field = this.#recording.add({ kind: "folded", ordinal: this.#recording.size, fold, terms, least, codes });
      this.#fields.set(name, field);
    }
    return field;
  }

  /** The tree of a term; undefined if it has none, or says something that is no integer. */
  #term(key: string, term: () => boolean | number): Tree<ValueLeaf> | undefined {
    const [ordinal, within] = [this.#ordinal, this.#within];
    this.#within = key;
    try {
      const { tree, cut } = this.#recording.apart(() =>
        complete(this.#recording, this.#recording.values, () => this.#settled(() => this.#leaf(term)), limitsOfTerm),
      );
      this.#gaveUp ||= cut;
      return isOpen(tree) ? undefined : tree;
    } finally {
      [this.#ordinal, this.#within] = [ordinal, within];
    }
  }

  #leaf(term: () => boolean | number): Tree<ValueLeaf> {
    const { values } = this.#recording;
    const onlyLooked = this.#watch();
    let value = Number.NaN;
    try {
      value = Number(term());
    } catch {
      // What fails here may never be asked in plain code.
    }
    return onlyLooked() && Number.isSafeInteger(value) ? values.leaf(String(value), (id) => ({ kind: "value", id, value })) : values.open;
  }
}
