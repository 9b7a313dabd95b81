import { foldingWith, type Folder } from "../language/fold.ts";
import { complete } from "./complete.ts";
import { isOpen, type FoldedField, type Tree, type ValueLeaf } from "./decision-tree.ts";
import type { RecordingBits } from "./recording-bits.ts";
import type { TreeLimits } from "./run-budget.ts";

/** What the tree of one term may cost. */
const limitsOfTerm: TreeLimits = { runs: 20_000, foreseen: 1_000_000 };
/** A sum that can come to more different numbers than this is no better than its terms. */
const mostSums = 4096;

/**
 * Quantifiers and sums over index sets, while a property is recorded. Each term becomes a tree of its own, and what they come to a field that the property reads: for
 * terms of r runs each, n of them take n times r runs, where the property as a whole would take r to the power of n.
 *
 * A fold is known by the path that leads to it, for a property does the same where it has read the same; so each is recorded once.
 */
export class RecordedFolds implements Folder {
  readonly #recording: RecordingBits;
  readonly #fields = new Map<string, FoldedField>();
  #known = new Map<string, FoldedField | number | undefined>();
  #ordinal = 0;
  #within = "";

  constructor(recording: RecordingBits) {
    this.#recording = recording;
  }

  /** The function with its folds recorded. */
  run<T>(record: () => T): () => T {
    this.#known = new Map();
    return () => {
      this.#ordinal = 0;
      return foldingWith(this, record);
    };
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
      const tree = this.#term(`${key} ${position} `, term);
      if (tree === undefined) return undefined;
      trees.push(tree);
    }
    const bounds = trees.map(boundsOf);
    const sum = (side: "least" | "most"): number => bounds.reduce((total, each) => total + each[side], 0);
    const [least, most] = fold === "sum" ? [sum("least"), sum("most")] : [Math.min(1, ...bounds.map((each) => each.least)), Math.min(1, ...bounds.map((each) => each.most))];
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
      const { tree } = this.#recording.apart(() =>
        complete(
          this.#recording,
          this.#recording.values,
          () => {
            this.#ordinal = 0;
            return this.#leaf(term);
          },
          limitsOfTerm,
        ),
      );
      return isOpen(tree) ? undefined : tree;
    } finally {
      [this.#ordinal, this.#within] = [ordinal, within];
    }
  }

  #leaf(term: () => boolean | number): Tree<ValueLeaf> {
    try {
      const value = Number(term());
      return Number.isSafeInteger(value) ? this.#recording.values.leaf(String(value), (id) => ({ kind: "value", id, value })) : this.#recording.values.open;
    } catch {
      return this.#recording.values.open;
    }
  }
}

function boundsOf(tree: Tree<ValueLeaf>): { readonly least: number; readonly most: number } {
  let [least, most] = [Infinity, -Infinity];
  const seen = new Set<Tree<ValueLeaf>>();
  const visit = (each: Tree<ValueLeaf>): void => {
    if (seen.has(each)) return;
    seen.add(each);
    if (each.kind === "value") [least, most] = [Math.min(least, each.value), Math.max(most, each.value)];
    else if (each.kind === "test") for (const child of each.cases) visit(child);
  };
  visit(tree);
  return { least, most };
}
