import type { WideSlot } from "./compiled-layout.ts";
import type { CompiledProcess } from "./compiled-process.ts";
import type { CompiledSystem } from "./compiled-system.ts";
import type { StepTree } from "./decision-tree.ts";
import { FoldCode } from "./fold-code.ts";
import { SleepSets } from "./sleep-sets.ts";
import { stateInLocals, stateInMemory, type NoteSlot, type StateCode } from "./state-code.ts";
import { openParameters, StepCode, type OpenStep, type Sleep, type StepNumbers } from "./step-code.ts";
import { PredicateCode, type Predicate } from "./predicate-code.ts";
import { branch, call, callIndirect, giveBack, i32, i64, increment, loop, ModuleBuilder, repeatWhile, set, switchOn, when, type Code, type Expression, type FunctionReference, type GlobalVariable, type Local, type NewLocal } from "./wasm/assembler.ts";
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
   * state the address behind its last successor; returns the last of these. Those of processes that sleep are left out. Events, and states in which no step can be
   * taken, are listed in the scratch memory.
   */
  expand(source: number, count: number, out: number, scratch: number, ends: number): number;
  /** How often leaves of a route were reached, since the module was instantiated. */
  passes(route: number): bigint;
  /** How many transitions were met since then, successors that were left out among them. */
  transitions(): bigint;
  /** Where the module's `sleepers` have been put, if it has any. */
  readonly sleepers?: Global;
  /** Where the next successor by one of the processes {@link ExpandModule.apart} goes, if there are any; 0 if to the others, in the order of processes. */
  readonly apart?: Global;
  /** Where the next event goes. */
  readonly eventEnd: Global;
  /** Where the next tags go, if the module is a labelled one. */
  readonly labels?: Global;
  /** Where it stands how many states each of the next ones stands for, 64 bits each, if the module is a weighted one. */
  readonly weights?: Global;
  /** Take, in `count` states at an address, the steps of processes that can do but one thing, which concerns nobody else. Present if `local` was given. */
  settle?(states: number, count: number): void;
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
  /** Bits above a state's own that hold a note (see {@link SleepSets}), and what such notes stand for; absent if there are none. */
  readonly note?: NoteSlot;
  readonly sleepers?: Uint8Array;
  /** Processes whose successors can be written apart. */
  readonly apart: ReadonlySet<number>;
  /** Whether there are steps that it must ask for: then it imports `ask` from `steps`, {@link AskStep}. */
  readonly open: boolean;
  /** Properties by bit of `judge`; others must be asked. */
  readonly judged: CompiledSystem["properties"];
}

/**
 * Take a step that generated code does not know, in the state at `source`: write the successor to `out`, if there is one.
 *
 * @returns where the next successor goes.
 */
export type AskStep = (source: number, out: number, tag: number) => number;

/** Leaves of trees up to which all steps are written into one function, where the state's words stay in registers. Beyond, the compilers of engines get slow. */
const mostLeavesInline = 3000;

/** Kinds of steps that are told apart by what they let sleep. */
const mostNoteBits = 16;

/** Generate the code of a compiled system: a function for each local state of each process, and one for each property. */
export function expandModule(system: CompiledSystem, options: ExpandOptions = {}): ExpandModule {
  return new Emitter(system, options).emit();
}

export interface ExpandOptions {
  /** Let `expand` list for each successor the tag of its step, from the address that is put into the exported global `labels`. Then no successor is left out. */
  readonly labelled?: boolean;
  /** Count what a state passes as often as there are states that it stands for, from the address that is put into the exported global `weights`. Then no successor is left out. */
  readonly weighted?: boolean;
  /** Let a process take its steps before the others where they concern nobody else. Then no other successor is left out. */
  readonly local?: LocalSteps | undefined;
  /** Processes whose successors are written apart from the others if there is an address in the exported global `apart`. */
  readonly apart?: ReadonlySet<number>;
}

/** Local states in which a process may go on alone. */
export interface LocalSteps {
  /** By process and local state: if it can take a step there, those of others need not be taken, unless there are hindrances. */
  readonly alone: readonly ReadonlyMap<number, readonly Hindrance[]>[];
  /** Of these: it can always take exactly one step, so the state is not even kept. */
  readonly only: readonly ReadonlySet<number>[];
}

/** Where another process must not be, for it could come to a step whose order makes a difference. */
export interface Hindrance {
  readonly process: number;
  readonly locals: ReadonlySet<number>;
}

/** The state that is expanded, where its next successor goes, also that of a process apart, whether that is the same place, and the row of its note. */
interface At {
  readonly source: Local<"i32">;
  readonly out: Local<"i32">;
  readonly apart: Local<"i32">;
  readonly together: Local<"i32">;
  readonly row: Local<"i32">;
}

class Emitter {
  readonly #system: CompiledSystem;
  readonly #module = new ModuleBuilder();
  readonly #tags: StepTag[] = [];
  readonly #events: StepEvent[] = [];
  readonly #bytes: number;
  readonly #labelled: boolean;
  readonly #weighted: boolean;
  readonly #local: LocalSteps | undefined;
  readonly #apart: ReadonlySet<number>;
  readonly #hindrances = new Map<string, FunctionReference<{ readonly local: "i32" }, "i32">>();
  readonly #sleep: Sleep | undefined;

  constructor(system: CompiledSystem, { labelled = false, weighted = false, local, apart = new Set() }: ExpandOptions) {
    this.#apart = apart;
    this.#local = local;
    this.#system = system;
    this.#labelled = labelled;
    this.#weighted = weighted;
    this.#bytes = system.layout.words * 8;
    this.#sleep = labelled || weighted || local !== undefined ? undefined : sleepOf(system);
  }

  emit(): ExpandModule {
    const module = this.#module;
    module.importMemory("store", "memory", { initial: 1 });
    const ask = this.#system.open ? module.importFunction("steps", "ask", openParameters, "i32") : undefined;
    const eventEnd = module.global("i32", 0);
    const eventStart = module.global("i32", 0);
    const enabled = module.global("i32", 0);
    const passes = this.#system.routes.map(() => module.global("i64", 0n));
    const sleepers = module.global("i32", 0);
    if (this.#sleep !== undefined) module.exportGlobal(sleepers, "sleepers");
    const labelEnd = this.#labelled ? module.global("i32", 0) : undefined;
    if (labelEnd !== undefined) module.exportGlobal(labelEnd, "labels");
    module.exportGlobal(eventEnd, "eventEnd");
    const apartEnd = this.#apart.size === 0 ? undefined : module.global("i32", 0);
    if (apartEnd !== undefined) module.exportGlobal(apartEnd, "apart");
    const open = ask === undefined ? undefined : this.#defineOpen(enabled, labelEnd, ask);
    const [weight, nextWeight] = this.#weighted ? [module.global("i64", 0n), module.global("i32", 0)] : [];
    if (nextWeight !== undefined) module.exportGlobal(nextWeight, "weights");
    const weigh = weight === undefined || nextWeight === undefined ? [] : [set(weight, i64.load(nextWeight)), increment(nextWeight, 8)];
    const folds = new FoldCode(this.#system.layout, module, this.#system.processes.flatMap(({ actions }) => actions.flat().map(({ tree }) => tree)));
    const numbers: StepNumbers = { folds, open, tags: this.#tags, events: this.#events, eventEnd, enabled, passes, labelEnd, weight };
    const codes = this.#system.processes.map((_, process) => new StepCode(this.#system, process, module, numbers, this.#sleep));
    const step = this.#leaves() <= mostLeavesInline ? this.#inline(codes) : this.#byTable(codes);
    const goAlone = this.#local === undefined ? undefined : this.#goAlone(codes, this.#local);
    const settle = this.#local === undefined ? undefined : this.#settle(codes, this.#local);
    const expand = module.define("expand", { source: "i32", count: "i32", out: "i32", scratch: "i32", ends: "i32" }, "i32", ({ source, count, out, scratch, ends }, local) => {
      const [end, row, apart] = [local("i32"), local("i32"), local("i32")];
      const [before, settled] = [local("i32"), local("i32")];
      const together = local("i32");
      const all = step({ source, out, apart, together, row }, local);
      const reduced: Code =
        goAlone === undefined || settle === undefined
          ? all
          : [
              set(before, out),
              set(out, call(goAlone, { source, out })),
              when(i32.eq(out, before), all),
              set(settled, before),
              repeatWhile(i32.ltU(settled, out), [call(settle, { at: settled }), increment(settled, this.#bytes)]),
            ];
      return [
        set(eventStart, scratch),
        set(eventEnd, scratch),
        apartEnd === undefined ? [] : [set(apart, apartEnd), set(together, i32.eqz(apart))],
        set(end, i32.add(source, i32.mul(count, this.#bytes))),
        repeatWhile(i32.ltU(source, end), [
          set(enabled, 0),
          weigh,
          this.#sleep === undefined ? [] : set(row, rowOf(this.#sleep, source, sleepers)),
          reduced,
          when(i32.eqz(enabled), [i32.store(eventEnd, source), i32.store(eventEnd, terminalEvent, 8), increment(eventEnd, 12)]),
          i32.store(ends, out),
          increment(ends, 4),
          increment(source, this.#bytes),
        ]),
        apartEnd === undefined ? [] : when(i32.eqz(together), set(apartEnd, apart)),
        giveBack(out),
      ];
    });
    module.exportFunction(expand);
    if (settle !== undefined) {
      const settleAll = module.define("settle", { states: "i32", count: "i32" }, "void", ({ states, count }, local) => {
        const end = local("i32");
        return [set(end, i32.add(states, i32.mul(count, this.#bytes))), repeatWhile(i32.ltU(states, end), [call(settle, { at: states }), increment(states, this.#bytes)])];
      });
      module.exportFunction(settleAll);
    }
    const events = module.define("events", {}, "i32", () => giveBack(i32.divU(i32.sub(eventEnd, eventStart), 12)));
    module.exportFunction(events);
    const passesOf = module.define("passes", { route: "i32" }, "i64", ({ route }) => [switchOn(route, passes.map((each) => giveBack(each))), giveBack(i64.constant(0n))]);
    module.exportFunction(passesOf);
    const transitions = module.define("transitions", {}, "i64", () => giveBack(passes.reduce<Expression<"i64">>((sum, each) => i64.add(sum, each), i64.constant(0n))));
    module.exportFunction(transitions);
    const judged = this.#judge();
    const bytes = module.finish();
    const slept = this.#sleep === undefined ? {} : { note: this.#sleep.slot, sleepers: this.#sleep.sets.rows };
    return { ...slept, code: new WebAssembly.Module(bytes), codeBytes: bytes.length, tags: this.#tags, events: this.#events, mostSuccessors: this.#mostSuccessors(), apart: this.#apart, open: this.#system.open, judged };
  }

  /** The function of open trees. */
  #defineOpen(enabled: GlobalVariable<"i32">, labelEnd: GlobalVariable<"i32"> | undefined, ask: OpenStep): OpenStep {
    return this.#module.define("open", openParameters, "i32", ({ source, out, tag }, local) => {
      const next = local("i32");
      return [
        set(next, call(ask, { source, out, tag })),
        when(i32.ne(next, out), [set(enabled, 1), labelEnd === undefined ? [] : [i32.store(labelEnd, tag), increment(labelEnd, 4)]]),
        giveBack(next),
      ];
    });
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
  #inline(codes: readonly StepCode[]): (at: At, local: NewLocal) => Code {
    const { layout, processes } = this.#system;
    return (at, local) => {
      const { state, load } = stateInLocals(at.source, layout, local, this.#sleep?.slot);
      const stride = local("i32");
      const each = codes.map((code, process): Code => {
        const cases = (processes[process] as CompiledProcess).actions.map((_, ordinal) => code.write(ordinal, { ...at, out: this.#outOf(process, at), state, stride }));
        return [this.#turn(process, at), switchOn(state.slot(layout.locals[process] as WideSlot), cases)];
      });
      return [load, each, this.#turn(codes.length, at)];
    };
  }

  /** A function for each local state of each process, and a table of them all. */
  #byTable(codes: readonly StepCode[]): (at: At) => Code {
    const { layout, processes } = this.#system;
    const parameters = { source: "i32", out: "i32", row: "i32" } as const;
    const functions = codes.map((code, process) =>
      (processes[process] as CompiledProcess).actions.map((_, ordinal) =>
        this.#module.define(`process ${process} local ${ordinal}`, parameters, "i32", (at, local) => [code.write(ordinal, { ...at, state: stateInMemory(at.source, this.#sleep?.slot), stride: local("i32") }), giveBack(at.out)]),
      ),
    );
    const table = this.#module.table(functions.flat().length);
    this.#module.elements(table, 0, functions.flat());
    const signature = this.#module.signature(parameters, "i32");
    return (at) => {
      let base = 0;
      const all = functions.map((each, process): Code => {
        const index = i32.add(stateInMemory(at.source).slot(layout.locals[process] as WideSlot), base);
        base += each.length;
        // A process that has one local state and does nothing there.
        if (processes[process]?.actions.every(({ length }) => length === 0) === true) return [];
        const out = this.#outOf(process, at);
        return [this.#turn(process, at), set(out, callIndirect(table, signature, index, { ...at, out }))];
      });
      return [all, this.#turn(functions.length, at)];
    };
  }

  #outOf(process: number, { out, apart }: At): Local<"i32"> {
    return this.#apart.has(process) ? apart : out;
  }

  /** Before a process, and behind the last one: where successors are not to be apart, it goes on where the process before has ended. */
  #turn(process: number, at: At): Code {
    const [from, to] = [this.#apart.has(process - 1), this.#apart.has(process)];
    return from === to ? [] : when(at.together, from ? set(at.out, at.apart) : set(at.apart, at.out));
  }

  /** What a process does alone in a local state, unless another one is where it hinders it. */
  #alone(process: number, local: number, state: StateCode, code: Code): Code {
    const hindrances = this.#local?.alone[process]?.get(local) ?? [];
    if (hindrances.length === 0) return code;
    const isHindered = hindrances.map(({ process: other, locals }) => call(this.#hinders(locals), { local: state.slot(this.#system.layout.locals[other] as WideSlot) })).reduce((some, each) => i32.or(some, each));
    return when(i32.eqz(isHindered), code);
  }

  /** Whether a local state is one of some: a function, for many local states are hindered by the same. */
  #hinders(locals: ReadonlySet<number>): FunctionReference<{ readonly local: "i32" }, "i32"> {
    const key = [...locals].toSorted((one, other) => one - other).join();
    let known = this.#hindrances.get(key);
    if (known === undefined) {
      const targets = Array.from({ length: Math.max(...locals) + 1 }, (_, local) => (locals.has(local) ? 0 : -1));
      known = this.#module.define(`is one of ${key}`, { local: "i32" }, "i32", ({ local }) => [switchOn(local, [giveBack(1)], [], targets), giveBack(0)]);
      this.#hindrances.set(key, known);
    }
    return known;
  }

  /** The successors by the first process that can go on alone; none if there is no such process. */
  #goAlone(codes: readonly StepCode[], { alone, only }: LocalSteps): FunctionReference<{ readonly source: "i32"; readonly out: "i32" }, "i32"> {
    const { layout } = this.#system;
    return this.#module.define("go alone", { source: "i32", out: "i32" }, "i32", ({ source, out }, local) => {
      const [before, row, stride] = [local("i32"), local("i32"), local("i32")];
      const state = stateInMemory(source);
      const each = codes.map((code, process): Code => {
        // What is taken in place has been taken.
        const locals = [...(alone[process] as ReadonlyMap<number, unknown>).keys()].filter((ordinal) => only[process]?.has(ordinal) !== true);
        if (locals.length === 0) return [];
        const cases = locals.map((ordinal): Code => this.#alone(process, ordinal, state, [code.write(ordinal, { source, out, row, state, stride }), when(i32.ne(out, before), giveBack(out))]));
        return switchOn(state.slot(layout.locals[process] as WideSlot), cases, [], targetsOf(locals));
      });
      return [set(before, out), each, giveBack(out)];
    });
  }

  /** In a state, in place: the steps of processes that can do but one thing, which concerns nobody else. */
  #settle(codes: readonly StepCode[], { only }: LocalSteps): FunctionReference<{ readonly at: "i32" }, "void"> {
    const { layout } = this.#system;
    return this.#module.define("settle state", { at: "i32" }, "void", ({ at }, local) => {
      const [out, row, stride] = [local("i32"), local("i32"), local("i32")];
      const state = stateInMemory(at);
      return loop((again) =>
        codes.map((code, process): Code => {
          const locals = [...(only[process] as ReadonlySet<number>)];
          if (locals.length === 0) return [];
          const cases = locals.map((ordinal): Code => this.#alone(process, ordinal, state, [set(out, at), code.write(ordinal, { source: at, out, row, state, stride }), branch(again)]));
          return switchOn(state.slot(layout.locals[process] as WideSlot), cases, [], targetsOf(locals));
        }),
      );
    });
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

/** For a switch: by local state, the position of its case. */
function targetsOf(locals: readonly number[]): readonly number[] {
  return Array.from({ length: Math.max(...locals) + 1 }, (_, local) => locals.indexOf(local));
}

/** Undefined if nobody ever sleeps, or if there is no room for notes. */
function sleepOf({ layout: { words, bits }, processes }: CompiledSystem): Sleep | undefined {
  const [word, shift] = [words - 1, bits - 64 * (words - 1)];
  // The highest bit of the first word stays clear.
  const room = (word === 0 ? 63 : 64) - shift;
  const sets = new SleepSets(processes, 2 ** Math.min(room, mostNoteBits) - 1);
  return sets.size === 0 ? undefined : { sets, slot: { word, shift, bits: Math.ceil(Math.log2(sets.size + 1)) } };
}

function rowOf({ sets: { rowBytes }, slot: { word, shift } }: Sleep, source: Local<"i32">, sleepers: GlobalVariable<"i32">): Expression<"i32"> {
  return i32.add(i32.mul(i32.wrap(i64.shrU(i64.load(source, word * 8), BigInt(shift))), rowBytes), sleepers);
}
