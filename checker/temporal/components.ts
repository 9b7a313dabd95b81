import { integers, IntStack } from "./integers.ts";
import type { Product } from "./product.ts";

/** Steps of the search between two rests. */
const stepsBetweenRests = 1 << 16;

const belongsToEarlier = 1;
const ownSuccessor = 2;

/** What a frame holds: a node, flags, and where the cursor was put down. */
const frameCells = 6;

/** The path of a depth-first search: its nodes, and where the cursor was put down in each of them. */
class Frames {
  #cells = integers(frameCells * 1024);
  /** Where the frame on top begins. */
  #top = -frameCells;

  get isEmpty(): boolean {
    return this.#top < 0;
  }

  get node(): number {
    return this.#cells[this.#top] as number;
  }

  /** Something has shown that the node belongs to the component of an earlier one; or that it is its own successor. */
  has(flag: number): boolean {
    return ((this.#cells[this.#top + 1] as number) & flag) !== 0;
  }

  flag(flag: number): void {
    this.#cells[this.#top + 1] = (this.#cells[this.#top + 1] as number) | flag;
  }

  push(node: number): void {
    this.#top += frameCells;
    if (this.#top === this.#cells.length) {
      const larger = integers(this.#top * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells[this.#top] = node;
    this.#cells[this.#top + 1] = 0;
  }

  pop(): void {
    this.#top -= frameCells;
  }

  save({ edge, branch, end, first }: Product): void {
    const [cells, top] = [this.#cells, this.#top];
    cells[top + 2] = edge;
    cells[top + 3] = branch;
    cells[top + 4] = end;
    cells[top + 5] = first;
  }

  restore(product: Product): void {
    const [cells, top] = [this.#cells, this.#top];
    product.edge = cells[top + 2] as number;
    product.branch = cells[top + 3] as number;
    product.end = cells[top + 4] as number;
    product.first = cells[top + 5] as number;
  }
}

/**
 * The strongly connected components of a product, without recursion and with one number for each node: D. J. Pearce, A space-efficient algorithm for finding
 * strongly connected components, Information Processing Letters 116(1), 2016. The number of a node is 0 before it is visited, small while its component is
 * not known, and then that of its component, which is larger than all those.
 */
export class Components {
  readonly #product: Product;
  /** By node, its number. */
  readonly ranks: Int32Array;
  readonly #open = new IntStack();
  #visited = 0;
  #component = 2 ** 31 - 1;

  constructor(product: Product) {
    this.#product = product;
    this.ranks = integers(product.nodes);
  }

  /** The number of the component that a visited node belongs to. */
  componentOf(node: number): number {
    return this.ranks[node] as number;
  }

  /**
   * Take nodes out of the components that they are in, to be searched again: those of `kept` can then be in smaller components, the others are in none.
   */
  reopen(nodes: Int32Array, kept: (node: number) => boolean): void {
    const nowhere = this.#component--;
    for (const node of nodes) this.ranks[node] = kept(node) ? 0 : nowhere;
  }

  /**
   * Visit what can be reached from some nodes, and tell of every component that has a circle, smallest first in the order of reachability. While it tells, a component
   * may be searched again.
   */
  *search(roots: Iterable<number>, component: (nodes: Int32Array) => Generator<void>): Generator<void> {
    const frames = new Frames();
    const ranks = this.ranks;
    let steps = 0;
    for (const root of roots) {
      if (ranks[root] !== 0) continue;
      this.#enter(root, frames);
      while (!frames.isEmpty) {
        if (++steps % stepsBetweenRests === 0) yield;
        const { node } = frames;
        const deeper = this.#walk(node, frames);
        if (deeper >= 0) this.#enter(deeper, frames);
        else {
          const nodes = this.#leave(frames);
          if (nodes !== undefined) yield* component(nodes);
          if (!frames.isEmpty) this.#learn(frames, ranks[node] as number);
        }
      }
    }
  }

  /** Walk on along the successors of a node, up to one that was not visited yet; -1 if there is none. */
  #walk(node: number, frames: Frames): number {
    const product = this.#product;
    frames.restore(product);
    while (product.advance()) {
      const { target } = product;
      if (target === node) frames.flag(ownSuccessor);
      if (this.ranks[target] === 0) {
        frames.save(product);
        return target;
      }
      this.#learn(frames, this.ranks[target] as number);
    }
    return -1;
  }

  /** A successor of the node on top has a rank: a smaller one is that of an earlier node, which can be reached from here. */
  #learn(frames: Frames, rank: number): void {
    const { node } = frames;
    if (rank >= (this.ranks[node] as number)) return;
    this.ranks[node] = rank;
    frames.flag(belongsToEarlier);
  }

  /** All successors of the node on top are done. If it was the first of its component, the others are those that lie open above it: returned if they have a circle. */
  #leave(frames: Frames): Int32Array | undefined {
    const { node } = frames;
    const first = !frames.has(belongsToEarlier);
    const alone = !frames.has(ownSuccessor);
    frames.pop();
    if (!first) {
      this.#open.push(node);
      return undefined;
    }
    const ranks = this.ranks;
    const rank = ranks[node] as number;
    let bottom = this.#open.size;
    while (bottom > 0 && (ranks[this.#open.at(bottom - 1)] as number) >= rank) bottom--;
    const size = this.#open.size - bottom + 1;
    this.#visited -= size;
    const number = this.#component--;
    ranks[node] = number;
    if (size === 1 && alone) return undefined;
    this.#open.push(node);
    const nodes = this.#open.from(bottom);
    this.#open.size = bottom;
    for (const other of nodes) ranks[other] = number;
    return nodes;
  }

  #enter(node: number, frames: Frames): void {
    this.ranks[node] = ++this.#visited;
    frames.push(node);
    this.#product.open(node);
    frames.save(this.#product);
  }
}
