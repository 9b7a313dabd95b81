import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { ExpandOptions, LocalSteps } from "../compile/expand-module.ts";
import type { SourcePosition } from "../language/error.ts";
import type { Property } from "../language/property.ts";
import type { Alike } from "./alike.ts";
import { CanonicalForm } from "./canonical-form.ts";
import { canonicalModule } from "./canonical-module.ts";
import { localSteps } from "./local-steps.ts";
import { findSymmetry, type Difference } from "./symmetry.ts";

/** What a search may leave out: nothing; states that others stand for by symmetry; orders of steps that make no difference; all of that. */
export const reduceModes = ["none", "symmetry", "por", "all"] as const;
export type ReduceMode = (typeof reduceModes)[number];

/** One reduction that was used, or was not and why. */
export interface ReductionRemark {
  readonly reduction: "symmetry" | "por" | "merging";
  /** What it is about: an index set, a process, everything. */
  readonly subject: string;
  readonly used: boolean;
  /** How far it goes, or why it does not. */
  readonly reason: string;
  /** What stands in its way. */
  readonly position: SourcePosition | undefined;
}

/** What a search does with its states, and what is to be said of it. */
export interface Reduction {
  /** Finds the one of symmetric states that is kept. */
  readonly form: CanonicalForm | undefined;
  /** Steps that are taken without asking the other processes. */
  readonly local: LocalSteps | undefined;
  /** Whether the counts are those of the whole graph all the same. */
  readonly whole: boolean;
  readonly remarks: readonly ReductionRemark[];
}

/** How the steps are to be generated. */
export function codeOf({ form, local }: Reduction): ExpandOptions {
  // Where orders of steps are left out, orbits cannot be added up: which order is kept is not the same for states that are alike.
  return { weighted: form !== undefined && local === undefined, local };
}

/** Whether anything is reduced at all. */
export function reduces({ form, local }: Reduction): boolean {
  return form !== undefined || local !== undefined;
}

/** Nothing is left out, and if there is something to be said of it, why. */
export function unreduced(reason?: string): Reduction {
  return { form: undefined, local: undefined, whole: true, remarks: reason === undefined ? [] : [remark("symmetry", "everything", false, reason), remark("por", "everything", false, reason)] };
}

/** Find out what can be reduced in a system without making a difference to these properties. Yields from time to time. */
export function* reductionOf(system: CompiledSystem, properties: readonly Property[], mode: ReduceMode): Generator<void, Reduction> {
  // What is not known cannot be compared.
  if (mode !== "none" && system.open) return unreduced("some steps depend on so much that they are learned only during the search");
  const symmetric = mode === "symmetry" || mode === "all" ? yield* symmetry(system, properties) : unreduced();
  const ordered = mode === "por" || mode === "all" ? partialOrder(system, properties) : unreduced();
  const merging = system.merged === 0 ? [] : [remark("merging", "local states", true, `${system.merged} do the same as others`)];
  return { form: symmetric.form, local: ordered.local, whole: ordered.local === undefined && system.merged === 0, remarks: [...symmetric.remarks, ...merging, ...ordered.remarks] };
}

/** States that are made canonical at once. */
const capacity = 4096;

function* symmetry(system: CompiledSystem, properties: readonly Property[]): Generator<void, Reduction> {
  const { alike, differences } = yield* findSymmetry(system, properties);
  const form = alike.length === 0 ? undefined : new CanonicalForm(canonicalModule(system, alike, capacity), system.layout.words, alike);
  const remarks: ReductionRemark[] = [
    ...alike.map(({ set, members }) => remark("symmetry", set, true, `${listed(members)} are alike`)),
    ...firstOfEachSet(differences.filter((difference) => !isTied(difference, alike))).map(({ set, members, reason, position }) => remark("symmetry", set, false, `${members.join(" and ")}: ${reason}`, position)),
  ];
  return { ...unreduced(), form, remarks };
}

function partialOrder(system: CompiledSystem, properties: readonly Property[]): Reduction {
  const local = localSteps(system, properties);
  if (local === undefined) return { ...unreduced(), remarks: [remark("por", "everything", false, "a property is not compiled, so it may look at everything")] };
  const labels = (isHindered: boolean): ReadonlySet<string> =>
    new Set(local.alone.flatMap((locals, process) => [...locals].flatMap(([at, hindrances]) => (hindrances.length > 0 === isHindered ? labelsAt(system, process, at) : []))));
  const [always, sometimes] = [labels(false), labels(true)];
  if (always.size + sometimes.size === 0) return { ...unreduced(), remarks: [remark("por", "everything", false, "every step reads or writes what other processes write or read, or what a property looks at")] };
  const remarks = [
    ...(always.size > 0 ? [remark("por", "steps", true, `taken without asking other processes: ${[...always].join(", ")}`)] : []),
    ...(sometimes.size > 0 ? [remark("por", "steps", true, `taken without asking other processes, where these come to nothing that it makes a difference to: ${[...sometimes].join(", ")}`)] : []),
  ];
  return { ...unreduced(), local, remarks };
}

function labelsAt({ packed, locations }: CompiledSystem, process: number, local: number): readonly string[] {
  return packed.programs[process]?.locations[locations[process]?.[local] as number]?.actions.map(({ step }) => step.label) ?? [];
}

function remark(reduction: ReductionRemark["reduction"], subject: string, used: boolean, reason: string, position?: SourcePosition): ReductionRemark {
  return { reduction, subject, used, reason, position };
}

/** One reason is enough to look for. */
function firstOfEachSet(differences: readonly Difference[]): readonly Difference[] {
  return differences.filter(({ set }, position) => differences.findIndex((other) => other.set === set) === position);
}

/** Whether the members change places with those of another set that they are tied to, so that it says nothing that they do not alone. */
function isTied({ set, members }: Difference, alike: readonly Alike[]): boolean {
  return alike.some((each) => each.set !== set && each.exchanges.some(({ names }) => members.some((member) => names.has(member))));
}

function listed(members: readonly string[]): string {
  return members.length < 4 ? members.join(", ") : `${members[0]} to ${members.at(-1)}`;
}
