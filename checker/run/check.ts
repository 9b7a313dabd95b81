import { AllwaysError } from "../language/error.ts";
import { formulaText } from "../language/formula-text.ts";
import type { Config } from "../language/parameter.ts";
import type { Property } from "../language/property.ts";
import { stepError } from "../language/step-error.ts";
import { configurations, expectationOf, type Expectation, type Spec } from "../language/spec.ts";
import type { System } from "../language/system.ts";
import type { ReduceMode } from "../reduce/reduction.ts";
import { AutoSearch, type Thresholds } from "../search/auto-search.ts";
import { FailedStep } from "../search/failed-step.ts";
import type { Decision, Outcome, Path, Phase, Progress, Search, SearchLimits, SearchOptions, StopReason } from "../search/outcome.ts";
import { PackedSearch } from "../search/packed-search.ts";
import { choicesOf, Interpreter } from "../search/reference/interpreter.ts";
import type { SearchStatistics } from "../search/statistics.ts";
import type { StoreKind } from "../search/store/store-for.ts";
import { ReferenceSearch } from "../search/reference/reference-search.ts";
import { isOfRuns } from "../search/verdicts.ts";
import type { Walker, WalkingSearch } from "../search/walk.ts";
import { TemporalSearch } from "../temporal/temporal-search.ts";
import { Counterexample } from "../trace/counterexample.ts";
import { replayPath, traceOf } from "../trace/replay.ts";
import type { TraceStep } from "../trace/trace.ts";
import { coverageOf } from "./coverage.ts";
import type { CountMismatch, PropertyResult, RunEvent, RunFailure, RunResult, RunStatistics, Verdict } from "./event.ts";
import { libraryHost, TimedOut, type Host } from "./host.ts";

/** `auto` runs the steps of small systems and compiles those of large ones; the others are what it chooses from, and the oracle. */
export const engineNames = ["auto", "packed", "compiled", "reference"] as const;
export type EngineName = (typeof engineNames)[number];

export interface CheckOptions {
  /** Ids of the properties to check; absent: all. */
  readonly properties?: readonly string[] | undefined;
  readonly limits?: SearchLimits | undefined;
  /** `auto` unless one is asked for. */
  readonly engine?: EngineName | undefined;
  /** Keep what tells why there are so many states. */
  readonly statistics?: boolean | undefined;
  /** `fingerprint` keeps 64 bits of each state, where states are wider: less memory, and a small probability that states are left out. */
  readonly store?: StoreKind | undefined;
  /** What may be left out of large searches: `all` that makes no difference, unless it is said. If it is, also of small ones. */
  readonly reduce?: ReduceMode | undefined;
}

/**
 * Check a spec in some configurations, one after the other, and tell about it as it goes.
 *
 * @throws AllwaysError AW308 if a property does not exist; AW1xx if the spec cannot be built.
 */
export async function checkSpec(
  spec: Spec,
  configs: readonly Config[],
  options: CheckOptions,
  host: Host,
  emit: (event: RunEvent) => void,
): Promise<readonly (RunResult | RunFailure)[]> {
  const results: (RunResult | RunFailure)[] = [];
  for (const [ordinal, config] of configs.entries()) {
    emit({ kind: "configuration-start", spec, config, ordinal });
    const result = await checkConfiguration(spec, config, options, host, emit);
    results.push(result);
    emit("error" in result ? { kind: "failure", failure: result } : { kind: "configuration-end", result });
    if (host.interrupted()) break;
  }
  return results;
}

/**
 * Check a spec from a program: all configurations of its matrix, or those that `configs` lists.
 *
 * @example
 * const lock = spec({
 *   name: "lock",
 *   about: "a flag is tested and set in two steps",
 *   build() {
 *     const world = state({ locked: bool });
 *     const enter = world.procedure("enter", (p) => {
 *       p.await("test", (k) => !k.locked);
 *       p.step("set", (k) => {
 *         k.locked = true;
 *       });
 *       p.step("inside");
 *     });
 *     return world.system({
 *       processes: { one: enter.start(), two: enter.start() },
 *       properties: ({ invariant }) => [
 *         invariant("mutex", "only one is inside", (_, { one, two }) => !(one.at("inside") && two.at("inside"))),
 *       ],
 *     });
 *   },
 * });
 * const [result] = await check(lock, { properties: ["mutex"] });
 * result?.verdict; // "violated"
 * result?.properties[0]?.trace?.steps.map((step) => `${step.process}: ${step.step}`); // ["one: test", "two: test", "two: set", "one: set"]
 *
 * @throws AllwaysError if the spec cannot be built, or a step breaks the rules of the language.
 */
export async function check(spec: Spec, options: CheckOptions & { readonly configs?: readonly Config[] } = {}): Promise<readonly RunResult[]> {
  const configs = options.configs ?? configurations(spec.parameters, spec.matrix);
  const results = await checkSpec(spec, configs, options, libraryHost, () => {});
  return results.map((result) => {
    if ("error" in result) throw result.error;
    return result;
  });
}

async function checkConfiguration(spec: Spec, config: Config, options: CheckOptions, host: Host, emit: (event: RunEvent) => void): Promise<RunResult | RunFailure> {
  const start = host.now();
  const { limits = {}, engine = "auto", statistics, store, reduce } = options;
  const system = spec.build(config);
  checkExpectation(spec, config, system);
  const properties = chosenProperties(spec, system, options.properties);
  const search = searchWith(engine, system, properties, { ...limits, statistics, store, reduce: reduce ?? defaultReduction(expectationOf(spec, config)) }, reduce !== undefined && reduce !== "none");
  let outcome: Outcome;
  const spent: Partial<Record<Phase, number>> = {};
  try {
    outcome = await drive(search, spent, start, host, emit);
  } catch (error) {
    return failureOf(spec, config, system, error);
  }
  return {
    ...resultOf(spec, config, system, outcome, host, emit),
    seconds: host.now() - start,
    peakMemoryBytes: host.peakMemoryBytes(),
    engine: search.engine,
    workers: search.workers,
    statistics: outcome.statistics === undefined ? undefined : runStatistics(system, outcome.statistics, spent),
  };
}

/** What makes no difference to verdicts is left out; where a spec expects counts, only what makes none to these. */
function defaultReduction(expectation: Expectation | undefined): ReduceMode {
  const counts = [expectation?.states, expectation?.transitions, expectation?.depth];
  return counts.every((each) => each === undefined) ? "all" : "symmetry";
}

function runStatistics(system: System, { localStates, ...rest }: SearchStatistics, seconds: Partial<Record<Phase, number>>): RunStatistics {
  return { ...rest, localStates: localStates?.map((seen, process) => ({ process: system.processes[process]?.title ?? "", seen })), seconds };
}

/** Seconds between two looks at the clock and the user; a slice of the search runs under the host's guard. */
const slice = 0.1;

/** Turns, some seconds, that a search waits for the compiler where it is to be reduced from the beginning. */
const turnsAhead = 1000;

/** @param eager reduce small state spaces, too. */
function searchWith(engine: EngineName, system: System, properties: readonly Property[], limits: SearchOptions, eager: boolean): Search {
  const thresholds = eager ? { compile: 0, ahead: turnsAhead, reduce: 0 } : {};
  if (properties.some(isOfRuns)) return new TemporalSearch(system, properties, limits, (others, walker) => walkWith(engine, system, others, limits, walker, thresholds));
  switch (engine) {
    case "auto":
      return new AutoSearch(system, properties, limits, thresholds);
    case "packed":
      return new PackedSearch(system, properties, limits);
    case "compiled":
      return new AutoSearch(system, properties, limits, { ...thresholds, compile: 0, ahead: Infinity });
    case "reference":
      return new ReferenceSearch(system, properties, limits);
  }
}

/** @param spent gets the seconds of each phase. */
function walkWith(engine: EngineName, system: System, properties: readonly Property[], limits: SearchOptions, walker: Walker, thresholds: Thresholds): WalkingSearch {
  switch (engine) {
    case "auto":
      return new AutoSearch(system, properties, limits, thresholds, walker);
    case "packed":
      return new PackedSearch(system, properties, limits, walker);
    case "compiled":
      return new AutoSearch(system, properties, limits, { ...thresholds, compile: 0, ahead: Infinity }, walker);
    case "reference":
      return new ReferenceSearch(system, properties, limits, walker);
  }
}

async function drive(search: Search, spent: Partial<Record<Phase, number>>, start: number, host: Host, emit: (event: RunEvent) => void): Promise<Outcome> {
  let running = search.run();
  for (;;) {
    const end = host.now() + slice;
    let step: IteratorResult<Progress, StopReason | undefined>;
    try {
      step = host.guarded(() => {
        for (let before = host.now(); ; ) {
          const { phase } = search;
          const next = running.next();
          const now = host.now();
          spent[phase] = (spent[phase] ?? 0) + now - before;
          if (next.done === true || now >= end) return next;
          before = now;
        }
      });
    } catch (error) {
      const path = error instanceof TimedOut ? search.currentPath() : undefined;
      if (path !== undefined) throw new HungStep(path);
      if (!(error instanceof TimedOut)) throw error;
      running = search.run();
      continue;
    }
    const { done, value } = step;
    if (done === true) return search.outcome(value);
    emit({ kind: "progress", progress: value, seconds: host.now() - start });
    try {
      await host.pause();
    } catch (error) {
      // Given up: threads of the search must not go on.
      running.return(undefined);
      throw error;
    }
    if (host.interrupted()) return search.outcome("interrupted");
  }
}

function chosenProperties(spec: Spec, system: System, ids: readonly string[] | undefined): readonly Property[] {
  if (ids === undefined) return system.properties;
  return ids.map((id) => {
    const property = system.properties.find((candidate) => candidate.id === id);
    if (property !== undefined) return property;
    throw new AllwaysError("AW308", `${spec.name} has no property "${id}"`, { hint: `properties: ${system.properties.map((candidate) => candidate.id).join(", ")}` });
  });
}

function resultOf(spec: Spec, config: Config, system: System, outcome: Outcome, host: Host, emit: (event: RunEvent) => void): Omit<RunResult, "seconds" | "peakMemoryBytes" | "engine" | "workers" | "statistics"> {
  const expectation = expectationOf(spec, config);
  const interpreter = new Interpreter(system);
  const properties = outcome.decisions.map((decision) => {
    const counterexample = counterexampleOf(decision, interpreter, host);
    const property = propertyResult(decision, expectation, counterexample);
    emit({ kind: "property-decided", spec, config, property });
    if (counterexample !== undefined) emit({ kind: "trace", spec, config, property, counterexample });
    return property;
  });
  const { stopped, omissionProbability } = outcome;
  const mismatches = [...(stopped === undefined && outcome.reduction?.whole !== false ? countMismatches(expectation, outcome) : []), ...stepMismatches(expectation, outcome)];
  return {
    spec: spec.name,
    config,
    verdict: overall(properties),
    asExpected: mismatches.length === 0 && properties.every(({ verdict, expected }) => verdict === (expected ?? "holds")),
    exhaustive: stopped === undefined && omissionProbability === undefined,
    stopped,
    omissionProbability,
    states: outcome.states,
    transitions: outcome.transitions,
    depth: outcome.depth,
    bytesPerState: outcome.bytesPerState,
    reduction: outcome.reduction,
    properties,
    mismatches,
    coverage: coverageOf(system, outcome.passed),
  };
}

function propertyResult({ property, verdict, path, remarks = [] }: Decision, expectation: Expectation | undefined, counterexample: Counterexample | undefined): PropertyResult {
  const { id, kind, meaning } = property;
  const expected = expectation?.violated === undefined ? null : expectation.violated.includes(id) ? "violated" : "holds";
  return {
    id,
    kind,
    meaning,
    formula: property.kind === "temporal" ? formulaText(property.formula) : undefined,
    verdict,
    expected,
    remarks: [...remarks],
    steps: path?.moves.length,
    get trace() {
      return counterexample?.trace;
    },
    get position() {
      return property.source?.position;
    },
  };
}

/** No counterexample is shown that the reference interpreter does not confirm. */
function counterexampleOf({ property, path }: Decision, interpreter: Interpreter, { scopeOf }: Host): Counterexample | undefined {
  return path === undefined ? undefined : new Counterexample(interpreter, property, path, scopeOf);
}

function overall(properties: readonly PropertyResult[]): Verdict {
  const worst: readonly Verdict[] = ["violated", "inconclusive"];
  return worst.find((verdict) => properties.some((property) => property.verdict === verdict)) ?? "holds";
}

function countMismatches(expectation: Expectation | undefined, outcome: Outcome): readonly CountMismatch[] {
  return (["states", "transitions", "depth"] as const).flatMap((count) => {
    const expected = expectation?.[count];
    return expected === undefined || expected === outcome[count] ? [] : [{ count, expected, found: outcome[count] }];
  });
}

/** The first path that a search finds is a shortest one, also if the search then stops early. */
function stepMismatches(expectation: Expectation | undefined, { decisions, stopped }: Outcome): readonly CountMismatch[] {
  return decisions.flatMap(({ property: { id }, path }) => {
    const expected = expectation?.shortest?.[id];
    const found = path?.moves.length ?? null;
    if (expected === undefined || expected === found || (found === null && stopped !== undefined)) return [];
    return [{ count: "steps", property: id, expected, found }];
  });
}

/**
 * An expectation of a property that does not exist would never be disappointed.
 *
 * @throws AllwaysError AW111 if there is one.
 */
function checkExpectation(spec: Spec, config: Config, { properties }: System): void {
  const { violated = [], shortest = {} } = expectationOf(spec, config) ?? {};
  for (const id of [...violated, ...Object.keys(shortest)]) {
    if (properties.some((property) => property.id === id)) continue;
    throw new AllwaysError("AW111", `${spec.name} expects something of the property "${id}", which does not exist`, { hint: `properties: ${properties.map((property) => property.id).join(", ")}` });
  }
}

/** A step did not come back; the path ends with it. */
class HungStep extends Error {
  readonly path: Path;

  constructor(path: Path) {
    super("a step hangs");
    this.path = path;
  }
}

/** Find out on the reference interpreter what a step did wrong, and say so with the trace that leads there. */
function failureOf(spec: Spec, config: Config, system: System, error: unknown): RunFailure {
  if (!(error instanceof FailedStep) && !(error instanceof HungStep)) throw error;
  let path: Path;
  try {
    ({ path } = error);
  } catch (earlier) {
    return failureOf(spec, config, system, earlier);
  }
  const interpreter = new Interpreter(system);
  const before = replayPath(interpreter, { ...path, moves: path.moves.slice(0, -1) });
  const trace = traceOf(interpreter, before);
  const move = path.moves.at(-1) as Path["moves"][number];
  const last = before.states.at(-1) as (typeof before.states)[number];
  const { title } = system.processes[move.process] as { title: string };
  const program = interpreter.programs[move.process];
  const action = program?.locations[last.processes[move.process]?.pc as number]?.actions[move.action];
  if (action === undefined) throw error;
  const step: TraceStep = { process: title, callPath: action.frame.callPath, step: action.step.label, choice: choicesOf(action)[move.choice], changes: [], raised: [], position: action.step.source.position };
  if (error instanceof HungStep) {
    const stuck = new AllwaysError("AW204", "a step does not come to an end", { hint: "a step is one instant: give every loop in it a bound" });
    return { spec: spec.name, config, error: stepError(stuck, title, action), trace, step };
  }
  if (error.fault === "nondeterministic") {
    const random = new AllwaysError("AW205", "a step does not do the same thing twice in the same state", {
      hint: "a step must depend on the state only: no clock, no randomness, no variables of its own",
    });
    return { spec: spec.name, config, error: stepError(random, title, action), trace, step };
  }
  try {
    interpreter.take(last, move);
  } catch (thrown) {
    if (thrown instanceof AllwaysError) return { spec: spec.name, config, error: thrown, trace, step };
    throw thrown;
  }
  return { spec: spec.name, config, error: stepError(error.cause, title, action), trace, step };
}

