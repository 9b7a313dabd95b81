import type { Property } from "../language/property.ts";
import type { Program } from "../language/program.ts";
import { BoundProcess, type BoundAction } from "./bound-process.ts";
import { PackedBits } from "./bits.ts";
import { codeIn, compiledLayoutOf, type CompiledLayout, type WideSlot } from "./compiled-layout.ts";
import { compileProcess, leafOf, type CompiledProcess, type ProcessRecorder } from "./compiled-process.ts";
import { compileProperty, recordingProcesses, type CompiledProperty } from "./compiled-property.ts";
import { TreeTable, type DisabledLeaf, type Field, type StepLeaf, type StepTree, type TruthLeaf } from "./decision-tree.ts";
import type { StepTag } from "./expand-module.ts";
import type { SharedField } from "./field.ts";
import type { ProcessLayout } from "./layout.ts";
import { LocalStates } from "./local-states.ts";
import { withMergedLocals } from "./merged-locals.ts";
import { compiledView, WatchedBits } from "./compiled-view.ts";
import type { PackedSystem, PredicateView } from "./packed-system.ts";
import { Passage } from "./passage.ts";
import { ConstantFolds, constantsOf, withConstants } from "./constants.ts";
import { RecordedFolds } from "./recorded-folds.ts";
import { RecordingBits } from "./recording-bits.ts";
import { Routes } from "./routes.ts";
import { RunBudget } from "./run-budget.ts";
import { Views } from "./view.ts";

/** A system whose steps are decision trees: what code is generated from, and how its states relate to packed ones. */
export interface CompiledSystem {
  readonly packed: PackedSystem;
  readonly layout: CompiledLayout;
  readonly fields: readonly SharedField[];
  readonly processes: readonly CompiledProcess[];
  readonly properties: readonly CompiledProperty[];
  /** Whether some steps are not known, because their trees take too many runs. */
  readonly open: boolean;
  /** How many local states others stand for. */
  readonly merged: number;
  /** The system in which local states that can do the same are one: it has fewer states than the steps themselves have. Yields from time to time. */
  merging(): Generator<void, CompiledSystem>;
  /** By process and local state, the location at which the process stands. */
  readonly locations: readonly (readonly number[])[];
  /** What the leaves of steps pass, by route. */
  readonly routes: Routes["all"];
  /** Run one step, in a shared state that is given by the codes of its fields. */
  run(tag: StepTag, codeOf: (field: SharedField) => number): RecordedStep;
  /** The compiled state that `view` looks at. */
  readonly watched: WatchedBits;
  readonly view: PredicateView;
  /** The compiled state of the packed state in `packed.words`, into `state` at `offset`. */
  encode(state: BigUint64Array, offset: number): void;
  /** The packed state of a compiled one, into `packed.words`. */
  decode(state: BigUint64Array, offset: number): void;
}

/** One run of a step: what it read, in order, and what it did. */
export interface RecordedStep {
  readonly reads: readonly Field[];
  readonly leaf: StepTree;
}

export interface CompileOptions {
  /** Runs that the first tree may take, whatever is foreseen. */
  readonly runs?: number;
  /** Packed states that are known to be reachable: good to know where trees stay open. */
  readonly reached?: () => Iterable<Uint32Array>;
}

/** Initial states that are looked at to find fields that never change. */
const mostInitialChoices = 4096;

/**
 * Record and complete every step of a system. Yields from time to time, for it can take seconds.
 *
 * @returns undefined where a process has too many local states: then steps are better run than compiled.
 */
export function* compileSystem(packed: PackedSystem, properties: readonly Property[], { runs, reached = () => [] }: CompileOptions = {}): Generator<void, CompiledSystem | undefined> {
  const { system, programs, layout } = packed;
  const words = new Uint32Array(layout.words);
  const bits = new PackedBits(words);
  const views = new Views(bits);
  const recording = new RecordingBits(layout);
  const recorded = new Views(recording);
  const [seen, shared] = [recorded.of(layout.shared, "read"), recorded.of(layout.shared, "write")];
  const locals = layout.processes.map((process) => new LocalStates(process));
  // What stands before a process's first step cannot see the shared state, so every initial state has the same local states.
  for (let ordinal = 0, found = false; !found && ordinal < packed.initialChoices; ordinal++) found = packed.initialize(ordinal);
  for (const each of locals) each.ordinalOf(packed.words);
  const trees = new TreeTable<StepLeaf | DisabledLeaf>();
  const passage = new Passage();
  const routes = new Routes();
  const binding = { bits, views, sites: packed.sites, passage };
  const budget = new RunBudget(runs);
  const folds = new RecordedFolds(recording, () => {
    const [writings, raised, before] = [recording.writings, system.alarm.raised.length, words.slice()];
    return () => {
      const hasOnlyLooked = recording.writings === writings && system.alarm.raised.length === raised && words.every((word, position) => word === before[position]);
      system.alarm.raised.length = raised;
      words.set(before);
      return hasOnlyLooked;
    };
  });
  const recorders = programs.map((program, process): ProcessRecorder => {
    const bound = new BoundProcess(program, layout.processes[process] as ProcessLayout, binding);
    return { bound, locals: locals[process] as LocalStates, words, recording, seen, shared, alarm: system.alarm, trees, passage, routes, budget, folds, reached };
  });
  const processes: CompiledProcess[] = [];
  for (const recorder of recorders) {
    const compiled = yield* compileProcess(recorder);
    if (compiled === undefined) return undefined;
    processes.push(compiled);
  }
  const open = processes.some(({ actions }) => actions.flat().some(({ tree }) => tree === trees.cut));
  const placesOf = (of: readonly CompiledProcess[]): readonly (readonly number[])[] =>
    of.map((each, process) =>
      each.actions.map((_, local) => {
        each.locals.restore(local, words);
        return bits.read((layout.processes[process] as ProcessLayout).pc);
      }),
    );
  // What an open tree writes is not known.
  const constants = open || packed.initialChoices > mostInitialChoices ? new Map<SharedField, number>() : constantsOf(recording.shared, processes, initialCodes(packed));
  for (const [field, code] of constants) recording.fix(field, code);
  const constantFolds = new ConstantFolds(constants, recording);
  /** What is left to do when it is known what the processes do. @param name of these processes, different for others. */
  const finish = function* (of: readonly CompiledProcess[], name: string): Generator<void, CompiledSystem> {
    const locations = placesOf(of);
    const locals = of.map((each) => each.locals);
    const compiledLayout = compiledLayoutOf(
      recording.shared,
      locals.map(({ size }) => size),
      constants,
    );
    const observed = recordingProcesses(system, programs as readonly Program[], name, locations, recording);
    const truths = new TreeTable<TruthLeaf>();
    const foldsOfProperties = new RecordedFolds(recording);
    const watched = new WatchedBits(compiledLayout.words * 2);
    const compiledProperties: CompiledProperty[] = [];
    for (const property of properties) {
      if (property.kind === "invariant" || property.kind === "reachable" || property.kind === "terminal") compiledProperties.push(compileProperty(property, recording, seen, observed, truths, foldsOfProperties));
      yield;
    }
    return {
      packed,
      layout: compiledLayout,
      fields: recording.shared,
      processes: of.map((process) => withConstants(process, constants, constantFolds, trees)),
      properties: compiledProperties,
      open,
      merged: processes.reduce((sum, { actions }) => sum + actions.length, 0) - of.reduce((sum, { actions }) => sum + actions.length, 0),
      // What an open step does is not known, nor so whether two local states can do the same.
      merging: () => finish(open ? of : of.map((each, process) => withMergedLocals(each, locations[process] as readonly number[], trees)), `${name} merged`),
      locations,
      run({ process, local, action, choice }, codeOf) {
        const recorder = recorders[process] as ProcessRecorder;
        recorder.locals.restore(local, words);
        const leaf = recording.inState(codeOf, () => leafOf(recorder, local, recorder.bound.actions[recorder.bound.pc]?.[action] as BoundAction, choice));
        return { reads: recording.reads, leaf };
      },
      routes: routes.all,
      watched,
      view: compiledView(system, programs, layout, compiledLayout, watched, locations),
      ...codec(packed, compiledLayout, recording.shared, locals),
    };
  };
  return yield* finish(processes, "");
}

/** For each initial state, what code a field has in it. */
function* initialCodes(packed: PackedSystem): Generator<(field: SharedField) => number> {
  const bits = new PackedBits(packed.words);
  for (let ordinal = 0; ordinal < packed.initialChoices; ordinal++) if (packed.initialize(ordinal)) yield ({ slot }) => bits.read(slot);
}

function codec(packed: PackedSystem, layout: CompiledLayout, fields: readonly SharedField[], locals: readonly LocalStates[]): Pick<CompiledSystem, "encode" | "decode"> {
  const bits = new PackedBits(packed.words);
  const write = (state: BigUint64Array, offset: number, { word, shift, bits: width }: WideSlot, code: number): void => {
    if (width > 0) state[offset + word] = (state[offset + word] as bigint) | (BigInt(code) << BigInt(shift));
  };
  return {
    encode(state, offset) {
      state.fill(0n, offset, offset + layout.words);
      for (const { slot, ordinal } of fields) write(state, offset, layout.fields[ordinal] as WideSlot, bits.read(slot));
      for (const [process, each] of locals.entries()) write(state, offset, layout.locals[process] as WideSlot, each.ordinalOf(packed.words));
    },
    decode(state, offset) {
      for (const { slot, ordinal } of fields) bits.write(slot, codeIn(state, offset, layout.fields[ordinal] as WideSlot));
      for (const [process, each] of locals.entries()) each.restore(codeIn(state, offset, layout.locals[process] as WideSlot), packed.words);
    },
  };
}
