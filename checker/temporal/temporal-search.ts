import { atomsOf, type Formula } from "../language/formula.ts";
import { programsOf } from "../language/link.ts";
import type { Property } from "../language/property.ts";
import type { System } from "../language/system.ts";
import type { Decision, Move, Outcome, Path, Phase, Progress, Search, SearchOptions, StopReason } from "../search/outcome.ts";
import { OutOfMemory } from "../search/state-store.ts";
import { isOfRuns } from "../search/verdicts.ts";
import type { Walker, WalkingSearch } from "../search/walk.ts";
import { Atoms } from "./atoms.ts";
import { Circles } from "./circles.ts";
import { wayToTrap } from "./possibility.ts";
import { remarksOn, remarksOnFairness } from "./remarks.ts";
import { GraphRecorder, type StateGraph } from "./state-graph.ts";
import { violationOf } from "./violation.ts";

type RunProperty = Extract<Property, { kind: "temporal" | "alwaysPossible" }>;

/** A way through the graph, by transitions; `loop` is absent if the way is only a path. */
interface Way {
  readonly initial: number;
  readonly stem: readonly number[];
  readonly loop?: readonly number[];
}

interface Found {
  readonly way: Way | undefined;
  readonly remarks: readonly string[];
}

/**
 * Decides properties of runs: it listens to a search that decides the others, keeps the state graph, and looks for violating runs in it when it is complete. All
 * properties share that one exploration, and every predicate is asked once in each state.
 */
export class TemporalSearch implements Search {
  readonly #properties: readonly Property[];
  readonly #atoms = new Atoms();
  readonly #recorder: GraphRecorder;
  readonly #search: WalkingSearch;
  readonly #found = new Map<RunProperty, Found>();
  #graph: StateGraph | undefined;
  #circles: Circles | undefined;
  #asking: RunProperty | undefined;

  /** @param searchFor makes the search that decides the other properties. */
  constructor(system: System, properties: readonly Property[], limits: SearchOptions, searchFor: (others: readonly Property[], walker: Walker) => WalkingSearch) {
    this.#properties = properties;
    const owners: RunProperty[] = [];
    for (const property of properties.filter(isOfRuns)) {
      const formula: Formula = property.kind === "temporal" ? property.formula : { kind: "state", holds: property.holds };
      for (const atom of atomsOf(formula)) owners[this.#atoms.ordinalOf(atom)] ??= property;
    }
    const programs = programsOf(system);
    this.#recorder = new GraphRecorder(
      system,
      programs,
      this.#atoms,
      (atom) => owners[atom] as RunProperty,
      !properties.some(({ kind }) => kind === "temporal"),
      limits.maxBytes,
    );
    this.#search = searchFor(
      properties.filter((property) => !isOfRuns(property)),
      this.#recorder,
    );
  }

  get workers(): number {
    return this.#search.workers;
  }

  get engine(): string {
    return this.#search.engine;
  }

  get phase(): Phase {
    return this.#asking === undefined ? this.#search.phase : "judging runs";
  }

  *run(): Generator<Progress, StopReason | undefined> {
    const running = this.#search.run();
    let progress: Progress | undefined;
    let step = running.next();
    for (; step.done !== true; step = running.next()) yield (progress = step.value);
    if (step.value !== undefined) return step.value;
    try {
      this.#graph = this.#recorder.graph();
      for (const property of this.#properties.filter(isOfRuns)) {
        this.#asking = property;
        const deciding = this.#decide(property, this.#graph);
        let found = deciding.next();
        for (; found.done !== true; found = deciding.next()) yield progress ?? nothingYet;
        this.#found.set(property, found.value);
      }
      return undefined;
    } catch (error) {
      if (error instanceof OutOfMemory) return "memory";
      throw error;
    }
  }

  outcome(stopped: StopReason | undefined): Outcome {
    const outcome = this.#search.outcome(stopped);
    const decided = new Map(outcome.decisions.map((decision) => [decision.property, decision]));
    return {
      ...outcome,
      bytesPerState: outcome.bytesPerState + this.#recorder.bytes / Math.max(1, outcome.states),
      decisions: this.#properties.map((property): Decision => (isOfRuns(property) ? this.#decisionOf(property) : (decided.get(property) as Decision))),
    };
  }

  currentPath(): Path | undefined {
    return this.#asking === undefined ? this.#search.currentPath() : undefined;
  }

  *#decide(property: RunProperty, graph: StateGraph): Generator<void, Found> {
    if (property.kind === "alwaysPossible") {
      const trap = wayToTrap(graph, this.#atoms.ordinalOf({ kind: "state", holds: property.holds }));
      return { way: trap === undefined ? undefined : { initial: trap.initial, stem: trap.edges }, remarks: [] };
    }
    const runs = { graph, circles: (this.#circles ??= yield* Circles.in(graph)), atoms: this.#atoms };
    const way = yield* violationOf(property.formula, runs);
    const remarks = yield* remarksOn(property.formula, way === undefined, runs);
    // Of fairness, the first claim that rests on it tells.
    const first = way === undefined && ![...this.#found].some(([{ kind }, found]) => kind === "temporal" && found.way === undefined);
    return { way, remarks: first ? [...remarks, ...remarksOnFairness(graph)] : remarks };
  }

  #decisionOf(property: RunProperty): Decision {
    const found = this.#found.get(property);
    if (found === undefined) return { property, verdict: "inconclusive", path: undefined };
    const { way, remarks } = found;
    return { property, verdict: way === undefined ? "holds" : "violated", path: way === undefined ? undefined : this.#pathOf(way), remarks };
  }

  #pathOf({ initial, stem, loop }: Way): Path {
    const { first, targets } = this.#graph as StateGraph;
    if (loop === undefined) {
      const path = this.#search.pathAlong?.([initial, ...stem.map((edge) => targets[edge] as number)]);
      if (path !== undefined) return path;
    }
    const moves: Move[] = [];
    let state = initial;
    for (const edge of [...stem, ...(loop ?? [])]) {
      moves.push(this.#search.moveOf(state, edge - (first[state] as number)));
      state = targets[edge] as number;
    }
    return { initial: this.#search.initialOf(initial), moves, ...(loop === undefined ? {} : { loopStart: stem.length }) };
  }
}

const nothingYet: Progress = { states: 0, transitions: 0, depth: 0, frontier: 0 };
