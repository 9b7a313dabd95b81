import type { Config } from "../language/parameter.ts";
import type { Invariant } from "../language/property.ts";
import type { Spec } from "../language/spec.ts";
import { PackedSearch } from "../search/packed-search.ts";
import { noting, type ConditionalPart, type Noting } from "../trace/unasked.ts";
import type { RunResult } from "./event.ts";
import type { Host } from "./host.ts";

/*
 * An invariant `!A || B` says nothing if A is never true. That is a matter of all configurations: one without GUP may be what a configuration is for, but what says
 * nothing in any of them was meant otherwise. Almost every condition is met by one of the first states of some configuration. Only where one is not, all states are
 * walked again, if they are not too many; nothing is said before every state of every configuration was looked at.
 */

/** Of each configuration, so many states are looked at first; of all of them together, */
const firstStates = 1_000;
/** so many. */
const mostFirstStates = 30_000;

export interface VacuityRemark {
  /** Of the invariant. */
  readonly id: string;
  readonly text: string;
}

/**
 * Add a remark to each invariant that holds in all configurations of a spec if some part of it is never asked in any of them, as `!A || B` asks B only where A is true.
 *
 * @param most states to walk once more
 */
export async function remarkVacuity(spec: Spec, results: readonly RunResult[], host: Host, most: number): Promise<readonly VacuityRemark[]> {
  const conditions = new Conditions(results.flatMap(({ properties }) => properties.filter(({ kind }) => kind === "invariant").map(({ id }) => id)));
  for (const { properties } of results) for (const { id, verdict } of properties) if (verdict !== "holds") conditions.forget(id);
  if (results.some(({ exhaustive }) => !exhaustive)) return [];
  const looked = new Set<RunResult>();
  let states = 0;
  for (const result of results) {
    if (conditions.open.length === 0 || states > mostFirstStates) break;
    const walk = await look(spec, result.config, conditions, host, firstStates);
    if (walk.complete) looked.add(result);
    states += walk.states;
  }
  const left = results.filter((result) => !looked.has(result));
  if (left.reduce((sum, result) => sum + result.states, 0) > most) return [];
  for (const { config } of left) {
    if (conditions.open.length === 0) return [];
    const { complete } = await look(spec, config, conditions, host, most);
    if (!complete) return [];
  }
  const remarks = conditions.open.flatMap((id) => conditions.unmet(id).map((condition) => ({ id, text: `vacuous: no reachable state meets its condition ${condition}` })));
  for (const { id, text } of remarks) for (const { properties } of results) properties.find((property) => property.id === id)?.remarks.push(text);
  return remarks;
}

/** Walk the states of a configuration until all conditions are met, or so many are walked. */
async function look(spec: Spec, config: Config, conditions: Conditions, host: Host, most: number): Promise<{ readonly states: number; readonly complete: boolean }> {
  const system = spec.build(config);
  const open = system.properties.filter((property): property is Invariant => property.kind === "invariant" && conditions.open.includes(property.id));
  const probes = open.map((property) => new Probe(property, noting(property.holds, host.scopeOf)));
  const search = new PackedSearch(system, probes.map(({ property }) => property), { maxStates: most });
  const running = search.run();
  let states = 0;
  for (let next = host.guarded(() => running.next()); ; next = host.guarded(() => running.next())) {
    if (next.done !== true) states = next.value.states;
    const met = probes.every((probe) => probe.met);
    if (next.done === true || met || host.interrupted()) {
      for (const probe of probes) conditions.note(probe);
      return { states, complete: next.done === true && next.value === undefined };
    }
    await host.pause();
  }
}

/** An invariant that is asked for the sake of what it notes. */
class Probe {
  readonly property: Invariant;
  /** None if it asks everything always, or nobody can tell. */
  readonly parts: readonly ConditionalPart[];
  /** It was not what the property itself is: then its notes say nothing. */
  wrong = false;

  constructor(property: Invariant, found: Noting | undefined) {
    this.parts = found?.parts ?? [];
    this.property = {
      ...property,
      holds: (...args) => {
        if (found !== undefined && !this.met) this.#ask(found.holds, args);
        return true;
      },
    };
  }

  get met(): boolean {
    return this.wrong || this.parts.every(({ asked }) => asked);
  }

  #ask(holds: Noting["holds"], args: readonly unknown[]): void {
    try {
      this.wrong = holds(...args) !== true;
    } catch {
      this.wrong = true;
    }
  }
}

/** The conditions of an invariant: what they are part of, and whether a state has met them. */
type Met = ReadonlyMap<string, { readonly within: string | undefined; readonly met: boolean }>;

/** The conditions of all invariants. */
class Conditions {
  /** Undefined until it was looked at. */
  readonly #found: Map<string, Met | undefined>;

  constructor(ids: readonly string[]) {
    this.#found = new Map(ids.map((id) => [id, undefined]));
  }

  /** The invariants that ask under conditions which no state has met so far. */
  get open(): readonly string[] {
    return [...this.#found].filter(([, conditions]) => conditions === undefined || [...conditions.values()].some(({ met }) => !met)).map(([id]) => id);
  }

  forget(id: string): void {
    this.#found.delete(id);
  }

  note({ property: { id }, parts, wrong }: Probe): void {
    if (wrong) this.forget(id);
    if (!this.#found.has(id)) return;
    const known: Met = this.#found.get(id) ?? new Map();
    const noted = parts.map(({ condition, within, asked }) => [condition, { within: within?.condition, met: asked || known.get(condition)?.met === true }] as const);
    this.#found.set(id, new Map([...known, ...noted]));
  }

  /** What nothing has met, though it has met what it is a part of. */
  unmet(id: string): readonly string[] {
    const known: Met = this.#found.get(id) ?? new Map();
    return [...known].filter(([, { within, met }]) => !met && (within === undefined || known.get(within)?.met === true)).map(([condition]) => condition);
  }
}
