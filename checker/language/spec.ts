import { AllwaysError } from "./error.ts";
import { accepts, domainText, type Config, type ConfigOf, type Parameters, type ParameterValue } from "./parameter.ts";
import type { System } from "./system.ts";

/** Some parameters, each with the values that are meant. */
export type Selection<P extends Parameters> = { readonly [N in keyof P]?: ConfigOf<P>[N] | readonly ConfigOf<P>[N][] };

/** What is known of the configurations that `when` selects. */
export interface Expectation<P extends Parameters = Parameters> {
  readonly when?: Selection<P>;
  /** The ids of the properties that are violated; every other property holds. */
  readonly violated?: readonly string[];
  /** Golden counts of the complete search. */
  readonly states?: number;
  readonly transitions?: number;
  readonly depth?: number;
  /** By property id, how many steps its shortest counterexample has; for a reachability property that holds, its shortest witness. */
  readonly shortest?: Readonly<Record<string, number>>;
}

/** A parameter whose values are versions, in order. */
export interface Ladder<Name extends string = string> {
  /** Its name; a choice. */
  readonly parameter: Name;
  /** What is new at a level, in one line: the subject of a commit. */
  readonly about?: Readonly<Record<string, string>>;
}

export interface SpecDefinition<P extends Parameters> {
  /** The name on the command line: kebab-case. */
  readonly name: string;
  /** One line: what is checked. */
  readonly about: string;
  readonly parameters?: P;
  /** What `allways check` runs: every combination of the listed values, other parameters at their default. */
  readonly matrix?: readonly Selection<P>[];
  /** Which parameter is a ladder: its values are versions of what is modelled, the oldest first. `allways ladder` climbs it. */
  readonly ladder?: Ladder<keyof P & string>;
  /** Build the system for one configuration. */
  readonly build: (config: ConfigOf<P>) => System;
  /** The first entry whose `when` fits a configuration is what is expected of it; without one, every property is expected to hold. */
  readonly expect?: readonly Expectation<P>[];
}

/** A spec: a family of systems over parameters, with what is expected of each. */
export interface Spec {
  readonly kind: "allways-spec";
  readonly name: string;
  readonly about: string;
  readonly parameters: Parameters;
  readonly matrix: readonly Selection<Parameters>[];
  readonly ladder: Ladder | undefined;
  readonly build: (config: Config) => System;
  readonly expect: readonly Expectation[];
}

/**
 * Declare a spec; make it the default export of its file.
 *
 * @example
 * const counter = spec({
 *   name: "counter",
 *   about: "two threads count to two, if counting is one step",
 *   parameters: { atomic: flag("count in one step", { default: true }) },
 *   matrix: [{ atomic: [true, false] }],
 *   build({ atomic }) {
 *     const world = state({ count: range(0, 2) });
 *     const work = world.procedure("work", { locals: { old: range(0, 2) } }, (p) => {
 *       if (atomic) {
 *         p.step("count", (k) => {
 *           k.count++;
 *         });
 *       } else {
 *         p.step("read", (k, l) => {
 *           l.old = k.count;
 *         });
 *         p.step("write", (k, l) => {
 *           k.count = l.old + 1;
 *         });
 *       }
 *     });
 *     return world.system({
 *       processes: { worker: each(indexSet("thread", 2), () => work.start()) },
 *       properties: ({ terminal }) => [terminal("two", "in the end the count is 2", (k) => k.count === 2)],
 *     });
 *   },
 *   expect: [{ when: { atomic: false }, violated: ["two"], shortest: { two: 4 } }, { violated: [], states: 4 }],
 * });
 * const results = await check(counter);
 * results.map((result) => result.verdict); // ["holds", "violated"]
 * results.every((result) => result.asExpected); // true
 *
 * @throws AllwaysError AW111 if an expectation or the matrix names an unknown parameter or value, or the ladder is not a choice.
 */
export function spec<const P extends Parameters = Record<never, never>>(definition: SpecDefinition<P>): Spec {
  const { name, about, matrix = [{}], expect = [], ladder, build } = definition;
  const parameters: Parameters = definition.parameters ?? {};
  for (const selection of [...matrix, ...expect.map((expectation) => expectation.when ?? {})]) checkSelection(name, parameters, selection as Selection<Parameters>);
  if (ladder !== undefined && parameters[ladder.parameter]?.kind !== "choice") {
    throw new AllwaysError("AW111", `${name}: the ladder "${ladder.parameter}" is not a choice`, { hint: "name a parameter that is declared with choice(); its values are the levels, oldest first" });
  }
  return {
    kind: "allways-spec",
    name,
    about,
    parameters,
    matrix: matrix as readonly Selection<Parameters>[],
    ladder,
    build: build as (config: Config) => System,
    expect: expect as readonly Expectation[],
  };
}

/** The configurations of a matrix: all combinations of each selection, defaults elsewhere, without repetition. */
export function configurations(parameters: Parameters, matrix: readonly Selection<Parameters>[]): readonly Config[] {
  const found = new Map<string, Config>();
  for (const selection of matrix) {
    let configs: Config[] = [{}];
    for (const [name, parameter] of Object.entries(parameters)) {
      const values = listOf(selection[name] ?? parameter.default);
      configs = configs.flatMap((config) => values.map((value) => ({ ...config, [name]: value })));
    }
    for (const config of configs) found.set(JSON.stringify(config), config);
  }
  return [...found.values()];
}

/** What a spec expects of a configuration; undefined if it says nothing. */
export function expectationOf(spec: Spec, config: Config): Expectation | undefined {
  return spec.expect.find(({ when = {} }) => Object.entries(when).every(([name, values]) => listOf(values as ParameterValue).includes(config[name] as ParameterValue)));
}

function listOf(values: ParameterValue | readonly ParameterValue[]): readonly ParameterValue[] {
  return Array.isArray(values) ? (values as readonly ParameterValue[]) : [values as ParameterValue];
}

function checkSelection(spec: string, parameters: Parameters, selection: Selection<Parameters>): void {
  for (const [name, values] of Object.entries(selection)) {
    const parameter = parameters[name];
    if (parameter === undefined) throw new AllwaysError("AW111", `${spec}: there is no parameter "${name}"`, { hint: `parameters: ${Object.keys(parameters).join(", ")}` });
    for (const value of listOf(values as ParameterValue)) {
      if (!accepts(parameter, value)) throw new AllwaysError("AW111", `${spec}: ${name} cannot be ${String(value)}`, { hint: `${name}: ${domainText(parameter)}` });
    }
  }
}
