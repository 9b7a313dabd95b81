import type { Automaton, AutomatonTransition } from "./automaton.ts";
import type { BitSet } from "./atoms.ts";
import { isResting, type StateGraph } from "./state-graph.ts";
import { OutOfMemory } from "../search/state-store.ts";

/** Node numbers must leave room for component numbers in 32 bits. */
const mostNodes = 2 ** 30;

/**
 * The runs of a state graph that an automaton accepts, found on the fly. A node is a state of the graph and a state of the automaton, as one number. The
 * successors of a node are walked with a cursor, so that a search can put it down and take it up again without an object for each node.
 */
export class Product {
  readonly graph: StateGraph;
  readonly automaton: Automaton;
  readonly nodes: number;
  /** The cursor: the next transition of the graph, and which transition of the automaton with it; where the transitions of its node's state end, and where the moves of its node begin. */
  edge = 0;
  branch = 0;
  end = 0;
  first = 0;
  /** What the cursor passed last: a successor, the transition of the graph that leads there, and marks of the automaton's. */
  target = 0;
  via = 0;
  marks = 0;
  /** How many letters there are: sets of `taken` atoms that classes of steps differ in. The first is that of stuttering, in which nothing is taken. */
  readonly letters: number;
  /** By class of steps, its letter. */
  readonly letterOf: Int32Array;
  /** The automaton's transitions by its state, the valuation of the graph's state, and the letter of the step. */
  readonly #moves: (readonly AutomatonTransition[] | undefined)[] = [];
  readonly #taken: readonly (readonly number[])[];
  readonly #within: Int32Array | undefined;
  /** The component that the cursor stays in. */
  #home = 0;
  readonly #stutters: Int8Array;

  /**
   * @param within by state, the number of its strongly connected component: then the cursor does not leave the one that it is put into.
   * @throws OutOfMemory if it would have too many nodes.
   */
  constructor(graph: StateGraph, automaton: Automaton, takenAtoms: ReadonlySet<number>, within?: Int32Array) {
    this.graph = graph;
    this.automaton = automaton;
    this.#within = within;
    this.nodes = graph.states * automaton.transitions.length;
    if (this.nodes > mostNodes) throw new OutOfMemory(`a product of ${this.nodes} nodes`);
    const letters = new Map<string, readonly number[]>([["", []]]);
    const texts = graph.classes.map(({ atoms }) => {
      const taken = atoms.filter((atom) => takenAtoms.has(atom));
      letters.set(taken.join(" "), taken);
      return taken.join(" ");
    });
    this.#taken = [...letters.values()];
    this.letters = letters.size;
    this.letterOf = Int32Array.from(texts, (text) => [...letters.keys()].indexOf(text));
    this.#stutters = new Int8Array(automaton.transitions.length * graph.valuations.length);
  }

  nodeOf(state: number, automatonState: number): number {
    // The nodes of each state of the automaton lie together: a search that is in one of them needs less of the cache.
    return automatonState * this.graph.states + state;
  }

  stateOf(node: number): number {
    return node % this.graph.states;
  }

  /** The nodes in which runs begin. */
  *roots(): Generator<number> {
    if (this.nodes > 0) for (const state of this.graph.initial) yield this.nodeOf(state, 0);
  }

  /** Put the cursor before the first successor of a node. */
  open(node: number): void {
    const { first, valuationOf, states } = this.graph;
    const automatonState = Math.floor(node / states);
    const state = node - automatonState * states;
    this.first = this.#keyOf(automatonState, valuationOf[state] as number);
    this.end = first[state + 1] as number;
    this.edge = first[state] as number;
    this.branch = 0;
    if (this.#within !== undefined) this.#home = this.#within[state] as number;
  }

  /** Pass the next successor of the node that the cursor is at; false if there is none. */
  advance(): boolean {
    const { graph } = this;
    const within = this.#within;
    for (; this.edge < this.end; this.edge++, this.branch = 0) {
      const to = graph.targets[this.edge] as number;
      if (within !== undefined && within[to] !== this.#home) continue;
      const key = this.first + (this.letterOf[graph.classOf[this.edge] as number] as number);
      const moves = this.#moves[key] ?? this.#findMoves(key);
      if (this.branch === moves.length) continue;
      const { target, marks } = moves[this.branch++] as AutomatonTransition;
      this.target = target * graph.states + to;
      this.via = this.edge;
      this.marks = marks;
      return true;
    }
    return false;
  }

  /** Whether a run that stutters from this node on is accepted, and fair: none of the steps that something is promised to can be taken. */
  stutters(node: number): boolean {
    const { graph } = this;
    const automatonState = Math.floor(node / graph.states);
    const state = node - automatonState * graph.states;
    return this.acceptsStuttering(automatonState, graph.valuationOf[state] as number) && isResting(graph, state);
  }

  /** The automaton's transitions from a state with a valuation and a letter. */
  movesOf(automatonState: number, valuation: number, letter: number): readonly AutomatonTransition[] {
    const key = this.#keyOf(automatonState, valuation) + letter;
    return this.#moves[key] ?? this.#findMoves(key);
  }

  /** Where the moves of an automaton's state that go with a valuation begin; there is one for each letter. */
  #keyOf(automatonState: number, valuation: number): number {
    return (automatonState * this.graph.valuations.length + valuation) * this.letters;
  }

  #findMoves(key: number): readonly AutomatonTransition[] {
    const letter = key % this.letters;
    const pair = (key - letter) / this.letters;
    const valuation = pair % this.graph.valuations.length;
    const automatonState = (pair - valuation) / this.graph.valuations.length;
    const seen = this.graph.valuations[valuation] as BitSet;
    const taken = this.#taken[letter] as readonly number[];
    const holds = (atom: number): boolean => seen.has(atom) || taken.includes(atom);
    const moves = (this.automaton.transitions[automatonState] ?? []).filter(({ yes, no }) => yes.every(holds) && !no.some(holds));
    this.#moves[key] = moves;
    return moves;
  }

  /** Whether the automaton accepts one letter repeated for ever: it comes to a circle with all marks. */
  acceptsStuttering(automatonState: number, valuation: number): boolean {
    const at = automatonState * this.graph.valuations.length + valuation;
    const known = this.#stutters[at] as number;
    if (known !== 0) return known > 0;
    const movesOf = (from: number): readonly AutomatonTransition[] => this.movesOf(from, valuation, 0);
    const reach = (from: number): ReadonlySet<number> => {
      const found = new Set(movesOf(from).map(({ target }) => target));
      for (const next of found) for (const { target } of movesOf(next)) found.add(target);
      return found;
    };
    const accepts = [automatonState, ...reach(automatonState)].some((from) => {
      const circle = [...reach(from)].filter((other) => reach(other).has(from));
      const marks = circle.flatMap((other) => movesOf(other).filter(({ target }) => circle.includes(target))).reduce((all, one) => all | one.marks, 0);
      return circle.length > 0 && marks === this.automaton.accepting;
    });
    this.#stutters[at] = accepts ? 1 : -1;
    return accepts;
  }
}
