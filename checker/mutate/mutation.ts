import type { SourcePosition } from "../language/error.ts";
import type { Block, Callee, Statement } from "../language/statement.ts";
import type { System } from "../language/system.ts";
import { localsOf, type Observation } from "./observation.ts";
import { mistakesAt, type OperatorName } from "./operators.ts";
import { blocksOf, rewriteSystem, withCallees } from "./rewrite.ts";

/** One mistake at one place of a spec's text. */
export interface Mutation {
  /** The same in every configuration of a spec, and different for every mutation. */
  readonly key: string;
  readonly procedure: string;
  /** The groups of processes that run it. */
  readonly processes: readonly string[];
  /** The label of the step; null for a call, and for a condition that is no step. */
  readonly step: string | null;
  readonly position: SourcePosition | undefined;
  readonly operator: OperatorName;
  /** The statement and what is wrong with it: `"put" does nothing`. */
  readonly change: string;
}

/** A mutation in one configuration. */
export interface Mutant extends Mutation {
  /** Some process comes to the statement in the system without the mistake. */
  readonly reached: boolean;
  /** The system with the mistake. */
  system(): System;
}

/** Every mistake that can be made in a system, by key. @param observation what a run of this system has shown. */
export function mutantsOf(system: System, observation: Observation): ReadonlyMap<string, Mutant> {
  const found = new Map<string, { readonly mutation: Mutation; readonly edits: Map<Block, Block>; reached: boolean }>();
  const processes = processesByProcedure(system);
  for (const [procedure, groups] of processes) {
    for (const { mistake, block, statement, turn } of mistakesOf(procedure, system, observation)) {
      const { position } = statement.source;
      const change = `${title(statement)} ${mistake.change}`;
      const key = [procedure.name, change, position?.file, position?.line, position?.column, turn].join("\n");
      const step = statement.kind === "step" ? statement.label : null;
      const known = found.get(key) ?? { mutation: { key, procedure: procedure.name, processes: [...groups], step, position, operator: mistake.operator, change }, edits: new Map<Block, Block>(), reached: false };
      known.edits.set(block, mistake.block);
      known.reached ||= observation.reached(statement);
      found.set(key, known);
    }
  }
  return new Map([...found].map(([key, { mutation, edits, reached }]) => [key, { ...mutation, reached, system: () => rewriteSystem(system, (block) => edits.get(block) ?? block) }]));
}

interface Found {
  readonly mistake: ReturnType<typeof mistakesAt>[number];
  readonly block: Block;
  readonly statement: Statement;
  /** A loop of the spec's text may make the same call several times: each is a place of its own. */
  readonly turn: number;
}

function* mistakesOf(procedure: Callee, system: System, observation: Observation): Generator<Found> {
  const scope = { shared: system.shared.fields, locals: localsOf(procedure) };
  const turns = new Map<string, number>();
  for (const block of blocksOf(procedure.body)) {
    for (const [at, statement] of block.entries()) {
      for (const mistake of mistakesAt(block, at, scope, (step) => observation.written(step))) {
        const place = `${title(statement)} ${mistake.change} ${JSON.stringify(statement.source.position)}`;
        const turn = turns.get(place) ?? 0;
        turns.set(place, turn + 1);
        yield { mistake, block, statement, turn };
      }
    }
  }
}

function title(statement: Statement): string {
  if (statement.kind === "step") return `"${statement.label}"`;
  return statement.kind === "call" ? `${statement.procedure.name}()` : "the condition";
}

function processesByProcedure(system: System): ReadonlyMap<Callee, ReadonlySet<string>> {
  const groups = new Map<Callee, Set<string>>();
  for (const { group, procedure } of system.processes) {
    for (const called of withCallees([procedure])) groups.set(called, (groups.get(called) ?? new Set()).add(group));
  }
  return groups;
}
