import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { FoldedField, Leaf, Test, Tree } from "../compile/decision-tree.ts";
import type { Hindrance, LocalSteps } from "../compile/expand-module.ts";
import type { LocalField } from "../compile/field.ts";
import type { Property } from "../language/property.ts";
import { commute, effectOf, isDisabled, together, type Effect } from "./effect.ts";
import { LocalGraph } from "./local-graph.ts";
import { Phases } from "./phases.ts";

/**
 * Local states in which all that a process can do concerns nobody else, so that it may do it before anybody else does anything: *ample sets* of the steps of one process (Peled, "All from one, one
 * for all: on model checking using representatives", 1993; Clarke, Grumberg, Peled, "Model Checking", 1999, chapter 10). Most of what is to be known of them is found beforehand; in each state
 * it is only looked where the other processes are. What is asked of such a set, by the names of the field:
 *
 * - *C0, emptiness*: where the process cannot take a step, everybody is asked. The search sees to that.
 * - *C1, dependence*: as long as the process stays where it is, the others come to no step that does not commute with its own. That is a *persistent set*, found by what "conflicting" steps the others can
 *   still come to (Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996, chapter 4). Where they can come to is asked of each process alone, from its local state on; an over-approximation.
 *   It leaves out local states in which a process cannot be while this one is where it is, as behind a lock, and steps that it cannot take then ({@link Phases}).
 * - *C2, invisibility*: the steps write no field that a property reads, and do not change what a property asks of the process. They raise no assertion, and none of them is not known.
 *   (Properties of states in which no step can run are not concerned: those states are all found.)
 * - *C3, no ignoring*: no process can go from one such local state to another for ever. So every cycle of the reduced graph has a state in which everybody is asked. This is a matter of the
 *   local states alone, and holds for any search, with any number of threads, and for orbits of states. (Provisos for breadth-first searches have to look at what has been found: Bošnački and Holzmann,
 *   "Improving Spin's partial-order reduction for breadth-first search", 2005.)
 *
 * @returns undefined if a property may look at everything.
 */
export function localSteps(system: CompiledSystem, properties: readonly Property[]): LocalSteps | undefined {
  const seen = visible(system, properties);
  if (seen === undefined) return undefined;
  const others = new Others(system);
  const steps = system.processes.map(({ actions }, process) => {
    const asked = seen.locals.filter((field) => field.process === process);
    const unless = new Map<number, readonly Hindrance[]>();
    const one = new Set<number>();
    for (const local of actions.keys()) {
      const effect = others.effectAt(process, local);
      if (isDisabled(effect) || (effect.writes & seen.fields) !== 0n) continue;
      const isPlain = effect.leaves.every((leaf) => leaf.kind === "disabled" || (leaf.kind === "step" && leaf.raised.length === 0 && asked.every(({ byLocal }) => byLocal[leaf.local] === byLocal[local])));
      const hindrances = isPlain ? others.hindrancesOf(process, local, effect) : undefined;
      if (hindrances === undefined) continue;
      unless.set(local, hindrances);
      // What is taken in place must not read what it has written already.
      if (actions[local]?.length === 1 && effect.leaves.every((leaf) => leaf.kind === "step" && leaf.changes.every(({ kind }) => kind !== "copy"))) one.add(local);
    }
    const alone = withoutCycles(others.graphs[process] as LocalGraph, system.locations[process] as readonly number[], unless);
    return { alone: new Map([...alone].map((local) => [local, unless.get(local) as readonly Hindrance[]])), only: new Set([...alone].filter((local) => one.has(local))) };
  });
  return { alone: steps.map(({ alone }) => alone), only: steps.map(({ only }) => only) };
}

/** A local state of a process and those that its steps lead to, and names for what these say of fields. */
interface Situation {
  readonly process: number;
  readonly local: number;
  readonly name: string;
  readonly around: readonly number[];
  readonly nameAround: string;
}

/** What processes do to each other. */
class Others {
  readonly graphs: readonly LocalGraph[];
  readonly #system: CompiledSystem;
  readonly #phases: Phases;
  readonly #all: readonly (readonly Effect[])[];
  /** By process, what it can ever do. */
  readonly #ever: readonly Effect[];
  readonly #known = new Map<string, Effect>();
  readonly #hindrances = new Map<string, readonly Hindrance[] | undefined>();

  constructor(system: CompiledSystem) {
    this.#system = system;
    this.graphs = system.processes.map((process) => new LocalGraph(process));
    this.#phases = new Phases(system);
    this.#all = system.processes.map(({ actions }) => actions.map((each) => effectOf(each.map(({ tree }) => tree))));
    this.#ever = this.#all.map(together);
  }

  /** What a process can do in a local state, whatever the others do meanwhile. */
  effectAt(process: number, local: number): Effect {
    return this.#effect(process, local, "", (field) => this.#phases.codesAt(field, process, local));
  }

  /** Where the other processes must not be, for they could come to something that does not commute with what this one does; undefined if one of them always could. */
  hindrancesOf(process: number, local: number, does: Effect): readonly Hindrance[] | undefined {
    const around = [local, ...(this.graphs[process]?.successors[local] ?? [])];
    const contexts = new Map(around.map((at) => [this.#phases.contextOf(process, at), at]));
    const situation: Situation = { process, local, name: `${process} ${this.#phases.contextOf(process, local)}`, around: [...contexts.values()], nameAround: `${process} ${[...contexts.keys()].toSorted((one, two) => one - two).join()}` };
    const key = `${situation.name} ${situation.nameAround} ${does.reads} ${does.writes} ${does.adds}`;
    if (!this.#hindrances.has(key)) this.#hindrances.set(key, this.#find(situation, does));
    return this.#hindrances.get(key);
  }

  #find(situation: Situation, does: Effect): readonly Hindrance[] | undefined {
    const { process, local } = situation;
    const hindrances: Hindrance[] = [];
    for (const [other, effects] of this.#all.entries()) {
      if (other === process || commute(does, this.#ever[other] as Effect)) continue;
      const meetings = this.#phases.meetings(process, local, other);
      const meets = (there: number): boolean => meetings[there] === true;
      const conflicts = [...effects.keys()].filter((there) => meets(there) && !commute(does, effects[there] as Effect) && this.#conflict(situation, does, other, there));
      if (conflicts.length === 0) continue;
      const locals = (this.graphs[other] as LocalGraph).reaching(conflicts, meets);
      if ([...effects.keys()].every((there) => locals.has(there) || !meets(there))) return undefined;
      hindrances.push({ process: other, locals });
    }
    return hindrances;
  }

  /** Whether a step of the other process is possible while this one is where it is, and does not do the same before and behind what this one does. */
  #conflict({ process, local, name, around, nameAround }: Situation, does: Effect, other: number, there: number): boolean {
    if (isDisabled(this.#effect(other, there, name, (field) => this.#phases.codesWhile(field, process, local, other, there)))) return false;
    return !commute(does, this.#effect(other, there, nameAround, (field) => around.reduce((codes, at) => codes | this.#phases.codesWhile(field, process, at, other, there), 0)));
  }

  #effect(process: number, local: number, when: string, codes: (field: number) => number): Effect {
    const key = `${process} ${local} ${when}`;
    let effect = this.#known.get(key);
    if (effect === undefined) this.#known.set(key, (effect = effectOf((this.#system.processes[process]?.actions[local] ?? []).map(({ tree }) => tree), codes)));
    return effect;
  }
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
 * The local states that are left when every cycle has lost those where it begins: of each cycle's, those that others can hinder rather than those that nobody can, at the lowest location, so that
 * processes that are alike lose the same.
 */
function withoutCycles({ successors }: LocalGraph, locations: readonly number[], unless: ReadonlyMap<number, readonly Hindrance[]>): ReadonlySet<number> {
  let left = new Set(unless.keys());
  for (;;) {
    const cyclic = onCycles(left, (local) => [...(successors[local] as ReadonlySet<number>)].filter((next) => left.has(next)));
    if (cyclic.size === 0) return left;
    const hindered = [...cyclic].filter((local) => unless.get(local)?.length !== 0);
    const candidates = hindered.length > 0 ? hindered : [...cyclic];
    const lowest = Math.min(...candidates.map((local) => locations[local] as number));
    const lost = new Set(candidates.filter((local) => locations[local] === lowest));
    left = new Set([...left].filter((local) => !lost.has(local)));
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
