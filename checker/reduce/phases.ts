import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { StepLeaf, StepTree } from "../compile/decision-tree.ts";
import type { CompiledProcess } from "../compile/compiled-process.ts";
import type { SharedField } from "../compile/field.ts";
import { setOf } from "../compile/footprint.ts";
import { initialStates, type InitialStates } from "./initial-states.ts";
import { nodesOf } from "./local-graph.ts";
import { partition } from "./partition.ts";

/** Numbers that states of an abstraction may have, states up to which it is walked through, and initial states of the system. */
const mostNumbers = 2 ** 16;
const mostStates = 5000;
const mostInitial = 1000;
/** Tests of a tree up to which it is walked down for each code of each field; of a larger one, any leaf may be reached. */
const mostNodes = 1000;
/** Codes of a field that are told apart: they are the bits of a number. */
const mostCodes = 31;

/** Codes as bits: all of them, where nothing is known. */
export const anyCode = -1;

/**
 * What is known of shared fields while processes are where they are, each field looked at alone. Of the local states of a process it is only told to which *phase* they belong: a step that does not
 * write the field does not leave the phase. Of a lock, a process has one phase before it takes it, one while it has it, one behind. All other fields may be anything. What this abstraction cannot
 * come to does not happen: that two processes have a lock, or that it is free while one has it (Clarke, Grumberg and Long, "Model checking and abstraction", 1994).
 */
export class Phases {
  readonly #fields: readonly (FieldPhases | undefined)[];
  /** By process and local state, a number for what it says of all fields. */
  readonly #contexts: readonly (readonly number[])[];
  /** By process, context and other process: with which of its local states it can meet. */
  readonly #meetings = new Map<string, readonly boolean[]>();

  constructor(system: CompiledSystem) {
    const initial = initialStates(system, mostInitial);
    const steps = system.processes.map(stepsOf);
    const written = steps.flat().reduce((fields, { writes }) => fields | writes, 0n);
    this.#fields = system.fields.map((field) => {
      if (initial === "too many" || field.codes > mostCodes || (written & setOf([field.ordinal])) === 0n) return undefined;
      const of = steps.map((each, process) => phasesOf(field, each, system.processes[process]?.actions.map(({ length }) => length === 0) ?? []));
      return walk(steps, field, of, initial);
    });
    this.#contexts = system.processes.map(({ actions }, process) => {
      const telling = this.#fields.filter((field) => field?.several.has(process) === true) as readonly FieldPhases[];
      const known = new Map<string, number>();
      return actions.map((_, local) => {
        const key = telling.map(({ of }) => of[process]?.[local]).join();
        if (!known.has(key)) known.set(key, known.size);
        return known.get(key) as number;
      });
    });
  }

  /** A number that is the same for local states of a process that say the same of all fields, and of what others can be at. */
  contextOf(process: number, local: number): number {
    return this.#contexts[process]?.[local] as number;
  }

  /** The codes that a field can have while a process is in a local state. */
  codesAt(field: number, process: number, local: number): number {
    return this.codesWhile(field, process, local, process, local);
  }

  /** The codes that a field can have while two processes are where they are. */
  codesWhile(field: number, process: number, local: number, other: number, there: number): number {
    const phases = this.#fields[field];
    return phases === undefined ? anyCode : codesIn(phases, process, local, other, there);
  }

  /** By local state of another process, whether it can be there while this one is in a local state, as far as is known. */
  meetings(process: number, local: number, other: number): readonly boolean[] {
    const key = `${process} ${this.contextOf(process, local)} ${other}`;
    let meetings = this.#meetings.get(key);
    if (meetings === undefined) {
      // Only a field that both write tells anything of it.
      const fields = this.#fields.filter((field) => field?.several.has(process) === true && field.several.has(other)) as readonly FieldPhases[];
      this.#meetings.set(key, (meetings = (this.#contexts[other] as readonly number[]).map((_, there) => fields.every((field) => codesIn(field, process, local, other, there) !== 0))));
    }
    return meetings;
  }
}

interface FieldPhases {
  /** The codes that the field can have at all. */
  readonly ever: number;
  /** Processes that have more than one phase. */
  readonly several: ReadonlySet<number>;
  /** By process and local state, the phase. */
  readonly of: readonly (readonly number[])[];
  /** By process, phase, other process and its phase, the codes that the field can have; only for processes that have several phases. */
  readonly codes: readonly (readonly (readonly (readonly number[])[])[])[];
}

/** A process with one phase says nothing. */
function codesIn({ of, codes, several, ever }: FieldPhases, process: number, local: number, other: number, there: number): number {
  const [one, two] = several.has(process) ? [process, several.has(other) ? other : process] : [other, other];
  if (!several.has(one)) return ever;
  const [phase, its] = [of[one]?.[one === process ? local : there] as number, of[two]?.[two === other ? there : local] as number];
  return codes[one]?.[phase]?.[two]?.[its] as number;
}

/** What a process can do in a local state. */
interface Step {
  readonly from: number;
  readonly tree: StepTree;
  /** What some leaf writes. */
  readonly writes: bigint;
  /** By leaf; those that lead to the same and write the same fields are one. */
  readonly results: readonly { readonly to: number; readonly writes: bigint }[];
  /** If it would take too long to walk down the tree again and again. */
  readonly leaves: readonly StepLeaf[] | undefined;
}

function stepsOf({ actions }: CompiledProcess): readonly Step[] {
  return actions.flatMap((each, from) =>
    each.map(({ tree }) => {
      const nodes = nodesOf(tree);
      const leaves = [...nodes].flatMap((node) => (node.kind === "step" ? [node] : []));
      const results = new Map<string, { readonly to: number; readonly writes: bigint }>();
      for (const { local, changes } of leaves) {
        const writes = setOf(changes.map(({ field }) => field.ordinal));
        results.set(`${local} ${writes}`, { to: local, writes });
      }
      const writes = [...results.values()].reduce((fields, result) => fields | result.writes, 0n);
      return { from, tree, writes, results: [...results.values()], leaves: nodes.size > mostNodes ? leaves : undefined };
    }),
  );
}

/** By local state, its phase. Those in which a process has ended are one, for it ends in all phases. */
function phasesOf(field: SharedField, steps: readonly Step[], ended: readonly boolean[]): readonly number[] {
  const bit = setOf([field.ordinal]);
  if (steps.every(({ writes }) => (writes & bit) === 0n)) return ended.map(() => 0);
  const within = steps.flatMap(({ from, results }) => results.flatMap(({ to, writes }): readonly (readonly [number, number])[] => ((writes & bit) !== 0n || ended[to] === true ? [] : [[from, to]])));
  const first = ended.indexOf(true);
  const classes = partition(ended.length, [...within, ...ended.flatMap((end, local): readonly (readonly [number, number])[] => (end ? [[first, local]] : []))]);
  const numbers = [...new Set(classes)];
  return classes.map((each) => numbers.indexOf(each));
}

/** All that the abstraction of a field can come to; undefined if that is too much. A state of it is one number: the code, and the phases of the processes that have several. */
function walk(steps: readonly (readonly Step[])[], field: SharedField, of: readonly (readonly number[])[], initial: InitialStates): FieldPhases | undefined {
  const counts = of.map((each) => Math.max(...each) + 1);
  const moving = [...counts.keys()].filter((process) => (counts[process] as number) > 1);
  const weights = moving.map((_, position) => moving.slice(0, position).reduce((product, process) => product * (counts[process] as number), field.codes));
  const size = moving.reduce((product, process) => product * (counts[process] as number), field.codes);
  if (size > mostNumbers) return undefined;
  const writers = [...steps.keys()].filter((process) => steps[process]?.some(({ writes }) => (writes & setOf([field.ordinal])) !== 0n));
  const movers = writers.map((process) => ({ process, weight: weights[moving.indexOf(process)] ?? 0, moves: movesOf(steps[process] as readonly Step[], field, of[process] as readonly number[]) }));
  const seen = new Uint8Array(size);
  const states: number[] = [];
  const add = (state: number): void => {
    if (seen[state] === 0) states.push(state);
    seen[state] = 1;
  };
  for (const { fields, locals } of initial.all) add(moving.reduce((sum, process, position) => sum + (weights[position] as number) * (of[process]?.[locals[process] as number] as number), fields[field.ordinal] as number));
  const phases = counts.map(() => 0);
  const codes = counts.map((count) => Array.from({ length: count }, () => counts.map((its) => Array.from({ length: its }, () => 0))));
  let ever = 0;
  for (const state of states) {
    if (states.length > mostStates) return undefined;
    const code = state % field.codes;
    ever |= 1 << code;
    for (let position = 0; position < moving.length; position++) {
      const process = moving[position] as number;
      phases[process] = Math.floor(state / (weights[position] as number)) % (counts[process] as number);
    }
    for (const process of moving) {
      const row = codes[process]?.[phases[process] as number] as number[][];
      for (const other of moving) (row[other] as number[])[phases[other] as number] = (row[other]?.[phases[other] as number] as number) | (1 << code);
    }
    for (const { process, weight, moves } of movers) {
      const phase = phases[process] as number;
      for (const move of moves(phase, code)) add(state + weight * (move.phase - phase) + move.code - code);
    }
  }
  return { ever, several: new Set(moving), of, codes };
}

interface AbstractMove {
  readonly phase: number;
  readonly code: number;
}

/** By phase and code of the field, where a process can go from there, and what it makes of the code. */
function movesOf(steps: readonly Step[], field: SharedField, of: readonly number[]): (phase: number, code: number) => readonly AbstractMove[] {
  const bit = setOf([field.ordinal]);
  const leaving = steps.filter(({ from, results }) => results.some(({ to, writes }) => (writes & bit) !== 0n || of[to] !== of[from]));
  const known = new Map<number, readonly AbstractMove[]>();
  return (phase, code) => {
    const key = phase * (mostCodes + 1) + code;
    let moves = known.get(key);
    if (moves === undefined) {
      const found = new Map<number, AbstractMove>();
      for (const step of leaving) {
        if (of[step.from] !== phase) continue;
        for (const leaf of step.leaves ?? leavesWhere(step.tree, field, code)) for (const to of codesBehind(leaf, field, code)) found.set((of[leaf.local] as number) * (mostCodes + 1) + to, { phase: of[leaf.local] as number, code: to });
      }
      known.set(key, (moves = [...found.values()]));
    }
    return moves;
  };
}

/** The leaves that a step can come to where a field has this code. */
function leavesWhere(tree: StepTree, field: SharedField, code: number): readonly StepLeaf[] {
  const found = new Set([tree]);
  for (const node of found) if (node.kind === "test") for (const below of node.field === field ? [node.cases[code] as StepTree] : node.cases) found.add(below);
  return [...found].flatMap((node) => (node.kind === "step" ? [node] : []));
}

/** What a leaf makes of a field that has this code. */
function codesBehind({ changes }: StepLeaf, field: SharedField, code: number): readonly number[] {
  const change = changes.find((candidate) => candidate.field === field);
  if (change === undefined) return [code];
  if (change.kind === "set") return [change.amount];
  if (change.kind === "copy") return Array.from({ length: field.codes }, (_, any) => any);
  // What would be no code any more belongs to another case.
  const sum = code + change.amount;
  return sum >= 0 && sum < field.codes ? [sum] : [];
}
