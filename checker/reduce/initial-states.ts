import type { CompiledSystem } from "../compile/compiled-system.ts";

/** An initial state as the codes of its fields and the local states of its processes. */
export interface StateCodes {
  readonly fields: readonly number[];
  readonly locals: readonly number[];
}

/** All initial states of a system. */
export class InitialStates {
  readonly all: readonly StateCodes[];
  readonly #keys: ReadonlySet<string>;

  constructor(states: readonly StateCodes[]) {
    this.all = states;
    this.#keys = new Set(states.map(keyOf));
  }

  has(state: StateCodes): boolean {
    return this.#keys.has(keyOf(state));
  }
}

function keyOf({ fields, locals }: StateCodes): string {
  return `${fields.join()};${locals.join()}`;
}

/** @param most choices up to which they are looked at. */
export function initialStates({ packed, fields, processes }: CompiledSystem, most: number): InitialStates | "too many" {
  if (packed.initialChoices > most) return "too many";
  const states: StateCodes[] = [];
  for (let ordinal = 0; ordinal < packed.initialChoices; ordinal++) {
    if (!packed.initialize(ordinal)) continue;
    const { words } = packed;
    states.push({
      fields: fields.map(({ slot }) => ((words[slot.word] as number) >>> slot.shift) & slot.mask),
      locals: processes.map(({ locals }) => locals.ordinalOf(words)),
    });
  }
  return new InitialStates(states);
}
