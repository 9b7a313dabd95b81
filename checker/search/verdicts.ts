import type { Property } from "../language/property.ts";
import type { Decision, Path } from "./outcome.ts";

/** What a property speaks of is more than one state or transition: searches for states cannot decide it. */
export function isOfRuns(property: Property): property is Extract<Property, { kind: "temporal" | "alwaysPossible" }> {
  return property.kind === "temporal" || property.kind === "alwaysPossible";
}

/** What decided a property: a state, or a transition from it. The first is kept: breadth-first, so none is shorter. */
export interface Witness<S> {
  readonly state: S;
  readonly move: { readonly process: number; readonly action: number; readonly choice: number } | undefined;
}

/** The properties of one search, and what has decided them so far. `S` is how the engine names a state. */
export class Verdicts<S> {
  readonly #properties: readonly Property[];
  readonly #witnesses = new Map<Property, Witness<S>>();

  constructor(properties: readonly Property[]) {
    this.#properties = properties;
  }

  /** The properties of one kind that nothing has decided yet. */
  open<K extends Property["kind"]>(kind: K): Extract<Property, { kind: K }>[] {
    return this.#properties.filter((property): property is Extract<Property, { kind: K }> => property.kind === kind && !this.#witnesses.has(property));
  }

  isOpen(property: Property): boolean {
    return this.#properties.includes(property) && !this.#witnesses.has(property);
  }

  decide(property: Property, state: S, move?: Witness<S>["move"]): void {
    if (!this.#witnesses.has(property)) this.#witnesses.set(property, { state, move });
  }

  /** What has decided properties so far. */
  get witnesses(): readonly Witness<S>[] {
    return [...this.#witnesses.values()];
  }

  /** The properties that a state or a transition has decided. */
  get decided(): readonly Property[] {
    return [...this.#witnesses.keys()];
  }

  /** True if a property is violated; for a reachability property only the end of a complete search can tell. */
  get violated(): boolean {
    return [...this.#witnesses.keys()].some(({ kind }) => kind !== "reachable");
  }

  /** The verdicts at the end of a search. */
  decisions(complete: boolean, pathOf: (witness: Witness<S>) => Path): readonly Decision[] {
    return this.#properties.map((property): Decision => {
      const witness = this.#witnesses.get(property);
      const decided = witness !== undefined;
      const undecided = complete && !isOfRuns(property) ? (property.kind === "reachable" ? "violated" : "holds") : "inconclusive";
      const verdict = decided ? (property.kind === "reachable" ? "holds" : "violated") : undecided;
      return { property, verdict, path: witness === undefined ? undefined : pathOf(witness) };
    });
  }
}
