import type { WideSlot } from "./compiled-layout.ts";
import type { CompiledProcess } from "./compiled-process.ts";
import type { CompiledSystem } from "./compiled-system.ts";
import type { StepTree } from "./decision-tree.ts";
import { stateInLocals, stateInMemory } from "./state-code.ts";
import { StepCode, stepParameters, type StepNumbers } from "./step-code.ts";
import { PredicateCode, type Predicate } from "./predicate-code.ts";
import { call, callIndirect, giveBack, i32, i64, increment, ModuleBuilder, repeatWhile, set, switchOn, when, type Code, type Local, type NewLocal } from "./wasm/assembler.ts";
import { WebAssembly, type Global, type Module } from "./wasm/webassembly.ts";

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
  /** The local state in which its process takes it. */
  readonly local: number;
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
  /** Where the next tags go, if the module is a labelled one. */
  readonly labels?: Global;
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
  /** Can be posted to another thread. */
  readonly code: Module;
  readonly codeBytes: number;
  readonly tags: readonly StepTag[];
  readonly events: readonly StepEvent[];
  /** The most successors that one state can have. */
  readonly mostSuccessors: number;
  /** Properties by bit of `judge`; others must be asked. */
  readonly judged: CompiledSystem["properties"];
}

/** Leaves of trees up to which all steps are written into one function, where the state's words stay in registers. Beyond, the compilers of engines get slow. */
const mostLeavesInline = 3000;

/** Generate the code of a compiled system: a function for each local state of each process, and one for each property. */
export function expandModule(system: CompiledSystem, options: ExpandOptions = {}): ExpandModule {
  return new Emitter(system, options).emit();
}

export interface ExpandOptions {
  /** Let `expand` list for each successor the tag of its step, from the address that is put into the exported global `labels`. */
  readonly labelled?: boolean;
}

class Emitter {
  readonly #system: CompiledSystem;
  readonly #module = new ModuleBuilder();
  readonly #tags: StepTag[] = [];
  readonly #events: StepEvent[] = [];
  readonly #bytes: number;
  readonly #labelled: boolean;

  constructor(system: CompiledSystem, { labelled = false }: ExpandOptions) {
    this.#system = system;
    this.#labelled = labelled;
    this.#bytes = system.layout.words * 8;
  }

  emit(): ExpandModule {
    const module = this.#module;
    module.importMemory("store", "memory", { initial: 1 });
    const eventEnd = module.global("i32", 0);
    const eventStart = module.global("i32", 0);
    const passes = this.#system.routes.map(() => module.global("i64", 0n));
    const labelEnd = this.#labelled ? module.global("i32", 0) : undefined;
    if (labelEnd !== undefined) module.exportGlobal(labelEnd, "labels");
    const numbers: StepNumbers = { tags: this.#tags, events: this.#events, eventEnd, passes, labelEnd };
    const codes = this.#system.processes.map((_, process) => new StepCode(this.#system, process, module, numbers));
    const step = this.#leaves() <= mostLeavesInline ? this.#inline(codes) : this.#byTable(codes);
    const expand = module.define("expand", { source: "i32", count: "i32", out: "i32", scratch: "i32", ends: "i32" }, "i32", ({ source, count, out, scratch, ends }, local) => {
      const [end, before] = [local("i32"), local("i32")];
      return [
        set(eventStart, scratch),
        set(eventEnd, scratch),
        set(end, i32.add(source, i32.mul(count, this.#bytes))),
        repeatWhile(i32.ltU(source, end), [
          set(before, out),
          step(source, out, local),
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
    const passesOf = module.define("passes", { route: "i32" }, "i64", ({ route }) => [switchOn(route, passes.map((each) => giveBack(each))), giveBack(i64.constant(0n))]);
    module.exportFunction(passesOf);
    const judged = this.#judge();
    const bytes = module.finish();
    return { code: new WebAssembly.Module(bytes), codeBytes: bytes.length, tags: this.#tags, events: this.#events, mostSuccessors: this.#mostSuccessors(), judged };
  }

  /** Leaves of all trees as they stand in the code: a shared subtree counts once. */
  #leaves(): number {
    const seen = new Set<StepTree>();
    let leaves = 0;
    const visit = (tree: StepTree): void => {
      if (tree.kind !== "test") leaves++;
      else if (!seen.has(tree)) {
        seen.add(tree);
        for (const each of new Set(tree.cases)) visit(each);
      }
    };
    for (const { actions } of this.#system.processes) for (const { tree } of actions.flat()) visit(tree);
    return leaves;
  }

  #mostSuccessors(): number {
    return this.#system.processes.reduce((sum, { actions }) => sum + Math.max(...actions.map(({ length }) => length)), 0);
  }

  /** Steps that are written where they are used. */
  #inline(codes: readonly StepCode[]): (source: Local<"i32">, out: Local<"i32">, local: NewLocal) => Code {
    const { layout, processes } = this.#system;
    return (source, out, local) => {
      const { state, load } = stateInLocals(source, layout, local);
      const each = codes.map((code, process): Code => {
        const cases = (processes[process] as CompiledProcess).actions.map((_, ordinal) => code.write(ordinal, { source, state, out }));
        return switchOn(state.slot(layout.locals[process] as WideSlot), cases);
      });
      return [load, each];
    };
  }

  /** A function for each local state of each process, and a table of them all. */
  #byTable(codes: readonly StepCode[]): (source: Local<"i32">, out: Local<"i32">) => Code {
    const { layout, processes } = this.#system;
    const functions = codes.map((code, process) =>
      (processes[process] as CompiledProcess).actions.map((_, ordinal) =>
        this.#module.define(`process ${process} local ${ordinal}`, stepParameters, "i32", ({ source, out }) => [code.write(ordinal, { source, state: stateInMemory(source), out }), giveBack(out)]),
      ),
    );
    const table = this.#module.table(functions.flat().length);
    this.#module.elements(table, 0, functions.flat());
    const signature = this.#module.signature(stepParameters, "i32");
    return (source, out) => {
      let base = 0;
      return functions.map((each, process): Code => {
        const index = i32.add(stateInMemory(source).slot(layout.locals[process] as WideSlot), base);
        base += each.length;
        // A process that has one local state and does nothing there.
        if (processes[process]?.actions.every(({ length }) => length === 0) === true) return [];
        return set(out, callIndirect(table, signature, index, { source, out, tag: 0 }));
      });
    };
  }

  #judge(): CompiledSystem["properties"] {
    // A bit of an i32 for each; more than 32 properties are judged by their functions.
    const judged = this.#system.properties.filter(({ tree }) => tree !== undefined).slice(0, 32);
    const code = new PredicateCode(this.#system, this.#module, judged.flatMap(({ tree }) => tree ?? []));
    const predicates = judged.flatMap(({ property, tree }) => (tree === undefined ? [] : code.define(`property ${property.id}`, tree)));
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
