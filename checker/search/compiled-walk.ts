import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { ExpandExports, ExpandModule } from "../compile/expand-module.ts";
import type { Invariant } from "../language/property.ts";
import { satisfied } from "./asked-properties.ts";
import type { ListStore } from "./store/list-store.ts";
import type { Walker } from "./walk.ts";

/** Where a compiled search has put what a walk tells of. */
interface Buffers {
  /** The tags of the successors. */
  readonly labels: number;
  /** Where each state's successors end. */
  readonly ends: number;
  /** Free room for what is judged. */
  readonly scratch: number;
}

/** Tells a walker of the state graph what a compiled search has found: states by the ids that a list gives them, and transitions by the tags of their steps. */
export class CompiledWalk {
  readonly store: ListStore;
  readonly #system: CompiledSystem;
  readonly #code: ExpandExports;
  readonly #walker: Walker;
  readonly #buffers: Buffers;
  /** By tag, what the walker calls the step. */
  readonly #kinds: Uint16Array;
  /** For each predicate, its bit in what generated code judges, -1 if it must be asked; and all those bits. */
  readonly #bitOf: readonly number[];
  readonly #bits: number;
  readonly #truths: Uint32Array;
  /** The ordinal of the initial choice, by the id of an initial state. */
  readonly #initial: number[] = [];

  constructor(system: CompiledSystem, module: ExpandModule, code: ExpandExports, store: ListStore, walker: Walker, buffers: Buffers) {
    this.#system = system;
    this.#code = code;
    this.store = store;
    this.#walker = walker;
    this.#buffers = buffers;
    this.#kinds = Uint16Array.from(module.tags, ({ process, local, action }) => walker.kindOf(process, system.locations[process]?.[local] as number, action));
    this.#bitOf = walker.predicates.map((predicate) => module.judged.findIndex(({ property }) => property === predicate));
    this.#bits = this.#bitOf.reduce((bits, bit) => (bit < 0 ? bits : bits | (1 << bit)), 0);
    this.#truths = new Uint32Array(Math.max(1, Math.ceil(walker.predicates.length / 32)));
    walker.restart();
  }

  initialOf(id: number): number {
    return this.#initial[id] as number;
  }

  /** The tag of one of the transitions that were listed last. */
  tagOf(transition: number): number {
    return new Int32Array(this.#memory, this.#buffers.labels)[transition] as number;
  }

  /** Initial states were inserted. @param ordinals by position in the buffer, the ordinal of its initial choice. @param count how many of them were new. */
  started(ordinals: readonly number[], count: number): void {
    const fresh = new Uint32Array(this.#memory, this.store.fresh, count);
    const ids = new Uint32Array(this.#memory, this.store.ids, ordinals.length);
    for (const position of fresh) this.#initial[ids[position] as number] = ordinals[position] as number;
    this.#announce(count, true);
  }

  /** The successors of a block of states were inserted. @param count how many states were expanded. @param fresh how many successors were new. */
  expanded(count: number, fresh: number): void {
    const { labels, ends } = this.#buffers;
    const { buffer, ids } = this.store;
    const words = new Uint32Array(this.#memory);
    const stateBytes = this.#system.layout.words * 8;
    const numbers = new Uint32Array(count);
    for (let at = 0; at < count; at++) numbers[at] = ((words[ends / 4 + at] as number) - buffer) / stateBytes;
    const transitions = numbers.at(-1) ?? 0;
    const kinds = new Uint16Array(transitions);
    for (let at = 0; at < transitions; at++) kinds[at] = this.#kinds[words[labels / 4 + at] as number] as number;
    this.#walker.block(numbers, kinds, new Uint32Array(this.#memory, ids, transitions));
    if (fresh > 0) this.#announce(fresh, false);
  }

  get #memory(): ArrayBuffer | SharedArrayBuffer {
    return this.store.memory.buffer;
  }

  /** Tell of new states. */
  #announce(count: number, initial: boolean): void {
    const { buffer, fresh } = this.store;
    const { scratch } = this.#buffers;
    const untrue = this.#bits === 0 ? 0 : this.#code.judge(buffer, fresh, count, this.#bits, scratch);
    const listed = new Uint32Array(this.#memory, scratch, untrue * 2);
    let next = 0;
    for (const position of new Uint32Array(this.#memory, fresh, count)) {
      const wrong = next < untrue && listed[next * 2] === position ? (listed[next++ * 2 + 1] as number) : 0;
      this.#walker.found(this.#truthsOf(position, wrong), initial);
    }
  }

  /** @param wrong what generated code has found to be untrue. */
  #truthsOf(position: number, wrong: number): Uint32Array {
    const truths = this.#truths.fill(0);
    for (let predicate = 0; predicate < this.#bitOf.length; predicate++) {
      const bit = this.#bitOf[predicate] as number;
      const holds = bit < 0 ? this.#ask(this.#walker.predicates[predicate] as Invariant, position) : ((wrong >>> bit) & 1) === 0;
      if (holds) truths[predicate >>> 5] = (truths[predicate >>> 5] as number) | (1 << (predicate & 31));
    }
    return truths;
  }

  /** Ask a predicate that has no code. */
  #ask(predicate: Invariant, position: number): boolean {
    const { watched, view, layout } = this.#system;
    watched.state.set(new Uint32Array(this.#memory, this.store.buffer + position * layout.words * 8, layout.words * 2));
    return satisfied(predicate, view.shared, view.processes);
  }
}
