import type { CompiledSystem } from "../compile/compiled-system.ts";
import type { ExpandModule } from "../compile/expand-module.ts";
import { judge } from "../language/judge.ts";
import type { Property } from "../language/property.ts";
import type { Expander } from "./expander.ts";
import type { Place } from "./level-paths.ts";
import type { Verdicts } from "./verdicts.ts";

type PropertyOfStates = Extract<Property, { holds: unknown }>;

/**
 * Properties that no generated code judges: they have no tree, or there is no bit left for them. So they are asked. A new state that agrees with the one before it on every bit that a
 * property has ever read need not be: the property would read the same bits, find the same, and hold as it did there.
 */
export class AskedProperties {
  readonly #system: CompiledSystem;
  readonly #expander: Expander;
  readonly #verdicts: Verdicts<Place>;
  readonly #ofStates: readonly PropertyOfStates[];
  readonly #ofTerminals: readonly PropertyOfStates[];
  /** For each property, the bits that it has ever read. */
  readonly #seen = new Map<Property, Uint32Array>();

  constructor(system: CompiledSystem, { judged }: ExpandModule, properties: readonly Property[], expander: Expander, verdicts: Verdicts<Place>) {
    this.#system = system;
    this.#expander = expander;
    this.#verdicts = verdicts;
    const known = new Set<Property>(judged.map(({ property }) => property));
    this.#ofStates = system.properties.flatMap(({ property }) => (known.has(property) || property.kind === "terminal" || !properties.includes(property) ? [] : [property]));
    this.#ofTerminals = properties.flatMap((property) => (known.has(property) || property.kind !== "terminal" ? [] : [property]));
  }

  /** Ask about the new states of the last insertion. @param source the block that they are successors of; undefined for initial states. */
  ask(count: number, level: number, source: number | undefined): void {
    const asked = this.#ofStates.filter((property) => this.#verdicts.isOpen(property));
    if (asked.length === 0) return;
    const { store, stateBytes, blockStates } = this.#expander;
    const { buffer } = store.memory;
    const words = new Uint32Array(buffer);
    const fresh = new Uint32Array(buffer, store.fresh, count);
    const ends = new Uint32Array(buffer, this.#expander.ends, blockStates);
    let before = 0;
    for (let at = 0; at < count; at++) {
      const address = store.buffer + (fresh[at] as number) * stateBytes;
      if (source !== undefined) while ((ends[before] as number) <= address) before++;
      const place = { level, address: address / 4, before: source === undefined ? undefined : (source + before * stateBytes) / 4 };
      for (const property of asked) this.#askOne(property, words, place);
    }
  }

  /** Ask about states in which no step can run. */
  askTerminals(addresses: readonly number[], level: number): void {
    const { packed } = this.#system;
    for (const property of this.#ofTerminals) {
      for (const address of this.#verdicts.isOpen(property) ? addresses : []) {
        const state = this.#expander.stateAt(address);
        this.#system.decode(state, 0);
        if (!satisfied(property, packed.view.shared, packed.view.processes)) this.#verdicts.decide(property, { level, state });
      }
    }
  }

  /** @param place addresses in words of 32 bits. */
  #askOne(property: PropertyOfStates, words: Uint32Array, { level, address, before }: { level: number; address: number; before: number | undefined }): void {
    const { watched, view } = this.#system;
    const { state } = watched;
    let seen = this.#seen.get(property);
    if (seen === undefined) this.#seen.set(property, (seen = new Uint32Array(state.length)));
    let same = before !== undefined;
    for (let word = 0; same && word < state.length; word++) same = (((words[address + word] as number) ^ (words[(before as number) + word] as number)) & (seen[word] as number)) === 0;
    if (same) return;
    for (let word = 0; word < state.length; word++) state[word] = words[address + word] as number;
    watched.seen = seen;
    if (satisfied(property, view.shared, view.processes) === (property.kind === "reachable")) this.#verdicts.decide(property, { level, state: this.#expander.stateAt(address * 4) });
  }
}

/** Whether a property holds, or a predicate, where these views look. */
export function satisfied(property: PropertyOfStates, shared: object, processes: object): boolean {
  return judge(property, () => (property.holds as unknown as (shared: object, processes: object) => unknown)(shared, processes));
}
