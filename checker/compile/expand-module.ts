import type { CompiledLayout, WideSlot } from "./compiled-layout.ts";
import type { CompiledAction } from "./compiled-process.ts";
import type { CompiledSystem } from "./compiled-system.ts";
import type { DisabledLeaf, OpenLeaf, StepLeaf, StepTree, Test, TruthLeaf } from "./decision-tree.ts";
import { slotCode, TreeCode } from "./tree-code.ts";
import { call, callIndirect, giveBack, i32, i64, increment, ModuleBuilder, repeatWhile, set, switchOn, when, type Code, type Expression, type FunctionReference, type GlobalVariable, type Local } from "./wasm/assembler.ts";

/** What a step did besides making a successor; which step it was is said by the tag. */
export interface StepEvent {
  /** Raised assertions; undefined if the step is not known and must be run. */
  readonly raised: readonly string[] | undefined;
}

/** The event of a state in which no step can run. */
export const terminalEvent = -1;

/** Which step a tag stands for. */
export interface StepTag {
  readonly process: number;
  readonly action: number;
  readonly choice: number;
}

/** The functions of a generated module. Addresses are bytes; a state is `words` times 8 of them. */
export interface ExpandExports {
  /**
   * Write the successors of `count` states at `source` to `out`, one after the other, in the order of processes, actions and choices, and to `ends` for each
   * state the address behind its last successor; returns the last of these. Events and states without successors are listed in the scratch memory.
   */
  expand(source: number, count: number, out: number, scratch: number, ends: number): number;
  /** How often leaves of a route were reached, since the module was instantiated. */
  passes(route: number): bigint;
  /** How many events the last call has listed: triples of source address, tag, event. */
  events(): number;
  /**
   * Evaluate the compiled properties of the states whose positions are listed at `fresh`, in the buffer at `states`. Where one that is
   * set in `open` is decided, position and set of decided properties are listed at `scratch`. Returns how many.
   */
  judge(states: number, fresh: number, count: number, open: number, scratch: number): number;
}

/** A generated module, and what its numbers mean. */
export interface ExpandModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tags: readonly StepTag[];
  readonly events: readonly StepEvent[];
  /** The most successors that one state can have. */
  readonly mostSuccessors: number;
  /** Properties by bit of `judge`; others must be asked. */
  readonly judged: CompiledSystem["properties"];
}

type StepFunction = FunctionReference<{ source: "i32"; out: "i32"; tag: "i32" }, "i32">;
const stepParameters = { source: "i32", out: "i32", tag: "i32" } as const;

/** Generate the code of a compiled system: a function for each local state of each process, and one for each property. */
export function expandModule(system: CompiledSystem): ExpandModule {
  return new Emitter(system).emit();
}

class Emitter {
  readonly #system: CompiledSystem;
  readonly #layout: CompiledLayout;
  readonly #module = new ModuleBuilder();
  readonly #tags: StepTag[] = [];
  readonly #events: StepEvent[] = [];
  readonly #passes: GlobalVariable<"i64">[] = [];
  readonly #bytes: number;

  constructor(system: CompiledSystem) {
    this.#system = system;
    this.#layout = system.layout;
    this.#bytes = system.layout.words * 8;
  }

  emit(): ExpandModule {
    const module = this.#module;
    module.importMemory("store", "memory", { initial: 1 });
    for (const _ of this.#system.routes) this.#passes.push(module.global("i64", 0n));
    const eventEnd = module.global("i32", 0);
    const eventStart = module.global("i32", 0);
    const handlers = this.#system.processes.map(({ actions }, process) => this.#process(process, actions, eventEnd));
    const table = module.table(Math.max(1, handlers.reduce((sum, each) => sum + each.length, 0)));
    const bases: number[] = [];
    let base = 0;
    for (const each of handlers) {
      bases.push(base);
      module.elements(table, base, each);
      base += each.length;
    }
    const signature = module.signature(stepParameters, "i32");
    const expand = module.define("expand", { source: "i32", count: "i32", out: "i32", scratch: "i32", ends: "i32" }, "i32", ({ source, count, out, scratch, ends }, local) => {
      const [end, before] = [local("i32"), local("i32")];
      return [
        set(eventStart, scratch),
        set(eventEnd, scratch),
        set(end, i32.add(source, i32.mul(count, this.#bytes))),
        repeatWhile(i32.ltU(source, end), [
          set(before, out),
          handlers.map((each, process): Code => {
            if (each.length === 1 && (this.#system.processes[process]?.actions[0]?.length ?? 0) === 0) return [];
            const index = i32.add(slotCode(source, this.#layout.locals[process] as WideSlot), bases[process] as number);
            return set(out, callIndirect(table, signature, index, { source, out, tag: 0 }));
          }),
          when(i32.eq(out, before), [i32.store(eventEnd, source), i32.store(eventEnd, terminalEvent, 8), increment(eventEnd, 12)]),
          i32.store(ends, out),
          increment(ends, 4),
          increment(source, this.#bytes),
        ]),
        giveBack(out),
      ];
    });
    module.exportFunction(expand);
    const events = module.define("events", {}, "i32", () => giveBack(i32.divU(i32.sub(eventEnd, eventStart), 12)));
    module.exportFunction(events);
    module.exportFunction(this.#passesFunction());
    const judged = this.#judge();
    return { bytes: module.finish(), tags: this.#tags, events: this.#events, mostSuccessors: this.#mostSuccessors(), judged };
  }

  #passesFunction(): FunctionReference<{ route: "i32" }, "i64"> {
    return this.#module.define("passes", { route: "i32" }, "i64", ({ route }) => [
      switchOn(
        route,
        this.#passes.map((passes) => giveBack(passes)),
      ),
      giveBack(i64.constant(0n)),
    ]);
  }

  #mostSuccessors(): number {
    return this.#system.processes.reduce((sum, { actions }) => sum + Math.max(...actions.map(({ length }) => length)), 0);
  }

  /** The functions of a process, by local state. */
  #process(process: number, actions: readonly (readonly CompiledAction[])[], eventEnd: GlobalVariable<"i32">): StepFunction[] {
    const functions = new Map<StepTree, StepFunction>();
    // The parameters of the function that is being written; its code is written before the next begins.
    let state: { source: Local<"i32">; out: Local<"i32">; tag: Local<"i32"> };
    const code = new TreeCode<StepLeaf | DisabledLeaf>(
      this.#layout,
      (leaf) => this.#leaf(process, leaf, state, eventEnd),
      (tree) => set(state.out, call(functions.get(tree) as StepFunction, state)),
    );
    for (const local of actions) for (const { tree } of local) code.announce(tree);
    const shared = [...code.shared()];
    for (const tree of shared) functions.set(tree, this.#module.declare(`process ${process} tree ${tree.id}`, stepParameters, "i32"));
    for (const tree of shared) {
      this.#module.body(functions.get(tree) as StepFunction, (parameters) => {
        state = parameters;
        return [code.writeTest(tree as Test<StepLeaf | DisabledLeaf>, state.source), giveBack(state.out)];
      });
    }
    return actions.map((local, ordinal) =>
      this.#module.define(`process ${process} local ${ordinal}`, stepParameters, "i32", (parameters) => {
        state = parameters;
        return [
          local.map(({ action, choice, tree }): Code => {
            const tag = this.#tags.push({ process, action, choice }) - 1;
            return [set(state.tag, tag), code.write(tree, state.source)];
          }),
          giveBack(state.out),
        ];
      }),
    );
  }

  #leaf(process: number, leaf: StepLeaf | DisabledLeaf | OpenLeaf, state: { source: Local<"i32">; out: Local<"i32">; tag: Local<"i32"> }, eventEnd: GlobalVariable<"i32">): Code {
    if (leaf.kind === "disabled") return [];
    if (leaf.kind === "open") return this.#event({ raised: undefined }, state, eventEnd);
    const successor = Array.from({ length: this.#layout.words }, (_, word) => i64.store(state.out, this.#successorWord(process, leaf, word, state.source), word * 8));
    const passes = this.#passes[leaf.route] as GlobalVariable<"i64">;
    return [set(passes, i64.add(passes, 1n)), leaf.raised.length === 0 ? [] : this.#event({ raised: leaf.raised }, state, eventEnd), successor, set(state.out, i32.add(state.out, this.#bytes))];
  }

  /** A word of the successor: the source's, with some bits replaced and a constant added, which changes the fields that the step has read. */
  #successorWord(process: number, leaf: StepLeaf, word: number, source: Local<"i32">): Expression<"i64"> {
    let keep = -1n;
    let add = 0n;
    const replace = ({ shift, bits }: WideSlot, code: number): void => {
      keep &= ~(((1n << BigInt(bits)) - 1n) << BigInt(shift));
      add += BigInt(code) << BigInt(shift);
    };
    const local = this.#layout.locals[process] as WideSlot;
    if (local.word === word && local.bits > 0) replace(local, leaf.local);
    for (const { field, kind, amount } of leaf.changes) {
      const slot = this.#layout.fields[field.ordinal] as WideSlot;
      if (slot.word !== word) continue;
      if (kind === "set") replace(slot, amount);
      else add += BigInt(amount) << BigInt(slot.shift);
    }
    const loaded = i64.load(source, word * 8);
    const kept = keep === -1n ? loaded : i64.and(loaded, keep);
    return add === 0n ? kept : i64.add(kept, BigInt.asIntN(64, add));
  }

  #event(event: StepEvent, { source, tag }: { source: Local<"i32">; tag: Local<"i32"> }, end: GlobalVariable<"i32">): Code {
    const ordinal = this.#events.push(event) - 1;
    return [i32.store(end, source), i32.store(end, tag, 4), i32.store(end, ordinal, 8), increment(end, 12)];
  }

  #judge(): CompiledSystem["properties"] {
    // A bit of an i32 for each; more than 32 properties are judged by their functions.
    const judged = this.#system.properties.filter(({ tree }) => tree !== undefined).slice(0, 32);
    type Predicate = FunctionReference<{ state: "i32" }, "i32">;
    const functions = new Map<unknown, Predicate>();
    let state: Local<"i32">;
    const code = new TreeCode<TruthLeaf>(
      this.#layout,
      (leaf) => giveBack(leaf.kind === "truth" && leaf.holds ? 1 : 0),
      (tree) => giveBack(call(functions.get(tree) as Predicate, { state })),
    );
    for (const { tree } of judged) if (tree !== undefined) code.announce(tree);
    const shared = [...code.shared()];
    for (const tree of shared) functions.set(tree, this.#module.declare(`predicate ${tree.id}`, { state: "i32" }, "i32"));
    for (const tree of shared) {
      this.#module.body(functions.get(tree) as Predicate, (parameters) => {
        ({ state } = parameters);
        return [code.writeTest(tree, state), giveBack(0)];
      });
    }
    const predicates = judged.map(({ property, tree }) =>
      this.#module.define(`property ${property.id}`, { state: "i32" }, "i32", (parameters) => {
        ({ state } = parameters);
        return [tree === undefined ? [] : code.write(tree, state), giveBack(0)];
      }),
    );
    const judge = this.#module.define("judge", { states: "i32", fresh: "i32", count: "i32", open: "i32", scratch: "i32" }, "i32", ({ states, fresh, count, open, scratch }, local) => {
      const [end, address, decided, out] = [local("i32"), local("i32"), local("i32"), local("i32")];
      return [
        set(end, i32.add(fresh, i32.mul(count, 4))),
        set(out, scratch),
        repeatWhile(i32.ltU(fresh, end), [
          set(address, i32.add(states, i32.mul(i32.load(fresh), this.#bytes))),
          set(decided, 0),
          judged.map(({ property }, bit): Code => {
            const holds = call(predicates[bit] as Predicate, { state: address });
            const matters = property.kind === "reachable" ? holds : i32.eqz(holds);
            return when(i32.and(open, 1 << bit), set(decided, i32.or(decided, i32.shl(matters, bit))));
          }),
          when(decided, [i32.store(out, i32.load(fresh)), i32.store(out, decided, 4), increment(out, 8)]),
          increment(fresh, 4),
        ]),
        giveBack(i32.divU(i32.sub(out, scratch), 8)),
      ];
    });
    this.#module.exportFunction(judge);
    return judged;
  }
}
