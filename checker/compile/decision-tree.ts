import type { LocalField, SharedField } from "./field.ts";

/** A number that comes of other trees: the sum of what they say, or whether they all say 1. */
export interface FoldedField {
  readonly kind: "folded";
  readonly ordinal: number;
  readonly fold: "every" | "sum";
  readonly terms: readonly Tree<ValueLeaf>[];
  /** What code 0 stands for: the least that the terms can come to. */
  readonly least: number;
  readonly codes: number;
}

/** The code of a fold whose terms have these values. */
export function codeOfFold({ fold, least }: FoldedField, values: readonly number[]): number {
  return (fold === "sum" ? values.reduce((sum, value) => sum + value, 0) : Math.min(1, ...values)) - least;
}

/** The least and the most that terms can come to together. */
export function boundsOfFold(fold: FoldedField["fold"], terms: readonly Tree<ValueLeaf>[]): Bounds {
  const bounds = terms.map(boundsOf);
  const sum = (side: keyof Bounds): number => bounds.reduce((total, each) => total + each[side], 0);
  return fold === "sum" ? { least: sum("least"), most: sum("most") } : { least: Math.min(1, ...bounds.map((each) => each.least)), most: Math.min(1, ...bounds.map((each) => each.most)) };
}

export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** The least and the most that a term can come to. */
export function boundsOf(tree: Tree<ValueLeaf>): Bounds {
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

/** The fields that the terms look at, in the end: folds may fold others. */
export function fieldsOfFold({ terms }: FoldedField): ReadonlySet<SharedField | LocalField> {
  const found = new Set<SharedField | LocalField>();
  const seen = new Set<unknown>();
  const visit = (tree: Tree<ValueLeaf>): void => {
    if (tree.kind !== "test" || seen.has(tree)) return;
    seen.add(tree);
    if (tree.field.kind === "folded") for (const term of tree.field.terms) visit(term);
    else found.add(tree.field);
    for (const each of tree.cases) visit(each);
  };
  for (const term of terms) visit(term);
  return found;
}

/** What a decision tree can test. */
export type Field = SharedField | LocalField | FoldedField;

/** Look at one field; a case for each of its codes. */
export interface Test<L> {
  readonly kind: "test";
  readonly id: number;
  readonly field: Field;
  readonly cases: readonly Tree<L>[];
}

/** Not known here: the function failed, or the tree was cut because it takes too many runs. The function itself must be asked. */
export interface OpenLeaf {
  readonly kind: "open";
  readonly id: number;
  readonly cause: "failed" | "cut";
}

/** A function of the state as tests on fields, with leaves that say what it does. */
export type Tree<L> = Test<L> | L | OpenLeaf;

/** What every leaf has: equal leaves have equal ids. */
export interface Leaf {
  readonly kind: string;
  readonly id: number;
}

/** What a step does to one field: adds to a code that it has read, sets a code that it has not, or copies what another field held before the step. */
export type Change = { readonly field: SharedField; readonly kind: "add" | "set"; readonly amount: number } | { readonly field: SharedField; readonly kind: "copy"; readonly from: SharedField };

/** Changes in words that are equal if the changes are. */
export function changesText(changes: readonly Change[]): string {
  return changes.map((change) => `${change.field.ordinal}${change.kind}${change.kind === "copy" ? change.from.ordinal : change.amount}`).join(" ");
}

/** The step can run: the process goes to another local state, fields change, assertions are raised. */
export interface StepLeaf extends Leaf {
  readonly kind: "step";
  /** The local state that the process goes to. */
  readonly local: number;
  readonly changes: readonly Change[];
  /** Ids of raised assertions. */
  readonly raised: readonly string[];
  /** Which statements the step passes, counted by this number. */
  readonly route: number;
}

/** The guard is false. */
export interface DisabledLeaf extends Leaf {
  readonly kind: "disabled";
}

export type StepTree = Tree<StepLeaf | DisabledLeaf>;

/** The value of a predicate. */
export interface TruthLeaf extends Leaf {
  readonly kind: "truth";
  readonly holds: boolean;
}

export type PredicateTree = Tree<TruthLeaf>;

/** The value of one term of a sum or of a quantifier, which is 1 or 0. */
export interface ValueLeaf extends Leaf {
  readonly kind: "value";
  readonly value: number;
}

/** Makes trees so that equal trees are one object, and a test whose cases are all equal is none. */
export class TreeTable<L extends Leaf> {
  readonly open: OpenLeaf = { kind: "open", id: 0, cause: "failed" };
  readonly cut: OpenLeaf = { kind: "open", id: -1, cause: "cut" };
  readonly #known = new Map<string, Tree<L>>();

  /** How many different trees there are. */
  get size(): number {
    return this.#known.size;
  }

  /** @param key says what the leaf says. */
  leaf(key: string, make: (id: number) => L): L {
    return this.#intern(`leaf ${key}`, make) as L;
  }

  test(field: Field, cases: readonly Tree<L>[]): Tree<L> {
    const [first] = cases;
    if (first !== undefined && cases.every((tree) => tree === first)) return first;
    return this.#intern(`test ${field.ordinal} ${cases.map(({ id }) => id).join(" ")}`, (id): Test<L> => ({ kind: "test", id, field, cases }));
  }

  #intern(key: string, make: (id: number) => Tree<L>): Tree<L> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make(this.#known.size + 1);
    this.#known.set(key, made);
    return made;
  }
}

/** Whether a tree does not know everything. */
export function isOpen<L extends Leaf>(tree: Tree<L>, seen: Set<number> = new Set<number>()): boolean {
  if (tree.kind === "open") return true;
  if (tree.kind !== "test" || seen.has(tree.id)) return false;
  seen.add(tree.id);
  return (tree as Test<L>).cases.some((each) => isOpen(each, seen));
}
