import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { WideSlot } from "../compile/compiled-layout.ts";
import { halfSlot } from "../compile/compiled-view.ts";
import type { DisabledLeaf, OpenLeaf, StepLeaf } from "../compile/decision-tree.ts";
import type { ExpandExports, ExpandModule, StepEvent, StepTag } from "../compile/expand-module.ts";
import type { SharedField } from "../compile/field.ts";
import type { Slot } from "../compile/layout.ts";
import type { ImportValue, Memory } from "../compile/wasm/webassembly.ts";
import { AllwaysError } from "../language/error.ts";
import type { OpenStatistics } from "./statistics.ts";

/** A field that a step looks at, and what is known for its codes. */
interface Look {
  readonly kind: "look";
  readonly field: SharedField;
  readonly slot: Slot;
  readonly cases: (Known | undefined)[];
}

type Known = Look | StepLeaf | DisabledLeaf | OpenLeaf;

/** What it costs to learn a step, and to come to one that is learned, in steps of the packed search. Measured on `bench/specs/vote.ts` and `lot.ts`. */
const costOfRun = 20;
const costOfMiss = 3;

/** Combinations that are remembered. Beyond them, what a step does is found out each time. */
const mostLearned = 1 << 20;

/** Thrown when a process comes to a local state that nobody has foreseen, and that compiled states have no room for. */
export class UnforeseenState extends Error {}

/**
 * Steps whose decision trees are too large to be completed: they are learned as far as the search needs them. When generated code comes to such a step, it asks here. What the step reads, and what it does then, is found
 * by running it once, and remembered as a branch of a tree; the next state that agrees on all that the step reads is a walk through that.
 */
export class OpenSteps {
  readonly #system: CompiledSystem;
  readonly #module: ExpandModule;
  readonly #memory: Memory;
  readonly #slots: readonly Slot[];
  readonly #locals: readonly Slot[];
  /** By half of a word, the bits of a state that are its own, and not those of a note. */
  readonly #own: readonly number[];
  /** By tag. */
  readonly #roots: (Known | undefined)[] = [];
  /** Events that no code was generated for, after those of the module. */
  readonly #events: StepEvent[] = [];
  readonly #ordinals = new Map<string, number>();
  /** By route, how often a step took it. */
  readonly #taken: number[] = [];
  #words: Uint32Array;
  #code: ExpandExports | undefined;
  #running: { readonly source: number; readonly tag: number } | undefined;
  #transitions = 0;
  #misses = 0;
  #runs = 0;
  #learned = 0;

  constructor(system: CompiledSystem, module: ExpandModule, memory: Memory) {
    this.#system = system;
    this.#module = module;
    this.#memory = memory;
    this.#words = new Uint32Array(memory.buffer);
    this.#slots = system.layout.fields.map(halfSlot);
    this.#locals = system.layout.locals.map((local: WideSlot) => halfSlot(local));
    const noted = module.note === undefined ? Infinity : module.note.word * 64 + module.note.shift;
    this.#own = Array.from({ length: system.layout.words * 2 }, (_, half) => (noted >= half * 32 + 32 ? -1 : 2 ** Math.max(0, noted - half * 32) - 1));
  }

  /** What generated code imports. */
  readonly imports: { readonly steps: Readonly<Record<"ask", ImportValue>> } = { steps: { ask: (source, out, tag) => this.#ask(source as number, out as number, tag as number) } };

  /** How many transitions were learned steps. */
  get transitions(): number {
    return this.#transitions;
  }

  /** Whether so many transitions are asked for that it would have been quicker to run all steps, of `transitions` in all. */
  areTooMany(transitions: number): boolean {
    return this.#runs * costOfRun + this.#misses * costOfMiss > transitions;
  }

  get statistics(): OpenStatistics {
    const trees = this.#system.processes.reduce((sum, { actions }) => sum + actions.flat().filter(({ tree }) => tree.kind === "open" && tree.cause === "cut").length, 0);
    return { trees, misses: this.#misses, runs: this.#runs };
  }

  /** The step that is running, and the address of the state in which it is. */
  get running(): { readonly source: number; readonly tag: number } | undefined {
    return this.#running;
  }

  /** @param code tells where events go. */
  listTo(code: ExpandExports): void {
    this.#code = code;
  }

  passes(route: number): number {
    return this.#taken[route] ?? 0;
  }

  /** An event that was listed here. */
  eventOf(ordinal: number): StepEvent | undefined {
    return this.#events[ordinal - this.#module.events.length];
  }

  /** What generated code asks. */
  #ask(source: number, out: number, tag: number): number {
    this.#misses++;
    if (this.#words.buffer !== this.#memory.buffer) this.#words = new Uint32Array(this.#memory.buffer);
    const words = this.#words;
    const at = source >>> 2;
    let known = this.#roots[tag];
    while (known?.kind === "look") {
      const { word, shift, mask } = known.slot;
      known = known.cases[((words[at + word] as number) >>> shift) & mask];
    }
    known ??= this.#learn(source, tag);
    if (known.kind === "disabled") return out;
    if (known.kind === "open") {
      this.#tell({ raised: undefined }, source, tag);
      return out;
    }
    this.#take(known as StepLeaf, at, out >>> 2, this.#tagOf(tag).process);
    if (known.raised.length > 0) this.#tell({ raised: known.raised }, source, tag);
    return out + this.#own.length * 4;
  }

  #tagOf(tag: number): StepTag {
    return this.#module.tags[tag] as StepTag;
  }

  /** Write the successor of a state. Addresses are in words of 32 bits. */
  #take({ changes, local, route }: StepLeaf, from: number, to: number, process: number): void {
    const [words, own] = [this.#words, this.#own];
    if (local >= (this.#system.processes[process]?.actions.length as number)) throw new UnforeseenState("a local state that no tree leads to");
    this.#transitions++;
    this.#taken[route] = (this.#taken[route] ?? 0) + 1;
    for (let half = 0; half < own.length; half++) words[to + half] = (words[from + half] as number) & (own[half] as number);
    const set = ({ word, shift, mask }: Slot, code: number): void => {
      words[to + word] = ((words[to + word] as number) & ~(mask << shift)) | (code << shift);
    };
    set(this.#locals[process] as Slot, local);
    for (const change of changes) {
      const slot = this.#slots[change.field.ordinal] as Slot;
      if (change.kind === "copy") set(slot, this.#codeAt(from, change.from));
      else if (change.kind === "set") set(slot, change.amount);
      else words[to + slot.word] = (words[to + slot.word] as number) + (change.amount << slot.shift);
    }
  }

  #codeAt(state: number, { ordinal }: SharedField): number {
    const { word, shift, mask } = this.#slots[ordinal] as Slot;
    return ((this.#words[state + word] as number) >>> shift) & mask;
  }

  /** Run a step in a state, and remember what it read and did. */
  #learn(source: number, tag: number): Exclude<Known, Look> {
    this.#runs++;
    const at = source >>> 2;
    const codeOf = (field: SharedField): number => this.#codeAt(at, field);
    this.#running = { source, tag };
    const { reads, leaf } = this.#system.run(this.#tagOf(tag), codeOf);
    this.#running = undefined;
    if (leaf.kind === "test") throw new AllwaysError("AW901", "a run of a step has no single result");
    let [cases, code] = [this.#roots, tag];
    if (this.#learned++ >= mostLearned) return leaf;
    for (const field of reads) {
      if (field.kind !== "shared") throw new AllwaysError("AW901", "a step has read what is not in the state");
      const known = (cases[code] ??= { kind: "look", field, slot: this.#slots[field.ordinal] as Slot, cases: [] });
      // The same answers, and other questions: the step depends on something that is not in the state.
      if (known.kind !== "look" || known.field !== field) return { kind: "open", id: 0, cause: "failed" };
      [cases, code] = [known.cases, codeOf(field)];
    }
    cases[code] = leaf;
    return leaf;
  }

  /** List an event as generated code does. */
  #tell(event: StepEvent, source: number, tag: number): void {
    if (this.#code === undefined) throw new AllwaysError("AW901", "a step was asked for before there was code");
    const key = event.raised?.join(" ") ?? "failed";
    let ordinal = this.#ordinals.get(key);
    if (ordinal === undefined) this.#ordinals.set(key, (ordinal = this.#module.events.length + this.#events.push(event) - 1));
    const { eventEnd } = this.#code;
    const end = (eventEnd.value as number) >>> 0;
    this.#words.set([source, tag, ordinal], end / 4);
    eventEnd.value = (end + 12) | 0;
  }
}
