import type { WideSlot } from "./compiled-layout.ts";
import type { CompiledSystem } from "./compiled-system.ts";
import type { DisabledLeaf, OpenLeaf, StepLeaf, StepTree, Test } from "./decision-tree.ts";
import type { StepEvent, StepTag } from "./expand-module.ts";
import { stateInMemory, type StateCode } from "./state-code.ts";
import { TreeCode } from "./tree-code.ts";
import { call, giveBack, i32, i64, increment, set, type Code, type Expression, type FunctionReference, type GlobalVariable, type Local, type ModuleBuilder, type Operand } from "./wasm/assembler.ts";

/** A function that writes successors of the state at `source` to `out`, and returns where they end. */
export type StepFunction = FunctionReference<typeof stepParameters, "i32">;
export const stepParameters = { source: "i32", out: "i32", tag: "i32" } as const;

/** What the code of a step works on. */
export interface StepSite {
  readonly source: Local<"i32">;
  readonly state: StateCode;
  readonly out: Local<"i32">;
  readonly tag: Operand<"i32">;
  /** The local state of the process, where the code is only for that one. */
  readonly from: number | undefined;
}

/** What all processes list as they are written. */
export interface StepNumbers {
  readonly tags: StepTag[];
  readonly events: StepEvent[];
  readonly eventEnd: GlobalVariable<"i32">;
  /** How often leaves of each route were reached. */
  readonly passes: readonly GlobalVariable<"i64">[];
  /** Where the tags of successors are listed; undefined if nobody wants them. */
  readonly labelEnd: GlobalVariable<"i32"> | undefined;
}

/** Writes the steps of one process as code. */
export class StepCode {
  readonly #system: CompiledSystem;
  readonly #process: number;
  readonly #numbers: StepNumbers;
  readonly #trees: TreeCode<StepLeaf | DisabledLeaf>;
  readonly #functions = new Map<StepTree, StepFunction>();
  /** Of the code that is being written; that of one place is written before the next begins. */
  #site: StepSite | undefined;

  /** Announces the trees of all local states, and defines the functions that they share. */
  constructor(system: CompiledSystem, process: number, module: ModuleBuilder, numbers: StepNumbers) {
    this.#system = system;
    this.#process = process;
    this.#numbers = numbers;
    this.#trees = new TreeCode<StepLeaf | DisabledLeaf>(
      system.layout,
      (leaf) => this.#leaf(leaf, this.#site as StepSite),
      (tree) => this.#call(tree, this.#site as StepSite),
    );
    for (const local of system.processes[process]?.actions ?? []) for (const { tree } of local) this.#trees.announce(tree);
    const shared = [...this.#trees.shared()];
    for (const tree of shared) this.#functions.set(tree, module.declare(`process ${process} tree ${tree.id}`, stepParameters, "i32"));
    for (const tree of shared) {
      module.body(this.#functions.get(tree) as StepFunction, ({ source, out, tag }) => {
        const state = stateInMemory(source);
        this.#site = { source, state, out, tag, from: undefined };
        return [this.#trees.writeTest(tree as Test<StepLeaf | DisabledLeaf>, state), giveBack(out)];
      });
    }
  }

  /** All that the process can do in a local state. */
  write(local: number, site: Omit<StepSite, "tag" | "from">): Code {
    const actions = this.#system.processes[this.#process]?.actions[local] ?? [];
    return actions.map(({ action, choice, tree }): Code => {
      const tag = this.#numbers.tags.push({ process: this.#process, local, action, choice }) - 1;
      this.#site = { ...site, tag, from: local };
      return this.#trees.write(tree, site.state);
    });
  }

  #call(tree: StepTree, { source, out, tag }: StepSite): Code {
    return set(out, call(this.#functions.get(tree) as StepFunction, { source, out, tag }));
  }

  #leaf(leaf: StepLeaf | DisabledLeaf | OpenLeaf, site: StepSite): Code {
    if (leaf.kind === "disabled") return [];
    if (leaf.kind === "open") return this.#event({ raised: undefined }, site);
    const { words } = this.#system.layout;
    const passes = this.#numbers.passes[leaf.route] as GlobalVariable<"i64">;
    const { labelEnd } = this.#numbers;
    return [
      set(passes, i64.add(passes, 1n)),
      labelEnd === undefined ? [] : [i32.store(labelEnd, site.tag), increment(labelEnd, 4)],
      leaf.raised.length === 0 ? [] : this.#event({ raised: leaf.raised }, site),
      Array.from({ length: words }, (_, word) => i64.store(site.out, this.#successorWord(leaf, word, site), word * 8)),
      set(site.out, i32.add(site.out, words * 8)),
    ];
  }

  /** A word of the successor: the source's, with some bits replaced, and a constant added that changes the fields whose codes are known. */
  #successorWord(leaf: StepLeaf, word: number, { state, from }: StepSite): Expression<"i64"> {
    const { fields, locals } = this.#system.layout;
    let keep = -1n;
    let add = 0n;
    const replace = ({ shift, bits }: WideSlot, code: number): void => {
      keep &= ~(((1n << BigInt(bits)) - 1n) << BigInt(shift));
      add += BigInt(code) << BigInt(shift);
    };
    const local = locals[this.#process] as WideSlot;
    if (local.word === word && local.bits > 0) {
      if (from === undefined) replace(local, leaf.local);
      else add += BigInt(leaf.local - from) << BigInt(local.shift);
    }
    for (const { field, kind, amount } of leaf.changes) {
      const slot = fields[field.ordinal] as WideSlot;
      if (slot.word !== word) continue;
      if (kind === "set") replace(slot, amount);
      else add += BigInt(amount) << BigInt(slot.shift);
    }
    const kept = keep === -1n ? state.word(word) : i64.and(state.word(word), keep);
    return add === 0n ? kept : i64.add(kept, BigInt.asIntN(64, add));
  }

  #event(event: StepEvent, { source, tag }: StepSite): Code {
    const { events, eventEnd } = this.#numbers;
    const ordinal = events.push(event) - 1;
    return [i32.store(eventEnd, source), i32.store(eventEnd, tag, 4), i32.store(eventEnd, ordinal, 8), increment(eventEnd, 12)];
  }
}
