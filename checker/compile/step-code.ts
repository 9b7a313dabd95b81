import { AllwaysError } from "../language/error.ts";
import type { WideSlot } from "./compiled-layout.ts";
import type { CompiledSystem } from "./compiled-system.ts";
import type { DisabledLeaf, OpenLeaf, StepLeaf, StepTree, Test } from "./decision-tree.ts";
import type { FoldCode } from "./fold-code.ts";
import type { StepEvent, StepTag } from "./expand-module.ts";
import type { SleepSets } from "./sleep-sets.ts";
import { stateInMemory, type NoteSlot, type StateCode } from "./state-code.ts";
import { TreeCode } from "./tree-code.ts";
import { call, giveBack, i32, i64, increment, set, type Code, type Expression, type FunctionReference, type GlobalVariable, type Local, type ModuleBuilder, type Operand } from "./wasm/assembler.ts";

/** The function of a tree that several steps share: writes a successor of the state at `source` to `out`, and returns where the next one goes. */
type StepFunction = FunctionReference<typeof stepParameters, "i32">;
const stepParameters = { source: "i32", out: "i32", tag: "i32", stride: "i32", note: "i64" } as const;

/** The function of an open tree: writes a successor, if the step can be taken, and returns where the next one goes. */
export type OpenStep = FunctionReference<typeof openParameters, "i32">;
export const openParameters = { source: "i32", out: "i32", tag: "i32" } as const;

/** What the code of a step works on. */
export interface StepSite {
  readonly source: Local<"i32">;
  readonly state: StateCode;
  readonly out: Local<"i32">;
  /** By how much `out` moves on behind a successor: not at all if the process sleeps, so that the next one is written over it. */
  readonly stride: Operand<"i32">;
  readonly tag: Operand<"i32">;
  /** The note of successors, where its bits are. */
  readonly note: bigint | Local<"i64">;
  /** The local state of the process, where the code is only for that one. */
  readonly from: number | undefined;
}

/** What all processes list as they are written. */
export interface StepNumbers {
  readonly tags: StepTag[];
  readonly events: StepEvent[];
  readonly eventEnd: GlobalVariable<"i32">;
  readonly folds: FoldCode;
  /** Undefined if no tree was cut. */
  readonly open: OpenStep | undefined;
  /** Set to 1 when a process can take a step. */
  readonly enabled: GlobalVariable<"i32">;
  /** How often leaves of each route were reached. */
  readonly passes: readonly GlobalVariable<"i64">[];
  /** Where the tags of successors are listed; undefined if nobody wants them. */
  readonly labelEnd: GlobalVariable<"i32"> | undefined;
  /** How many states the one that is expanded stands for; undefined if for itself. */
  readonly weight: GlobalVariable<"i64"> | undefined;
}

/** Who sleeps, and where a state's note about that lies. */
export interface Sleep {
  readonly sets: SleepSets;
  readonly slot: NoteSlot;
}

/** Writes the steps of one process as code. */
export class StepCode {
  readonly #system: CompiledSystem;
  readonly #process: number;
  readonly #numbers: StepNumbers;
  readonly #trees: TreeCode<StepLeaf | DisabledLeaf>;
  readonly #functions = new Map<StepTree, StepFunction>();
  readonly #sleep: Sleep | undefined;
  /** Of the code that is being written; that of one place is written before the next begins. */
  #site: StepSite | undefined;

  /** Announces the trees of all local states, and defines the functions that they share. */
  constructor(system: CompiledSystem, process: number, module: ModuleBuilder, numbers: StepNumbers, sleep?: Sleep) {
    this.#system = system;
    this.#process = process;
    this.#numbers = numbers;
    this.#sleep = sleep;
    this.#trees = new TreeCode<StepLeaf | DisabledLeaf>(
      system.layout,
      (leaf) => this.#leaf(leaf, this.#site as StepSite),
      (tree) => this.#call(tree, this.#site as StepSite),
      (field, state) => numbers.folds.codeOf(field, (this.#site as StepSite).source, state),
    );
    for (const local of system.processes[process]?.actions ?? []) for (const { tree } of local) this.#trees.announce(tree);
    const shared = [...this.#trees.shared()];
    for (const tree of shared) this.#functions.set(tree, module.declare(`process ${process} tree ${tree.id}`, stepParameters, "i32"));
    for (const tree of shared) {
      module.body(this.#functions.get(tree) as StepFunction, ({ source, out, tag, stride, note }) => {
        const state = stateInMemory(source, sleep?.slot);
        this.#site = { source, state, out, tag, stride, note, from: undefined };
        return [this.#trees.writeTest(tree as Test<StepLeaf | DisabledLeaf>, state), giveBack(out)];
      });
    }
  }

  /** All that the process can do in a local state. @param row where the row of the state's note lies. */
  write(local: number, { row, stride, ...site }: Pick<StepSite, "source" | "state" | "out"> & { readonly row: Local<"i32">; readonly stride: Local<"i32"> }): Code {
    const actions = this.#system.processes[this.#process]?.actions[local] ?? [];
    const stateBytes = this.#system.layout.words * 8;
    const bit = this.#sleep?.sets.bitOf(this.#process, local);
    const awake = bit === undefined ? undefined : i32.eqz(i32.and(i32.load8U(row, bit >> 3), 1 << (bit & 7)));
    return [
      awake === undefined ? [] : set(stride, i32.mul(awake, stateBytes)),
      actions.map(({ action, choice, tree }): Code => {
        const tag = this.#numbers.tags.push({ process: this.#process, local, action, choice }) - 1;
        const note = BigInt(this.#sleep?.sets.noteOf(this.#process, tree) ?? 0) << BigInt(this.#sleep?.slot.shift ?? 0);
        this.#site = { ...site, tag, stride: awake === undefined ? stateBytes : stride, note, from: local };
        return this.#trees.write(tree, site.state);
      }),
    ];
  }

  #call(tree: StepTree, { source, out, tag, stride, note }: StepSite): Code {
    return set(out, call(this.#functions.get(tree) as StepFunction, { source, out, tag, stride, note }));
  }

  #leaf(leaf: StepLeaf | DisabledLeaf | OpenLeaf, site: StepSite): Code {
    if (leaf.kind === "disabled") return [];
    if (leaf.kind === "open") return leaf.cause === "cut" ? this.#ask(site) : this.#event({ raised: undefined }, site);
    const { words } = this.#system.layout;
    const passes = this.#numbers.passes[leaf.route] as GlobalVariable<"i64">;
    const { labelEnd, enabled, weight } = this.#numbers;
    return [
      set(enabled, 1),
      set(passes, i64.add(passes, weight ?? 1n)),
      labelEnd === undefined ? [] : [i32.store(labelEnd, site.tag), increment(labelEnd, 4)],
      leaf.raised.length === 0 ? [] : this.#event({ raised: leaf.raised }, site),
      Array.from({ length: words }, (_, word) => i64.store(site.out, this.#successorWord(leaf, word, site), word * 8)),
      set(site.out, i32.add(site.out, site.stride)),
    ];
  }

  /** A word of the successor: the source's, with some bits replaced, and a constant added that changes the fields whose codes are known. */
  #successorWord(leaf: StepLeaf, word: number, { state, from, note }: StepSite): Expression<"i64"> {
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
    let copied: Expression<"i64"> | undefined;
    for (const change of leaf.changes) {
      const slot = fields[change.field.ordinal] as WideSlot;
      if (slot.word !== word) continue;
      if (change.kind === "copy") {
        replace(slot, 0);
        const code = i64.shl(i64.extendU(state.slot(fields[change.from.ordinal] as WideSlot)), BigInt(slot.shift));
        copied = copied === undefined ? code : i64.or(copied, code);
      } else if (change.kind === "set") replace(slot, change.amount);
      else add += BigInt(change.amount) << BigInt(slot.shift);
    }
    if (this.#sleep?.slot.word === word && typeof note === "bigint") add += note;
    const kept = keep === -1n ? state.word(word) : i64.and(state.word(word), keep);
    const changed = add === 0n ? kept : i64.add(kept, BigInt.asIntN(64, add));
    const successor = copied === undefined ? changed : i64.or(changed, copied);
    return this.#sleep?.slot.word === word && typeof note !== "bigint" ? i64.or(successor, note) : successor;
  }

  #ask({ source, out, tag }: StepSite): Code {
    const { open } = this.#numbers;
    if (open === undefined) throw new AllwaysError("AW901", "a tree was cut in a system that has no open ones");
    return set(out, call(open, { source, out, tag }));
  }

  #event(event: StepEvent, { source, tag }: StepSite): Code {
    const { events, eventEnd } = this.#numbers;
    const ordinal = events.push(event) - 1;
    return [i32.store(eventEnd, source), i32.store(eventEnd, tag, 4), i32.store(eventEnd, ordinal, 8), increment(eventEnd, 12)];
  }
}
