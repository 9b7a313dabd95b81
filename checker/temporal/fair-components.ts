import { Components } from "./components.ts";
import type { Product } from "./product.ts";

/** What a circle must have so that a run that repeats it is accepted and fair. */
export interface Needs {
  /** Marks of the automaton. */
  readonly marks: number;
  /** Weak fairness conditions: a step that each speaks of is taken, or somewhere none of them can be. */
  readonly weak: readonly number[];
  /** Strong fairness conditions of which a step can be taken somewhere: one is taken. */
  readonly strong: readonly number[];
}

/** Nodes that all reach each other by accepted and fair runs. */
export interface FairComponent {
  readonly number: number;
  readonly nodes: Int32Array;
  readonly needs: Needs;
}

/** What is true of a component: the marks and steps inside of it, and which fairness conditions its states enable. */
interface Survey {
  readonly marks: number;
  readonly taken: Uint8Array;
  readonly enabledSomewhere: Uint8Array;
  readonly enabledEverywhere: Uint8Array;
}

/**
 * Find the components of a product in which a run can be accepted and fair. A component that breaks a weak condition has no fair circle: none of its states lets the
 * steps rest, and it takes none of them. One that breaks a strong condition can have a part with a fair circle: where the steps cannot be taken. So those
 * states are taken out, and the rest is searched again: E. A. Emerson and C.-L. Lei, Modalities for model checking, Science of Computer Programming 8(3), 1987.
 */
export class FairComponents {
  readonly found: FairComponent[] = [];
  readonly #product: Product;
  readonly #components: Components;

  constructor(product: Product, components: Components) {
    this.#product = product;
    this.#components = components;
  }

  *search(roots: Iterable<number>): Generator<void> {
    yield* this.#components.search(roots, (nodes) => this.#judge(nodes));
  }

  *#judge(nodes: Int32Array): Generator<void> {
    const { fairness } = this.#product.graph;
    const survey = this.#survey(nodes);
    yield;
    if (survey.marks !== this.#product.automaton.accepting) return;
    const broken = fairness.flatMap(({ strength }, ordinal) => {
      const lets = strength === "weak" ? survey.enabledEverywhere[ordinal] === 0 : survey.enabledSomewhere[ordinal] === 0;
      return lets || survey.taken[ordinal] === 1 ? [] : [{ strength, ordinal }];
    });
    if (broken.some(({ strength }) => strength === "weak")) return;
    if (broken.length > 0) {
      const refused = new Set(broken.map(({ ordinal }) => ordinal));
      const kept = (node: number): boolean => !this.#enabled(node).some((ordinal) => refused.has(ordinal));
      this.#components.reopen(nodes, kept);
      yield* this.#components.search(nodes.filter(kept), (part) => this.#judge(part));
      return;
    }
    const needed = (strength: "weak" | "strong", enabled: Uint8Array): number[] =>
      fairness.flatMap((condition, ordinal) => (condition.strength === strength && enabled[ordinal] === 1 ? [ordinal] : []));
    this.found.push({
      number: this.#components.componentOf(nodes[0] as number),
      nodes,
      needs: { marks: survey.marks, weak: needed("weak", survey.enabledEverywhere), strong: needed("strong", survey.enabledSomewhere) },
    });
    yield;
  }

  #survey(nodes: Int32Array): Survey {
    const product = this.#product;
    const { fairness, classes, classOf } = product.graph;
    const own = this.#components.componentOf(nodes[0] as number);
    const taken = new Uint8Array(fairness.length);
    const enabledSomewhere = new Uint8Array(fairness.length);
    const enabledEverywhere = new Uint8Array(fairness.length).fill(1);
    let marks = 0;
    for (const node of nodes) {
      const enabled = this.#enabled(node);
      for (const ordinal of enabled) enabledSomewhere[ordinal] = 1;
      for (let ordinal = 0; ordinal < fairness.length; ordinal++) if (!enabled.includes(ordinal)) enabledEverywhere[ordinal] = 0;
      product.open(node);
      while (product.advance()) {
        if (this.#components.componentOf(product.target) !== own) continue;
        marks |= product.marks;
        for (const ordinal of classes[classOf[product.via] as number]?.fairness ?? []) taken[ordinal] = 1;
      }
    }
    return { marks, taken, enabledSomewhere, enabledEverywhere };
  }

  /** The fairness conditions that speak of a step that can be taken in a node's state. */
  #enabled(node: number): readonly number[] {
    const { first, classOf, classes } = this.#product.graph;
    const state = this.#product.stateOf(node);
    const enabled: number[] = [];
    for (let edge = first[state] as number; edge < (first[state + 1] as number); edge++) {
      for (const ordinal of classes[classOf[edge] as number]?.fairness ?? []) if (!enabled.includes(ordinal)) enabled.push(ordinal);
    }
    return enabled;
  }
}
