import { PackedBits } from "../compile/bits.ts";
import { sharedFields } from "../compile/field.ts";
import type { ProcessLayout } from "../compile/layout.ts";
import { PackedSystem } from "../compile/packed-system.ts";
import { atomsOf } from "../language/formula.ts";
import type { Property, StatePredicate } from "../language/property.ts";
import type { System } from "../language/system.ts";
import { isOfRuns } from "../search/verdicts.ts";

/** The reachable states of a system as somebody sees them who cannot see program counters and locals. */
export interface StateGraph {
  /** By state: the shared state, which processes have ended or crashed, and what the properties say of it. */
  readonly states: readonly string[];
  /** By state: the ordinals of the states that its steps lead to. */
  readonly targets: readonly (readonly number[])[];
  /** By state, in the same order: which process takes the step, the assertions that it raises; and where properties speak of runs, which step it is. */
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
  const nameOf = system.properties.some(isOfRuns) ? stepNames(packed) : (): string => "";
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
    const from = found[at] as Uint32Array;
    packed.expand(from, 0, {
      transition(process, action) {
        by.push([process, nameOf(from, process, action), ...system.alarm.raised.map(({ id }) => id)].join(" "));
        to.push(visit());
      },
    });
    targets.push(to);
    steps.push(by);
  }
  return { states, targets, steps, initial };
}

/** A step as formulas and fairness name it. */
function stepNames({ programs, layout }: PackedSystem): (state: Uint32Array, process: number, action: number) => string {
  return (state, process, action) => {
    const pc = new PackedBits(state).read((layout.processes[process] as ProcessLayout).pc);
    const taken = programs[process]?.locations[pc]?.actions[action];
    return taken === undefined ? "" : JSON.stringify([...taken.frame.callPath, taken.step.label]);
  };
}

/** What a property asks of a single state. */
interface Question {
  readonly holds: StatePredicate;
}

function questionsOf(property: Property): readonly Question[] {
  switch (property.kind) {
    case "invariant":
    case "terminal":
    case "reachable":
    case "alwaysPossible":
      return [property];
    case "temporal":
      return atomsOf(property.formula).flatMap((atom) => (atom.kind === "state" ? [atom] : []));
    // Steps are compared one by one, with the shared states before and after them.
    case "transition":
    case "assertion":
      return [];
  }
}

/** What can be seen of the state in the words. */
function observer({ system, words, layout, programs, view }: PackedSystem): () => string {
  const bits = new PackedBits(words);
  const shared = sharedFields(layout).map(({ slot }) => slot);
  const questions = system.properties.flatMap(questionsOf);
  return () => {
    const ended = layout.processes.map(({ pc }, process) => {
      const at = bits.read(pc);
      return at === programs[process]?.end.ordinal ? "ended" : at === programs[process]?.crashed.ordinal ? "crashed" : "runs";
    });
    return [...shared.map((slot) => bits.read(slot)), ...ended, ...questions.map((question) => answer(question, view))].join();
  };
}

/** What is said of the state that is seen. */
function answer({ holds }: Question, { shared, processes }: PackedSystem["view"]): string {
  try {
    return String((holds as unknown as (shared: object, processes: object) => unknown)(shared, processes));
  } catch {
    return "throws";
  }
}
