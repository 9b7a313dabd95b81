import type { PlainState } from "../language/plain-state.ts";
import type { Location, Program } from "../language/program.ts";
import type { Property, Temporal } from "../language/property.ts";
import { choicesOf, type Interpreter } from "../search/reference/interpreter.ts";
import { accessesOf, type Accesses } from "./accesses.ts";
import type { Replay } from "./replay.ts";

const places = ["shared", "local"] as const;

type Everywhere = Readonly<Record<"shared" | "local", Accesses>>;

/**
 * What the end of a path depends on: for each step, which of the leaves that it wrote were looked at by a later step that matters, or by the property
 * itself. Found backwards from the end, as a dynamic slice (Korel and Laski, 1988) that follows data only: with what decided that a process came as far as a
 * step, every step would matter. What happens to what the property looks at is always of interest, and to the rest of its record: the count of a page, if the property is about its owner.
 *
 * @returns for each step whether a path that it wrote matters.
 */
export function sliceOf(interpreter: Interpreter, property: Property, { states, successors }: Replay): readonly ((path: string, where: "shared" | "local") => boolean)[] {
  // A property of runs can look at everything that a run passes.
  if (property.kind === "temporal") return successors.map(() => () => true);
  const steps = successors.map(({ move }, position) => accessesOf(interpreter, () => void interpreter.take(states[position] as PlainState, move)));
  const needed = { shared: new Set<string>(), local: new Set<string>() };
  const end = endOf(interpreter, property, states, steps);
  for (const where of places) for (const path of end[where].reads) needed[where].add(path);
  // A property of where processes are: what led them there is everything that they looked at.
  if (end.shared.reads.length === 0) return successors.map(() => () => true);
  const watched = [...end.shared.reads, ...end.shared.reads.map(recordOf).filter((record) => record !== "")];
  const found: ((path: string, where: "shared" | "local") => boolean)[] = [];
  for (const step of steps.toReversed()) {
    const matter = { shared: overlapping(step.shared.writes, needed.shared), local: overlapping(step.local.writes, needed.local) };
    found.unshift((path, where) => matter[where].some((other) => overlaps(path, other)) || (where === "shared" && watched.some((other) => path === other || recordOf(path) === other)));
    if (matter.shared.length + matter.local.length === 0) continue;
    for (const where of places) {
      // What a step only counts up or adds to, a lock that it only takes: that it looked at this says nothing of what else it wrote.
      const beside = new Set(step[where].writes.filter((path) => !matter[where].includes(path)));
      for (const path of matter[where]) needed[where].delete(path);
      for (const path of step[where].reads) if (!beside.has(path)) needed[where].add(path);
    }
  }
  return found;
}

/** What is looked at where the path ends: by the property; by the step that raised an assertion; and, where nothing can run, by the guards that are false. */
function endOf(interpreter: Interpreter, property: Exclude<Property, Temporal>, states: readonly PlainState[], steps: readonly Everywhere[]): Everywhere {
  const [before, last] = [states.at(-2), states.at(-1)] as [PlainState | undefined, PlainState];
  switch (property.kind) {
    case "assertion":
      return steps.at(-1) ?? accessesOf(interpreter, () => {});
    case "transition":
      return accessesOf(interpreter, () => before === undefined || interpreter.allows(property, before, last));
    case "invariant":
    case "reachable":
    case "alwaysPossible":
      return accessesOf(interpreter, () => interpreter.satisfies(property, last));
    case "terminal":
      return accessesOf(interpreter, () => {
        interpreter.satisfies(property, last);
        tryEverything(interpreter, last);
      });
  }
}

function tryEverything(interpreter: Interpreter, state: PlainState): void {
  for (const [process, { pc }] of state.processes.entries()) {
    const { actions } = (interpreter.programs[process] as Program).locations[pc] as Location;
    for (const [action, of] of actions.entries()) for (const choice of choicesOf(of).keys()) interpreter.take(state, { process, action, choice });
  }
}

function overlapping(writes: readonly string[], needed: ReadonlySet<string>): readonly string[] {
  return writes.filter((path) => [...needed].some((other) => overlaps(path, other)));
}

/** The same leaf, or one of them in the other. */
function overlaps(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

function recordOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(".")));
}
