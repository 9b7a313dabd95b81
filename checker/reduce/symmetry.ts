import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { SourcePosition } from "../language/error.ts";
import { IndexSet } from "../language/index-set.ts";
import type { Program } from "../language/program.ts";
import type { Property } from "../language/property.ts";
import type { Type } from "../language/types.ts";
import type { Alike } from "./alike.ts";
import { wholeColumns } from "./columns.ts";
import { Asymmetry, exchangeOf, type Exchange } from "./exchange.ts";
import { initialStates, type InitialStates, type StateCodes } from "./initial-states.ts";
import { NormalForm } from "./normal-form.ts";
import { TreeImage } from "./tree-image.ts";

/** What tells two members of an index set apart. */
export interface Difference {
  readonly set: string;
  readonly members: readonly [string, string];
  readonly reason: string;
  readonly position: SourcePosition | undefined;
}

export interface Symmetry {
  readonly alike: readonly Alike[];
  readonly differences: readonly Difference[];
}

/** Initial states up to which it is looked whether they are symmetric. */
const mostInitialChoices = 100_000;
/** Members that are sorted at most: the factorial of their number, times that of others, is counted with in 64 bits. */
const mostSorted = 12;
/** Members that are tried in every order at most: where nothing tells them apart beforehand, more would take too long. */
const mostTried = 8;
/** Comparisons of members of one set that may fail: many different members are compared in vain. */
const mostFailures = 8;

/**
 * Which members of index sets are interchangeable: exchanging two of them maps every initial state to an initial state, every step of every process to a step, and every
 * property to itself. That is not taken from declarations but compared, tree by tree; so a step that orders members or knows one of them by name makes them different,
 * and then only those. What holds for neighbours holds for all permutations (Ip and Dill, "Better verification through symmetry", 1996; Emerson and Sistla, 1996).
 *
 * Yields from time to time.
 */
export function* findSymmetry(system: CompiledSystem, properties: readonly Property[]): Generator<void, Symmetry> {
  const alike: Alike[] = [];
  const differences: Difference[] = [];
  const initial = initialStates(system, mostInitialChoices);
  for (const set of indexSets(system)) {
    const groups: { readonly members: string[]; readonly exchanges: Exchange[] }[] = [];
    let failures = 0;
    for (const member of set.members) {
      let found = false;
      for (const { members, exchanges } of groups) {
        const last = members.at(-1) as string;
        const result = members.length === mostSorted || failures === mostFailures ? undefined : yield* compare(system, properties, initial, set.name, last, member);
        if (result === undefined) continue;
        if ("reason" in result) {
          differences.push(result);
          failures++;
        } else {
          members.push(member);
          exchanges.push(result);
          found = true;
          break;
        }
      }
      if (!found) groups.push({ members: [member], exchanges: [] });
    }
    for (const { members, exchanges } of groups) if (members.length > 1) alike.push(limited(system, { set: set.name, members, exchanges }));
  }
  return { alike: independent(alike), differences };
}

function limited(system: CompiledSystem, alike: Alike): Alike {
  if (alike.members.length <= mostTried || wholeColumns(system, alike) !== undefined) return alike;
  return { ...alike, members: alike.members.slice(0, mostTried), exchanges: alike.exchanges.slice(0, mostTried - 1) };
}

/**
 * Where exchanging members of one set exchanges members of another with them, these are not to be exchanged once more by themselves; and the number of all permutations must
 * be a number of 63 bits.
 */
function independent(alike: readonly Alike[]): readonly Alike[] {
  const kept: Alike[] = [];
  const taken = new Set<string>();
  let permutations = 1;
  for (const each of alike) {
    const names = each.exchanges.flatMap((exchange) => [...exchange.names.keys()]);
    const orders = each.members.reduce((product, _, position) => product * (position + 1), 1);
    if (names.some((name) => taken.has(name)) || permutations * orders > 2 ** 62) continue;
    permutations *= orders;
    for (const name of names) taken.add(name);
    kept.push(each);
  }
  return kept;
}

function* compare(system: CompiledSystem, properties: readonly Property[], initial: InitialStates | "too many", set: string, one: string, other: string): Generator<void, Exchange | Difference> {
  const difference = (reason: string, position?: SourcePosition): Difference => ({ set, members: [one, other], reason, position });
  let exchange: Exchange;
  try {
    exchange = exchangeOf(system, one, other);
  } catch (error) {
    if (error instanceof Asymmetry) return difference(error.message);
    throw error;
  }
  if (initial === "too many") return difference(`there are more than ${mostInitialChoices} initial states to compare`);
  if (!initial.all.every((state) => initial.has(imageOfState(exchange, state)))) return difference("the initial states tell them apart");
  const forms = new NormalForm();
  const naming = exchange.fields.map(({ codes }) => codes !== undefined);
  const [images, own] = [new TreeImage(forms, exchange, naming, system.routes), new TreeImage(forms, unchanged(exchange), naming, system.routes)];
  for (const [process, { actions }] of system.processes.entries()) {
    const image = exchange.processes[process] as number;
    for (const [local, each] of actions.entries()) {
      const its = system.processes[image]?.actions[exchange.locals[process]?.[local] as number] ?? [];
      const ordinals = new Set([...each, ...its].map(({ action }) => action));
      for (const action of ordinals) {
        const ofAction = (from: typeof each): typeof each => from.filter((candidate) => candidate.action === action);
        const mine = ofAction(each).map(({ tree }) => images.ofStep(process, tree));
        const theirs = ofAction(its).map(({ tree }) => own.ofStep(image, tree));
        if (!sameNumbers(mine, theirs)) {
          const step = (system.packed.programs[process] as Program).locations[system.locations[process]?.[local] as number]?.actions[action]?.step;
          return difference(`"${step?.label}" of ${system.packed.system.processes[process]?.title} tells them apart`, step?.source.position);
        }
      }
      yield;
    }
  }
  for (const property of properties) {
    const tree = system.properties.find((candidate) => candidate.property === property)?.tree;
    // Assertions are raised by steps, and those have been compared.
    if (property.kind === "assertion") continue;
    if (tree === undefined) return difference(`whether ${property.id} tells them apart is not known: it is not compiled`, property.source?.position);
    if (images.ofPredicate(tree) !== own.ofPredicate(tree)) return difference(`${property.id} tells them apart`, property.source?.position);
    yield;
  }
  return exchange;
}

function unchanged({ fields, processes, locals, counters }: Exchange): Exchange {
  return {
    names: new Map(),
    first: new Set(),
    processes: processes.map((_, process) => process),
    fields: fields.map((_, to) => ({ to, codes: undefined, homes: [] })),
    locals: locals.map((each) => each.map((_, local) => local)),
    counters: counters.map((_, counter) => counter),
  };
}

function sameNumbers(some: readonly number[], others: readonly number[]): boolean {
  const ascending = (numbers: readonly number[]): string => numbers.toSorted((one, other) => one - other).join();
  return ascending(some) === ascending(others);
}

function imageOfState(exchange: Exchange, state: StateCodes): StateCodes {
  const [fields, locals]: [number[], number[]] = [[], []];
  for (const [field, { to, codes }] of exchange.fields.entries()) {
    const code = state.fields[field] as number;
    fields[to] = codes?.[code] ?? code;
  }
  for (const [process, to] of exchange.processes.entries()) locals[to] = exchange.locals[process]?.[state.locals[process] as number] as number;
  return { fields, locals };
}

/** The index sets that a system's state speaks of, each once, those of processes first; a name that two sets of different sizes have is none's. */
function indexSets({ packed: { system, programs } }: CompiledSystem): readonly IndexSet<string>[] {
  const found = new Map<string, IndexSet<string> | undefined>();
  const note = (set: IndexSet<string>): void => {
    const known = found.get(set.name);
    found.set(set.name, found.has(set.name) && known?.size !== set.size ? undefined : set);
  };
  const visit = (type: Type): void => {
    switch (type.kind) {
      case "index":
        note(type);
        return;
      case "table":
        note(type.index);
        visit(type.of);
        return;
      case "optional":
      case "set":
      case "queue":
        visit(type.of);
        return;
      case "record":
        for (const field of Object.values(type.fields)) visit(field);
        return;
      case "bool":
      case "range":
      case "oneOf":
    }
  };
  for (const { group, member } of system.processes) {
    const name = member?.replace(/\d+$/u, "");
    if (name === undefined || found.has(name)) continue;
    note(new IndexSet(name, system.processes.filter((process) => process.group === group).length));
  }
  visit(system.shared);
  for (const { frames, locations } of programs) {
    for (const { procedure } of frames) for (const type of [...Object.values(procedure.params), ...Object.values(procedure.locals)]) visit(type);
    for (const { actions } of locations) for (const { step } of actions) if (step.choice !== undefined) visit(step.choice);
  }
  return [...found.values()].filter((set) => set !== undefined && set.size > 1) as IndexSet<string>[];
}
