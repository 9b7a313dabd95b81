import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { FoldedField, Leaf, StepLeaf, StepTree, Test, Tree } from "../compile/decision-tree.ts";
import type { LocalSteps } from "../compile/expand-module.ts";
import type { LocalField } from "../compile/field.ts";
import { Footprints, independent, together, type Footprint } from "../compile/footprint.ts";
import type { Property } from "../language/property.ts";

/**
 * Local states in which all that a process can do concerns nobody else, so that it may do it before anybody else does anything: an *ample set* that is known beforehand (Peled, "All from one, one for
 * all: on model checking using representatives", 1993; Clarke, Grumberg, Peled, "Model Checking", 1999, chapter 10; Holzmann and Peled, "An improvement in formal verification", 1994, for sets
 * that are found statically). What is asked of it, by the names of the field:
 *
 * - *C0, emptiness*: where the process cannot take a step, everybody is asked. The search sees to that.
 * - *C1, dependence*: nothing that the steps read is written by another process, in whatever local state, and nothing that they write is read or written by one. So no order of their steps
 *   and those of others makes a difference, and others do not enable or disable them.
 * - *C2, invisibility*: the steps write no field that a property reads, and do not change what a property asks of the process. They raise no assertion, and none of them is not known.
 *   (Properties of states in which no step can run are not concerned: those states are all found.)
 * - *C3, no ignoring*: no process can go from one such local state to another for ever. So every cycle of the reduced graph has a state in which everybody is asked. This is a matter of the
 *   local states alone, and holds for any search, with any number of threads, and for orbits of states.
 *
 * @returns undefined if a property may look at everything.
 */
export function localSteps(system: CompiledSystem, properties: readonly Property[]): LocalSteps | undefined {
  const seen = visible(system, properties);
  if (seen === undefined) return undefined;
  const footprints = new Footprints();
  const ofLocals = system.processes.map(({ actions }) => actions.map((each) => footprints.ofAll(each.map(({ tree }) => tree))));
  const ofProcess = ofLocals.map(together);
  const alone = system.processes.map(({ actions }, process) => {
    const mine = ofLocals[process] as readonly Footprint[];
    const others = together(ofProcess.filter((_, other) => other !== process));
    const asked = seen.locals.filter((field) => field.process === process);
    const concernsNobody = (local: number): boolean => {
      const does = mine[local] as Footprint;
      if (!independent(does, others) || (does.writes & seen.fields) !== 0n) return false;
      const leaves = (actions[local] ?? []).flatMap(({ tree }) => leavesOf(tree));
      const isPlain = leaves.every((leaf) => leaf === "disabled" || (leaf !== "open" && leaf.raised.length === 0 && asked.every(({ byLocal }) => byLocal[leaf.local] === byLocal[local])));
      return leaves.length > 0 && isPlain;
    };
    const safe = new Set([...actions.keys()].filter(concernsNobody));
    return withoutCycles(system, process, safe);
  });
  return {
    alone,
    only: alone.map((safe, process) => new Set([...safe].filter((local) => isOneStep((system.processes[process]?.actions[local] ?? []).map(({ tree }) => tree))))),
  };
}

/** Always exactly one successor. */
function isOneStep(trees: readonly StepTree[]): boolean {
  // What is taken in place must not read what it has written already.
  return trees.length === 1 && leavesOf(trees[0] as StepTree).every((leaf) => typeof leaf === "object" && leaf.changes.every(({ kind }) => kind !== "copy"));
}

/** What properties of states look at. */
function visible(system: CompiledSystem, properties: readonly Property[]): { readonly fields: bigint; readonly locals: readonly LocalField[] } | undefined {
  let fields = 0n;
  const locals = new Set<LocalField>();
  const known = new Set<unknown>();
  const visit = <L extends Leaf>(tree: Tree<L>): void => {
    if (tree.kind !== "test" || known.has(tree)) return;
    known.add(tree);
    const { field, cases } = tree as Test<L>;
    if (field.kind === "shared") fields |= 1n << BigInt(field.ordinal);
    else if (field.kind === "local") locals.add(field);
    else visitFold(field);
    for (const each of cases) visit(each);
  };
  const visitFold = ({ terms }: FoldedField): void => {
    for (const term of terms) visit(term);
  };
  for (const property of properties) {
    if (property.kind === "assertion" || property.kind === "terminal") continue;
    const tree = system.properties.find((candidate) => candidate.property === property)?.tree;
    if (tree === undefined) return undefined;
    visit(tree);
  }
  return { fields, locals: [...locals] };
}

/**
 * The local states that are left when every cycle has lost those where it begins: of each cycle's, those at the lowest location, so that processes that are alike lose the same.
 */
function withoutCycles(system: CompiledSystem, process: number, safe: ReadonlySet<number>): ReadonlySet<number> {
  let left = new Set(safe);
  const locations = system.locations[process] as readonly number[];
  for (;;) {
    const next = (local: number): readonly number[] =>
      (system.processes[process]?.actions[local] ?? []).flatMap(({ tree }) => leavesOf(tree)).flatMap((leaf) => (typeof leaf === "object" && left.has(leaf.local) ? [leaf.local] : []));
    const cyclic = onCycles(left, next);
    if (cyclic.size === 0) return left;
    const lowest = Math.min(...[...cyclic].map((local) => locations[local] as number));
    left = new Set([...left].filter((local) => !cyclic.has(local) || locations[local] !== lowest));
  }
}

/** What is left when nodes without a successor, or without a predecessor, are taken away until there are none: the cycles, and what lies between them. */
function onCycles(nodes: ReadonlySet<number>, next: (node: number) => readonly number[]): ReadonlySet<number> {
  let left = new Set(nodes);
  for (;;) {
    const targets = new Set([...left].flatMap((node) => next(node)));
    const kept = new Set([...left].filter((node) => targets.has(node) && next(node).some((each) => left.has(each))));
    if (kept.size === left.size) return left;
    left = kept;
  }
}

/** The leaves of a tree, each once. */
function leavesOf(tree: StepTree): readonly (StepLeaf | "disabled" | "open")[] {
  const found = new Set<StepLeaf | "disabled" | "open">();
  const seen = new Set<StepTree>();
  const visit = (each: StepTree): void => {
    if (seen.has(each)) return;
    seen.add(each);
    if (each.kind === "step") found.add(each);
    else if (each.kind === "test") for (const below of each.cases) visit(below);
    else found.add(each.kind);
  };
  visit(tree);
  return [...found];
}
