import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { ExpandOptions } from "../compile/expand-module.ts";
import type { SourcePosition } from "../language/error.ts";
import type { Property } from "../language/property.ts";
import type { Alike } from "./alike.ts";
import { CanonicalForm } from "./canonical-form.ts";
import { canonicalModule } from "./canonical-module.ts";
import { findSymmetry, type Difference } from "./symmetry.ts";

/** What a search may leave out: nothing; states that others stand for by symmetry; orders of steps that make no difference; all of that. */
export const reduceModes = ["none", "symmetry", "por", "all"] as const;
export type ReduceMode = (typeof reduceModes)[number];

/** One reduction that was used, or was not and why. */
export interface ReductionRemark {
  readonly reduction: "symmetry" | "por";
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
  /** How the steps are to be generated. */
  readonly code: ExpandOptions;
  readonly remarks: readonly ReductionRemark[];
}

/** Whether anything is reduced at all. */
export function reduces({ form }: Reduction): boolean {
  return form !== undefined;
}

/** Nothing is left out, and if there is something to be said of it, why. */
export function unreduced(reason?: string): Reduction {
  return { form: undefined, code: {}, remarks: reason === undefined ? [] : [{ reduction: "symmetry", subject: "everything", used: false, reason, position: undefined }] };
}

/** States that are made canonical at once. */
const capacity = 4096;

/** Find out what can be reduced in a system without making a difference to these properties. Yields from time to time. */
export function* reductionOf(system: CompiledSystem, properties: readonly Property[], mode: ReduceMode): Generator<void, Reduction> {
  if (mode === "none" || mode === "por") return unreduced();
  // What is not known cannot be compared.
  if (system.open) return unreduced("some steps depend on so much that they are learned only during the search");
  const { alike, differences } = yield* findSymmetry(system, properties);
  const remarks: ReductionRemark[] = [
    ...alike.map(({ set, members }) => ({ reduction: "symmetry" as const, subject: set, used: true, reason: `${listed(members)} are alike`, position: undefined })),
    ...differences.filter((difference) => !isTied(difference, alike)).map(({ set, members, reason, position }) => ({ reduction: "symmetry" as const, subject: set, used: false, reason: `${members.join(" and ")}: ${reason}`, position })),
  ];
  if (alike.length === 0) return { ...unreduced(), remarks };
  return { form: new CanonicalForm(canonicalModule(system, alike, capacity), system.layout.words, alike), code: { weighted: true }, remarks };
}

/** Whether the members change places with those of another set that they are tied to, so that it says nothing that they do not alone. */
function isTied({ set, members }: Difference, alike: readonly Alike[]): boolean {
  return alike.some((each) => each.set !== set && each.exchanges.some(({ names }) => members.some((member) => names.has(member))));
}

function listed(members: readonly string[]): string {
  return members.length < 4 ? members.join(", ") : `${members[0]} to ${members.at(-1)}`;
}
