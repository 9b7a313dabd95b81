import { fairnessOf, stepsOf, type FairnessCondition, type StepTest } from "../language/fairness.ts";
import type { Atom } from "../language/formula.ts";
import type { Program } from "../language/program.ts";
import type { Invariant, Property } from "../language/property.ts";
import type { System } from "../language/system.ts";
import { OutOfMemory } from "../search/state-store.ts";
import type { Walker } from "../search/walk.ts";
import { BitSet, type Atoms } from "./atoms.ts";

/** Steps that no condition and no atom tells apart. */
export interface StepClass {
  /** Ordinals of the fairness conditions that speak of these steps. */
  readonly fairness: readonly number[];
  /** The `taken` and `enabled` atoms that speak of them. */
  readonly atoms: readonly number[];
}

/**
 * The state graph of a complete search, as far as formulas and fairness can see it: 4 bytes for the successor and 2 for the class of each transition, 8 for each
 * state.
 */
export interface StateGraph {
  readonly states: number;
  readonly initial: readonly number[];
  /** By state, its first transition; one more at the end. */
  readonly first: Int32Array;
  /** By transition. */
  readonly targets: Int32Array;
  readonly classOf: Uint16Array;
  readonly classes: readonly StepClass[];
  readonly fairness: readonly FairnessCondition[];
  /** By state, which of {@link valuations} is true in it. */
  readonly valuationOf: Int32Array;
  /** Sets of `state` and `enabled` atoms. */
  readonly valuations: readonly BitSet[];
}

/** Whether a run may stutter in a state: none of the steps that something is promised to can be taken. */
export function isResting({ first, classOf, classes }: StateGraph, state: number): boolean {
  for (let edge = first[state] as number; edge < (first[state + 1] as number); edge++) if (classes[classOf[edge] as number]?.fairness.length !== 0) return false;
  return true;
}

/** Listens to a search and keeps the state graph. */
export class GraphRecorder implements Walker {
  readonly predicates: readonly Invariant[];
  /** By predicate, the atom that it is. */
  readonly #atomOf: readonly number[];
  readonly #atoms: Atoms;
  readonly #maxBytes: number;
  readonly #fairness: readonly FairnessCondition[];
  readonly #classes: StepClass[] = [];
  /** The class of an action, by process, location and action. */
  readonly #classOf: readonly (readonly (readonly number[])[])[];
  readonly #initial: number[] = [];
  readonly ofOrbits: boolean;
  readonly #valuations = new Valuations();
  /** By the truths of predicates. */
  readonly #known = new Map<number | string, number>();
  #first = new Int32Array(1024);
  #targets = new Int32Array(4096);
  #classesTaken = new Uint16Array(4096);
  #valuationOf = new Int32Array(1024);
  #states = 0;
  #expanded = 0;
  #transitions = 0;

  /** @param ownerOf the property that an atom belongs to: what an error in it is blamed on. @param ofOrbits whether states that are alike may be one. @param maxBytes that the graph may take. */
  constructor(system: System, programs: readonly Program[], atoms: Atoms, ownerOf: (atom: number) => Property, ofOrbits: boolean, maxBytes: number = Number.POSITIVE_INFINITY) {
    this.#atoms = atoms;
    this.ofOrbits = ofOrbits;
    this.#atomOf = atoms.list.flatMap(({ kind }, ordinal) => (kind === "state" ? [ordinal] : []));
    this.predicates = this.#atomOf.map((ordinal) => {
      const { id, meaning, source } = ownerOf(ordinal);
      return { kind: "invariant", id, meaning, source, holds: (atoms.list[ordinal] as Extract<Atom, { kind: "state" }>).holds };
    });
    this.#maxBytes = maxBytes;
    this.#fairness = fairnessOf(system, programs);
    const tests = atoms.list.map((atom): StepTest => (atom.kind === "state" ? () => false : stepsOf(system, programs, atom.steps)));
    const known = new Map<string, number>();
    this.#classOf = programs.map(({ locations }, process) =>
      locations.map(({ actions }) =>
        actions.map((action) => {
          const including = (all: readonly StepTest[]): number[] => all.flatMap((test, ordinal) => (test(process, action) ? [ordinal] : []));
          const stepClass = { fairness: including(this.#fairness.map(({ includes }) => includes)), atoms: including(tests) };
          const key = JSON.stringify(stepClass);
          const ordinal = known.get(key) ?? this.#classes.push(stepClass) - 1;
          known.set(key, ordinal);
          return ordinal;
        }),
      ),
    );
  }

  get bytes(): number {
    return this.#first.byteLength + this.#targets.byteLength + this.#classesTaken.byteLength + this.#valuationOf.byteLength;
  }

  restart(): void {
    this.#initial.length = 0;
    this.#states = 0;
    this.#expanded = 0;
    this.#transitions = 0;
  }

  found(truths: Uint32Array, initial: boolean): void {
    if (this.#states === this.#valuationOf.length) this.#valuationOf = this.#grown(this.#valuationOf);
    if (initial) this.#initial.push(this.#states);
    this.#valuationOf[this.#states++] = this.#valuationOfTruths(truths);
  }

  /** Most states are like one before. */
  #valuationOfTruths(truths: Uint32Array): number {
    const key = truths.length === 1 ? (truths[0] as number) : truths.join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const valuation = new BitSet(this.#atoms.list.length);
    for (const [bit, atom] of this.#atomOf.entries()) if ((((truths[bit >>> 5] as number) >>> (bit & 31)) & 1) === 1) valuation.add(atom);
    const ordinal = this.#valuations.ordinalOf(valuation);
    this.#known.set(key, ordinal);
    return ordinal;
  }

  expanding(): void {
    if (this.#expanded + 1 >= this.#first.length) this.#first = this.#grown(this.#first);
    this.#first[this.#expanded++] = this.#transitions;
  }

  kindOf(process: number, location: number, action: number): number {
    return this.#classOf[process]?.[location]?.[action] as number;
  }

  block(ends: Uint32Array, kinds: Uint16Array, targets: Uint32Array): void {
    this.#makeRoom(targets.length);
    this.#targets.set(targets, this.#transitions);
    this.#classesTaken.set(kinds, this.#transitions);
    const before = this.#transitions;
    for (let at = 0; at < ends.length; at++) {
      this.expanding();
      this.#transitions = before + (ends[at] as number);
    }
  }

  #makeRoom(transitions: number): void {
    while (this.#transitions + transitions > this.#targets.length) {
      this.#targets = this.#grown(this.#targets);
      this.#classesTaken = this.#grown(this.#classesTaken);
    }
  }

  transition(kind: number, target: number): void {
    this.#makeRoom(1);
    this.#targets[this.#transitions] = target;
    this.#classesTaken[this.#transitions++] = kind;
  }

  /** The graph of a search that is complete. */
  graph(): StateGraph {
    this.#first[this.#expanded] = this.#transitions;
    const graph: StateGraph = {
      states: this.#states,
      initial: this.#initial,
      first: this.#first,
      targets: this.#targets,
      classOf: this.#classesTaken,
      classes: this.#classes,
      fairness: this.#fairness,
      valuationOf: this.#valuationOf,
      valuations: this.#valuations.list,
    };
    if (this.#atoms.list.some(({ kind }) => kind === "enabled")) this.#addEnabled(graph);
    return graph;
  }

  /** What is enabled in a state is known when its transitions are. */
  #addEnabled({ states, first, classOf, valuationOf }: StateGraph): void {
    const enabled = this.#classes.map(({ atoms }) => atoms.filter((atom) => this.#atoms.list[atom]?.kind === "enabled"));
    for (let state = 0; state < states; state++) {
      const valuation = new BitSet(this.#atoms.list.length);
      valuation.words.set((this.#valuations.list[valuationOf[state] as number] as BitSet).words);
      for (let at = first[state] as number; at < (first[state + 1] as number); at++) for (const atom of enabled[classOf[at] as number] ?? []) valuation.add(atom);
      valuationOf[state] = this.#valuations.ordinalOf(valuation);
    }
  }

  #grown<T extends Int32Array | Uint16Array>(array: T): T {
    if (this.bytes + array.byteLength > this.#maxBytes) throw new OutOfMemory(`no memory beyond ${this.#maxBytes} bytes`);
    try {
      const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
      larger.set(array);
      return larger;
    } catch (error) {
      throw new OutOfMemory("no memory for more transitions", { cause: error });
    }
  }
}

/** Sets of atoms, each kept once. */
class Valuations {
  readonly list: BitSet[] = [];
  readonly #ordinals = new Map<number | string, number>();

  ordinalOf(valuation: BitSet): number {
    const key = valuation.words.length === 1 ? (valuation.words[0] as number) : valuation.words.join(" ");
    const known = this.#ordinals.get(key);
    if (known !== undefined) return known;
    this.#ordinals.set(key, this.list.length);
    return this.list.push(valuation) - 1;
  }
}
