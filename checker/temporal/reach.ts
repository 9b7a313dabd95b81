import { bytes, integers } from "./integers.ts";
import type { Product } from "./product.ts";

/** States between two rests. */
const stepsBetweenRests = 1 << 16;

/**
 * The nodes of a product that can be reached: for each state of the graph, the set of states that the automaton can be in there. The same few sets occur
 * everywhere, so each is kept once, and what a step makes of a set is looked up. All states of the automaton go along a transition of the graph together: a product is
 * searched in little more time than the graph itself.
 */
export class Reach {
  readonly #product: Product;
  /** By state of the graph, the number of its set; 0 is the empty one. Bytes while they will do: they stay in the cache. */
  #setOf: Uint8Array | Int32Array;
  readonly #sets: (readonly number[])[] = [[]];
  readonly #known = new Map<string, number>([["", 0]]);
  /** By set and valuation: by letter, the set that comes next. */
  readonly #next: (Int32Array | undefined)[][] = [];
  readonly #unions: (number | undefined)[][] = [];

  /** @throws OutOfMemory */
  constructor(product: Product) {
    this.#product = product;
    this.#setOf = bytes(product.graph.states);
  }

  /** The states that the automaton can be in, in a state of the graph. */
  at(state: number): readonly number[] {
    return this.#sets[this.#setOf[state] as number] as readonly number[];
  }

  /** Find them. Yields where others may have their turn. */
  *spread(): Generator<void> {
    const { graph, letterOf } = this.#product;
    const { first, targets, classOf, valuationOf, states } = graph;
    let setOf = this.#setOf;
    // Who waits is in the queue once, so a ring of all states is long enough.
    const queue = integers(states + 1);
    const waits = bytes(states);
    let [head, tail] = [0, 0];
    if (this.#product.nodes > 0) {
      for (const state of graph.initial) {
        setOf[state] = this.#numberOf([0]);
        waits[state] = 1;
        queue[tail++] = state;
      }
    }
    let steps = 0;
    while (head !== tail) {
      if (++steps % stepsBetweenRests === 0) yield;
      const state = queue[head] as number;
      head = head === states ? 0 : head + 1;
      waits[state] = 0;
      const next = this.#nextOf(setOf[state] as number, valuationOf[state] as number);
      const end = first[state + 1] as number;
      for (let edge = first[state] as number; edge < end; edge++) {
        const arrives = next[letterOf[classOf[edge] as number] as number] as number;
        const target = targets[edge] as number;
        const there = setOf[target] as number;
        if (arrives === there || arrives === 0) continue;
        const both = this.#union(there, arrives);
        if (both === there) continue;
        if (both > 255 && setOf.BYTES_PER_ELEMENT === 1) setOf = this.#widened();
        setOf[target] = both;
        if (waits[target] === 1) continue;
        waits[target] = 1;
        queue[tail] = target;
        tail = tail === states ? 0 : tail + 1;
      }
    }
  }

  #widened(): Int32Array {
    const wide = integers(this.#setOf.length);
    wide.set(this.#setOf);
    this.#setOf = wide;
    return wide;
  }

  /** What steps make of a set, by letter. */
  #nextOf(set: number, valuation: number): Int32Array {
    const ofSet = (this.#next[set] ??= []);
    return (ofSet[valuation] ??= Int32Array.from({ length: this.#product.letters }, (_, letter) =>
      this.#numberOf((this.#sets[set] ?? []).flatMap((from) => this.#product.movesOf(from, valuation, letter).map(({ target }) => target))),
    ));
  }

  #union(one: number, other: number): number {
    const ofOne = (this.#unions[one] ??= []);
    return (ofOne[other] ??= this.#numberOf([...(this.#sets[one] ?? []), ...(this.#sets[other] ?? [])]));
  }

  #numberOf(elements: readonly number[]): number {
    const set = [...new Set(elements)].sort((one, other) => one - other);
    const key = set.join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.#sets.length);
    return this.#sets.push(set) - 1;
  }
}
