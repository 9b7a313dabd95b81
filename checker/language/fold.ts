/** Answers for quantifiers and sums over index sets, from their terms. */
export interface Folder {
  every(terms: readonly (() => boolean)[]): boolean;
  sum(terms: readonly (() => number)[]): number;
}

let folder: Folder | undefined;

/** Who folds at this moment; undefined where terms are simply evaluated one after the other. */
export function currentFolder(): Folder | undefined {
  return folder;
}

/**
 * Run a function whose quantifiers and sums are answered by somebody else. A compiler looks at each term by itself: together their decision tree would be the
 * product of them all.
 */
export function foldingWith<T>(other: Folder | undefined, run: () => T): T {
  const before = folder;
  folder = other;
  try {
    return run();
  } finally {
    folder = before;
  }
}

/**
 * The sum of terms that each look at a part of the state. `a() + b()` says the same; but a property that compares a sum of much that is independent is compiled term by
 * term where it is written like this, and must otherwise be asked in each state.
 *
 * @example
 * const world = state({ count: range(0, 9), held: range(0, 4), mapped: range(0, 4) });
 * const counted = (k: { count: number; held: number; mapped: number }): boolean => k.count === sumOf(() => k.held, () => k.mapped);
 * counted({ count: 5, held: 2, mapped: 3 }); // true
 */
export function sumOf(...terms: readonly (() => number)[]): number {
  return folder === undefined ? terms.reduce((sum, term) => sum + term(), 0) : folder.sum(terms);
}
