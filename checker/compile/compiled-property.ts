import type { Program } from "../language/program.ts";
import type { Property } from "../language/property.ts";
import type { ProcessView, System } from "../language/system.ts";
import { Whereabouts } from "../language/whereabouts.ts";
import { complete } from "./complete.ts";
import { isOpen, TreeTable, type PredicateTree, type TruthLeaf } from "./decision-tree.ts";
import type { RecordedFolds } from "./recorded-folds.ts";
import type { RecordingBits } from "./recording-bits.ts";
import type { TreeLimits } from "./run-budget.ts";

/** What the tree of a property may cost. One that needs more is evaluated by its own function instead. */
const limitsOfProperty: TreeLimits = { runs: 5_000, foreseen: 1_000_000 };

/** A property of single states, and its tree; without a tree its function must be asked. */
export interface CompiledProperty {
  readonly property: Extract<Property, { kind: "invariant" | "reachable" | "terminal" }>;
  readonly tree: PredicateTree | undefined;
}

/** The processes as properties see them, answering from a recording. @param name tells these processes from others of the recording. @param places by process and local state, the program counter. */
export function recordingProcesses(system: System, programs: readonly Program[], name: string, places: readonly (readonly number[])[], recording: RecordingBits): object {
  const groups: Record<string, unknown> = {};
  system.processes.forEach(({ group, member, title }, process) => {
    const program = programs[process] as Program;
    const whereabouts = new Whereabouts(program, title);
    const byLocal = (codes: (pc: number) => boolean) => (): readonly number[] => (places[process] as readonly number[]).map((pc) => (codes(pc) ? 1 : 0));
    const ask = (what: string, codes: (pc: number) => boolean): boolean => recording.readLocal(process, `${what}${name}`, byLocal(codes)) === 1;
    const view: ProcessView = {
      at: (label) => ask(`at ${label}`, (pc) => whereabouts.at(label)[pc] === 1),
      in: (procedure) => ask(`in ${procedure}`, (pc) => whereabouts.in(procedure)[pc] === 1),
      get done() {
        return ask("done", (pc) => pc === program.end.ordinal);
      },
      get crashed() {
        return ask("crashed", (pc) => pc === program.crashed.ordinal);
      },
    };
    groups[group] = member === null ? view : { ...(groups[group] as object | undefined), [member]: view };
  });
  return groups;
}

/** Compile a property of single states. */
export function compileProperty(property: CompiledProperty["property"], recording: RecordingBits, shared: object, processes: object, trees: TreeTable<TruthLeaf>, folds: RecordedFolds): CompiledProperty {
  const holds = property.holds as unknown as (shared: object, processes: object) => unknown;
  const { tree } = complete(
    recording,
    trees,
    folds.run(() => {
      try {
        const result = holds(shared, processes);
        return typeof result === "boolean" ? trees.leaf(String(result), (id): TruthLeaf => ({ kind: "truth", id, holds: result })) : trees.open;
      } catch {
        return trees.open;
      }
    }),
    limitsOfProperty,
  );
  return { property, tree: isOpen(tree) ? undefined : tree };
}
