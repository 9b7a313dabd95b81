import { PackedBits } from "../compile/bits.ts";
import { sharedFields } from "../compile/field.ts";
import { PackedSystem } from "../compile/packed-system.ts";
import type { Property } from "../language/property.ts";
import type { System } from "../language/system.ts";

/** The reachable states of a system as somebody sees them who cannot see program counters and locals. */
export interface StateGraph {
  /** By state: the shared state, which processes have ended or crashed, and what the properties say of it. */
  readonly states: readonly string[];
  /** By state: the ordinals of the states that its steps lead to. */
  readonly targets: readonly (readonly number[])[];
  /** By state, in the same order: which process takes the step, and the assertions that it raises. */
  readonly steps: readonly (readonly string[])[];
  /** Ordinals of the initial states. */
  readonly initial: readonly number[];
}

/**
 * The graph of a system, or undefined if it has more states than that.
 *
 * @throws whatever a step throws that breaks the rules of the language.
 */
export function stateGraph(system: System, mostStates: number): StateGraph | undefined {
  const packed = new PackedSystem(system);
  const seen = observer(packed);
  const ordinals = new Map<string, number>();
  const found: Uint32Array[] = [];
  const states: string[] = [];
  const visit = (): number => {
    const key = packed.words.join();
    const known = ordinals.get(key);
    if (known !== undefined) return known;
    ordinals.set(key, found.length);
    states.push(seen());
    return found.push(packed.words.slice()) - 1;
  };

  const initial: number[] = [];
  for (let choice = 0; choice < packed.initialChoices; choice++) {
    if (packed.initialize(choice)) initial.push(visit());
    if (found.length > mostStates) return undefined;
  }
  const targets: number[][] = [];
  const steps: string[][] = [];
  for (let at = 0; at < found.length; at++) {
    if (found.length > mostStates) return undefined;
    const [to, by]: [number[], string[]] = [[], []];
    packed.expand(found[at] as Uint32Array, 0, {
      transition(process) {
        by.push([process, ...system.alarm.raised.map(({ id }) => id)].join(" "));
        to.push(visit());
      },
    });
    targets.push(to);
    steps.push(by);
  }
  return { states, targets, steps, initial };
}

type StateProperty = Extract<Property, { kind: "invariant" | "terminal" | "reachable" }>;

/** What can be seen of the state in the words. */
function observer({ system, words, layout, programs, view }: PackedSystem): () => string {
  const bits = new PackedBits(words);
  const shared = sharedFields(layout).map(({ slot }) => slot);
  const properties = system.properties.filter((property): property is StateProperty => ["invariant", "terminal", "reachable"].includes(property.kind));
  return () => {
    const ended = layout.processes.map(({ pc }, process) => {
      const at = bits.read(pc);
      return at === programs[process]?.end.ordinal ? "ended" : at === programs[process]?.crashed.ordinal ? "crashed" : "runs";
    });
    return [...shared.map((slot) => bits.read(slot)), ...ended, ...properties.map((property) => opinion(property, view))].join();
  };
}

/** What a property says of the state that is seen. */
function opinion(property: StateProperty, { shared, processes }: PackedSystem["view"]): string {
  try {
    return String((property.holds as unknown as (shared: object, processes: object) => unknown)(shared, processes));
  } catch {
    return "throws";
  }
}
