import { configurations, type Spec } from "../checker/language/spec.ts";
import type { Config } from "../checker/language/parameter.ts";
import type { System } from "../checker/language/system.ts";
import type { Outcome, Search } from "../checker/search/outcome.ts";
import { AutoSearch } from "../checker/search/auto-search.ts";
import { PackedSearch } from "../checker/search/packed-search.ts";
import { Interpreter } from "../checker/search/reference/interpreter.ts";
import { ReferenceSearch } from "../checker/search/reference/reference-search.ts";
import { isOfRuns } from "../checker/search/verdicts.ts";
import { TemporalSearch } from "../checker/temporal/temporal-search.ts";

/** Run something that yields to its end. */
export function complete<T>(running: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = running.next();
    if (done === true) return value;
  }
}

export function finish(search: Search): Outcome {
  return search.outcome(complete(search.run()));
}

export function searchPacked(system: System): Outcome {
  return finish(new TemporalSearch(system, system.properties, {}, (others, walker) => new PackedSearch(system, others, {}, walker)));
}

/** From the first state on with generated code. */
export function searchCompiled(system: System): Outcome & { readonly engine: string } {
  const search = system.properties.some(isOfRuns)
    ? new TemporalSearch(system, system.properties, {}, (others, walker) => new AutoSearch(system, others, {}, { compile: 0 }, walker))
    : new AutoSearch(system, system.properties, {}, { compile: 0 });
  return { ...finish(search), engine: search.engine };
}

export function searchReference(system: System): Outcome {
  return finish(new TemporalSearch(system, system.properties, {}, (others, walker) => new ReferenceSearch(system, others, {}, walker)));
}

/** What two engines must agree on: counts, verdicts, and the very same shortest paths. */
export function summary(outcome: Outcome): object {
  return {
    states: outcome.states,
    transitions: outcome.transitions,
    depth: outcome.depth,
    stopped: outcome.stopped,
    passed: outcome.passed,
    levels: outcome.statistics?.levels,
    decisions: outcome.decisions.map(({ property, verdict, path }) => [property.id, verdict, path]),
  };
}

/** Every reachable state as plain data, from the reference interpreter. */
export function statesOf(system: System): readonly string[] {
  const interpreter = new Interpreter(system);
  const seen = new Set([...interpreter.initialStates()].map(({ state }) => JSON.stringify(state)));
  for (const text of seen) for (const { next } of interpreter.successors(JSON.parse(text))) seen.add(JSON.stringify(next));
  return [...seen];
}

export function defaultConfig(spec: Spec): Config {
  return configurations(spec.parameters, [{}])[0] ?? {};
}
