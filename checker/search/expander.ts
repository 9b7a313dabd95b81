import type { ExpandExports, ExpandModule } from "../compile/expand-module.ts";
import type { CompiledSystem } from "../compile/compiled-system.ts";
import { WebAssembly } from "../compile/wasm/webassembly.ts";
import { AllwaysError } from "../language/error.ts";
import type { CanonicalForm } from "../reduce/canonical-form.ts";
import { OpenSteps } from "./open-steps.ts";
import type { CompiledStore } from "./store/compiled-store.ts";

/** States that are expanded at once: enough to overlap the store's cache misses, few enough to stay in the cache themselves. */
const mostStatesOfBlock = 256;

/** Generated code on the buffer of a store: a block of states is expanded into it, and behind the successors lies what else the code lists. */
export class Expander {
  readonly store: CompiledStore;
  readonly code: ExpandExports;
  /** The steps that generated code must ask for, if there are any. */
  readonly open: OpenSteps | undefined;
  readonly words: number;
  readonly stateBytes: number;
  /** The most states of a block. */
  readonly blockStates: number;
  /** Where events are listed, behind the successors; and behind those, where each state's successors end. */
  readonly scratch: number;
  readonly ends: number;
  /** Where states are put to be expanded again for a path. */
  readonly again: number;
  /** Where positions of terminal states are listed to be judged, and what is decided. */
  readonly terminals: number;
  /** Where a labelled module lists the tags of successors, whether or not anybody reads them. */
  readonly labels: number;
  /** How many states those of a block stand for. */
  readonly #weights: number;
  readonly #form: CanonicalForm | undefined;
  /** What of a state's last word is the state's own: above it lies a note about steps that need not be taken. */
  readonly #ownBits: bigint;

  /** @param form finds the one of symmetric states that is kept; the module has to be a weighted one. */
  constructor(system: CompiledSystem, module: ExpandModule, store: CompiledStore, form: CanonicalForm | undefined) {
    this.store = store;
    this.#form = form;
    this.words = system.layout.words;
    this.stateBytes = this.words * 8;
    const { memory } = store;
    if (module.open) this.open = new OpenSteps(system, module, memory);
    this.code = new WebAssembly.Instance<ExpandExports>(module.code, { store: { memory }, ...this.open?.imports }).exports;
    this.open?.listTo(this.code);
    const { note, sleepers = new Uint8Array() } = module;
    this.#ownBits = note === undefined ? -1n : (1n << BigInt(note.shift)) - 1n;
    const most = Math.max(1, module.mostSuccessors);
    const bufferBytes = store.capacity * this.stateBytes - sleepers.length;
    // For each state: itself while a path is rebuilt, its successors, an event and a label for each of them and an event for itself, an end, and what is judged if it is terminal.
    this.blockStates = Math.min(mostStatesOfBlock, Math.floor((bufferBytes - 64) / (this.stateBytes + most * (this.stateBytes + 12 + 4) + 12 + 4 + 12 + 8)));
    if (this.blockStates < 1) throw new AllwaysError("AW901", "the successors of one state do not fit into the store's buffer");
    this.scratch = store.buffer + this.blockStates * most * this.stateBytes;
    this.ends = this.scratch + this.blockStates * (most + 1) * 12;
    this.again = Math.ceil((this.ends + this.blockStates * 4) / 8) * 8;
    this.#weights = this.again + this.blockStates * this.stateBytes;
    this.terminals = this.#weights + this.blockStates * 8;
    this.labels = this.terminals + this.blockStates * 12;
    if (this.code.sleepers !== undefined) {
      const rows = store.buffer + bufferBytes;
      new Uint8Array(memory.buffer).set(sleepers, rows);
      this.code.sleepers.value = rows;
    }
  }

  /** Whether states count as often as there are states that they stand for. */
  get weighted(): boolean {
    return this.code.weights !== undefined;
  }

  /** Whether one state is kept in place of those that are like it. */
  get ofOrbits(): boolean {
    return this.#form !== undefined;
  }

  /** How many initial states fit in. */
  get room(): number {
    return (this.scratch - this.store.buffer) / this.stateBytes;
  }

  /** Expand states into the buffer, those that are kept in place of their successors. @returns how many successors they have. */
  successorsOf(states: number, count: number): number {
    if (this.code.labels !== undefined) this.code.labels.value = this.labels;
    const { memory, buffer } = this.store;
    if (this.#form !== undefined && this.code.weights !== undefined) {
      new BigUint64Array(memory.buffer, this.#weights, count).set(this.#form.weights(this.statesAt(states, count)));
      this.code.weights.value = this.#weights;
    }
    const successors = (this.code.expand(states, count, buffer, this.scratch, this.ends) - buffer) / this.stateBytes;
    this.#form?.canonicalize(memory, buffer, successors);
    return successors;
  }

  /** A state without its note. */
  stateAt(address: number): BigUint64Array {
    const state = this.statesAt(address, 1).slice();
    this.forgetNotes(state);
    return state;
  }

  forgetNotes(states: BigUint64Array): void {
    if (this.#ownBits === -1n) return;
    for (let last = this.words - 1; last < states.length; last += this.words) states[last] = (states[last] as bigint) & this.#ownBits;
  }

  statesAt(address: number, count: number): BigUint64Array {
    return new BigUint64Array(this.store.memory.buffer, address, count * this.words);
  }

  /** The state that is kept in place of another. */
  keptFor(state: BigUint64Array): BigUint64Array {
    const settled = this.statesAt(this.again, 1);
    settled.set(state);
    this.code.settle?.(this.again, 1);
    return this.#form?.of(settled) ?? settled.slice();
  }
}
