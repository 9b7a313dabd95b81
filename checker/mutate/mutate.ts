import type { Config } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import type { System } from "../language/system.ts";
import { checkSpec } from "../run/check.ts";
import type { RunFailure, RunResult } from "../run/event.ts";
import type { Host } from "../run/host.ts";
import type { SearchLimits } from "../search/outcome.ts";
import { bisimilar } from "./bisimulation.ts";
import type { Fate, JudgedMutation, SpecMutations } from "./fate.ts";
import { mutantsOf, type Mutant, type Mutation } from "./mutation.ts";
import { Observation } from "./observation.ts";
import { stateGraph, type StateGraph } from "./state-graph.ts";
import { isSurprise, trial } from "./trial.ts";

/** One configuration to mutate, and the properties that may kill; all if undefined. */
export interface Subject {
  readonly config: Config;
  readonly properties: readonly string[] | undefined;
}

export interface MutationProgress {
  readonly spec: Spec;
  readonly done: number;
  readonly mutants: number;
  readonly survived: number;
}

/** Where no limit was given, a mutant may have this many times the states of the spec, */
const mostGrowth = 4;
/** and always this many. */
const smallestLimit = 10_000;
/** States up to which the graphs of a survivor and its spec are compared. */
const mostCompared = 30_000;

/**
 * Make every mistake in a spec that the operators know, one at a time, and find out which of them its properties notice.
 *
 * @throws AllwaysError if the spec itself cannot be built.
 */
export async function mutateSpec(spec: Spec, subjects: readonly Subject[], limits: SearchLimits, host: Host, progress: (progress: MutationProgress) => void): Promise<SpecMutations> {
  const configs = subjects.map(({ config }) => config);
  const prepared: Prepared[] = [];
  const unfit: (RunResult | RunFailure)[] = [];
  for (const subject of subjects) {
    const { result, mutants, system } = await prepare(spec, subject, limits, host);
    if ("error" in result || result.stopped !== undefined || result.properties.some(isSurprise)) unfit.push(result);
    else prepared.push(new Prepared(system, result, mutants));
  }
  if (unfit.length > 0) return { spec, configs, unfit, mutations: [] };

  // Most mistakes are found anywhere, so the smallest configurations come first.
  prepared.sort((one, other) => one.baseline.states - other.baseline.states);
  const first = [...new Map(prepared.toReversed().flatMap(({ mutants }) => [...mutants])).values()].sort(inOrderOfText);
  const mutations: JudgedMutation[] = [];
  for (const { key, procedure, processes, step, position, operator, change } of first) {
    if (host.interrupted()) break;
    progress({ spec, done: mutations.length, mutants: first.length, survived: mutations.filter(({ fate }) => fate.kind === "survived").length });
    mutations.push({ key, procedure, processes, step, position, operator, change, fate: await fateOf(key, spec, prepared, limits, host) });
  }
  return { spec, configs, unfit, mutations };
}

function inOrderOfText({ position: one }: Mutation, { position: other }: Mutation): number {
  const [file, otherFile] = [one?.file ?? "", other?.file ?? ""];
  if (file !== otherFile) return file < otherFile ? -1 : 1;
  return (one?.line ?? 0) - (other?.line ?? 0) || (one?.column ?? 0) - (other?.column ?? 0);
}

/** One configuration of a spec that is as expected without mistakes. */
class Prepared {
  readonly system: System;
  readonly baseline: RunResult;
  readonly mutants: ReadonlyMap<string, Mutant>;
  #graph: StateGraph | undefined;

  constructor(system: System, baseline: RunResult, mutants: ReadonlyMap<string, Mutant>) {
    this.system = system;
    this.baseline = baseline;
    this.mutants = mutants;
  }

  /** A mutant's graph is the same, but for what cannot be seen. False also where the graphs are too large to be compared. */
  isEquivalent(mutated: System): boolean {
    if (this.baseline.states > mostCompared) return false;
    this.#graph ??= stateGraph(this.system, mostCompared);
    const other = this.#graph === undefined ? undefined : stateGraph(mutated, mostCompared);
    return this.#graph !== undefined && other !== undefined && bisimilar(this.#graph, other);
  }
}

async function prepare(spec: Spec, { config, properties }: Subject, limits: SearchLimits, host: Host): Promise<{ system: System; result: RunResult | RunFailure; mutants: ReadonlyMap<string, Mutant> }> {
  const system = spec.build(config);
  const observation = new Observation();
  const observed: Spec = { ...spec, build: () => observation.of(system) };
  // Generated code makes up states that cannot be reached; here only those count that can.
  const [result] = await checkSpec(observed, [config], { engine: "packed", limits, properties }, host, () => {});
  return { system, result: result as RunResult | RunFailure, mutants: mutantsOf(system, observation) };
}

async function fateOf(key: string, spec: Spec, prepared: readonly Prepared[], limits: SearchLimits, host: Host): Promise<Fate> {
  const concerned = prepared.flatMap((subject) => {
    const mutant = subject.mutants.get(key);
    return mutant?.reached === true ? [{ subject, system: mutant.system() }] : [];
  });
  if (concerned.length === 0) return { kind: "not reached" };
  let fate: Extract<Fate, { kind: "survived" | "inconclusive" }> = { kind: "survived", countsDiffer: false };
  for (const { subject, system } of concerned) {
    const { baseline } = subject;
    const here = await trial(spec, system, baseline, { ...limits, maxStates: limits.maxStates ?? Math.max(smallestLimit, baseline.states * mostGrowth) }, host);
    if (here.kind === "inconclusive") fate = here;
    else if (here.kind !== "survived") return here;
    else if (fate.kind === "survived") fate = { kind: "survived", countsDiffer: fate.countsDiffer || here.countsDiffer };
    if (host.interrupted()) return fate.kind === "inconclusive" ? fate : { kind: "inconclusive", config: baseline.config, stopped: "interrupted" };
  }
  const equivalent = fate.kind === "survived" && concerned.every(({ subject, system }) => subject.isEquivalent(system));
  return equivalent ? { kind: "equivalent" } : fate;
}
