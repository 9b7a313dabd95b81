import { fieldsOfFold, type Field, type StepLeaf, type StepTree } from "./decision-tree.ts";

/** The shared fields that a step may read and may write, as sets of ordinals. */
export interface Footprint {
  readonly reads: bigint;
  readonly writes: bigint;
}

const nothing: Footprint = { reads: 0n, writes: 0n };
/** What is not known may be anything. */
const everything: Footprint = { reads: -1n, writes: -1n };

/** Footprints of decision trees; those of shared subtrees are found once. */
export class Footprints {
  readonly #known = new Map<StepTree, Footprint>();

  /** What is read on the way to any leaf, and written by any. A step that fails writes nothing. */
  of(tree: StepTree): Footprint {
    if (tree.kind === "disabled") return nothing;
    if (tree.kind === "open") return tree.cause === "cut" ? everything : nothing;
    let does = this.#known.get(tree);
    if (does === undefined) this.#known.set(tree, (does = tree.kind === "step" ? ofLeaf(tree) : this.#ofTest(tree)));
    return does;
  }

  ofAll(trees: readonly StepTree[]): Footprint {
    return together(trees.map((tree) => this.of(tree)));
  }

  #ofTest({ field, cases }: Extract<StepTree, { kind: "test" }>): Footprint {
    const reads = fieldsOf(field);
    return reads === undefined ? everything : both({ reads: setOf(reads), writes: 0n }, this.ofAll([...new Set(cases)]));
  }
}

/** Whether the order of two steps makes no difference: neither writes what the other reads or writes. */
export function independent(one: Footprint, other: Footprint): boolean {
  if (one.writes === -1n || other.writes === -1n) return false;
  return (one.writes & (other.reads | other.writes)) === 0n && (one.reads & other.writes) === 0n;
}

export function together(footprints: readonly Footprint[]): Footprint {
  return footprints.reduce(both, nothing);
}

/** Ordinals as a set. */
export function setOf(ordinals: readonly number[]): bigint {
  return ordinals.reduce((set, ordinal) => set | (1n << BigInt(ordinal)), 0n);
}

/** Ordinals of the shared fields that a test looks at; undefined if it looks at anything else. */
export function fieldsOf(field: Field): readonly number[] | undefined {
  if (field.kind === "shared") return [field.ordinal];
  if (field.kind === "local") return undefined;
  const fields = [...fieldsOfFold(field)];
  return fields.every(({ kind }) => kind === "shared") ? fields.map(({ ordinal }) => ordinal) : undefined;
}

function ofLeaf({ changes }: StepLeaf): Footprint {
  return { reads: setOf(changes.flatMap((change) => (change.kind === "copy" ? [change.from.ordinal] : []))), writes: setOf(changes.map(({ field }) => field.ordinal)) };
}

function both(one: Footprint, other: Footprint): Footprint {
  return { reads: one.reads | other.reads, writes: one.writes | other.writes };
}
