import fc from "fast-check";
import { fair, range, state, type Fairness, type Formula, type Operand, type Procedure, type ProcessStart, type Prover, type System } from "../../checker/index.ts";
import type { NaiveFormula, NaiveGraph } from "./naive.ts";

/*
 * Random graphs, as a spec and as plain data. A node is a value of the one shared variable; an edge is a step that waits for its node. Edges belong to
 * processes, and fairness is declared for edges, for procedures and for processes.
 */

type Declared = Fairness | undefined;

export interface RandomGraph {
  readonly nodes: number;
  readonly initial: number;
  readonly processes: readonly {
    readonly fair: Declared;
    readonly procedureFair: Declared;
    readonly edges: readonly { readonly from: number; readonly to: number; readonly fair: Declared }[];
  }[];
}

export type RandomFormula =
  | { readonly op: "node"; readonly set: number }
  | { readonly op: "enabled" | "taken"; readonly edge: number; readonly process: boolean }
  | { readonly op: "not" | "next" | "always" | "eventually" | "once" | "historically"; readonly of: RandomFormula }
  | { readonly op: "and" | "or" | "implies" | "until" | "release" | "leadsTo" | "since"; readonly left: RandomFormula; readonly right: RandomFormula };

/** Edges are drawn as pairs, there and back again or not, so that there are circles. */
export function randomGraph(nodes: number, edges: number, declared: readonly Declared[]): fc.Arbitrary<RandomGraph> {
  const fairness = fc.constantFrom(...declared);
  const node = fc.nat({ max: nodes - 1 });
  const pair = fc.tuple(node, node, fairness, fairness, fc.boolean()).map(([from, to, there, back, both]) => [{ from, to, fair: there }, ...(both ? [{ from: to, to: from, fair: back }] : [])]);
  const process = fc.record({ fair: fairness, procedureFair: fairness, edges: fc.array(pair, { minLength: 1, maxLength: edges / 2 }).map((pairs) => pairs.flat()) });
  return fc.record({ nodes: fc.constant(nodes), initial: node, processes: fc.array(process, { minLength: 1, maxLength: 2 }) });
}

const atom: fc.Arbitrary<RandomFormula> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant("node" as const), set: fc.integer({ min: 1, max: 14 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constantFrom("enabled" as const, "taken" as const), edge: fc.nat({ max: 7 }), process: fc.boolean() }) },
);

/** The past, of atoms and of the past. */
const past = beforeNow(fc.oneof({ weight: 3, arbitrary: atom }, { weight: 1, arbitrary: beforeNow(atom) }));

/** With one level of operators above the atoms, or two: the naive checker cannot afford more. Or with one above the past. */
export const [simpleFormula, randomFormula, pastFormula] = [level(atom), level(level(atom)), level(fc.oneof(atom, past))];

function beforeNow(inner: fc.Arbitrary<RandomFormula>): fc.Arbitrary<RandomFormula> {
  const one = fc.record({ op: fc.constantFrom("once" as const, "historically" as const), of: inner });
  const both = fc.record({ op: fc.constantFrom("since" as const, "since" as const, "and" as const, "or" as const), left: inner, right: inner });
  return fc.oneof(one, both, inner.map((of): RandomFormula => ({ op: "not", of })));
}

function level(inner: fc.Arbitrary<RandomFormula>): fc.Arbitrary<RandomFormula> {
  return fc.oneof(
    { weight: 1, arbitrary: inner },
    { weight: 3, arbitrary: fc.record({ op: fc.constantFrom("not" as const, "next" as const, "always" as const, "eventually" as const), of: inner }) },
    {
      weight: 3,
      arbitrary: fc.record({ op: fc.constantFrom("and" as const, "or" as const, "implies" as const, "until" as const, "release" as const, "leadsTo" as const), left: inner, right: inner }),
    },
  );
}

interface Shared {
  readonly at: number;
}
type Prove = Prover<Shared, Record<string, unknown>>;

/** Every edge with its process and label. */
function edgesOf({ processes }: RandomGraph) {
  return processes.flatMap(({ edges }, process) => edges.map((edge, ordinal) => ({ ...edge, process: `process${process}`, step: `edge${ordinal}` })));
}

/** The graph as a system that claims some formulas. */
export function systemOf(graph: RandomGraph, formulas: readonly RandomFormula[]): System {
  const world = state({ at: range(0, graph.nodes - 1, graph.initial) });
  const starts = graph.processes.map(({ fair: ofProcess, procedureFair, edges }, ordinal): [string, ProcessStart] => {
    const procedure: Procedure<Record<never, never>> = world.procedure(`walk${ordinal}`, procedureFair === undefined ? {} : { fair: procedureFair }, (p) => {
      const branches = edges.map(({ from, to, fair: ofStep }, at) => () => {
        const step = (): void =>
          p.await(`edge${at}`, (k) => k.at === from, (k) => {
            k.at = to;
          });
        if (ofStep === undefined) step();
        else p.fair(ofStep, step);
      });
      p.loop(() => p.either(...branches));
    });
    return [`process${ordinal}`, ofProcess === undefined ? procedure.start() : fair(ofProcess, procedure.start())];
  });
  return world.system({
    processes: Object.fromEntries(starts),
    properties: (prove) => formulas.map((formula, at) => prove.temporal(`formula${at}`, "drawn at random", formulaOf(graph, formula, prove as unknown as Prove) as Formula)),
  });
}

function formulaOf(graph: RandomGraph, formula: RandomFormula, prove: Prove): Operand<Shared, Record<string, unknown>> {
  const of = (part: RandomFormula): Operand<Shared, Record<string, unknown>> => formulaOf(graph, part, prove);
  switch (formula.op) {
    case "node":
      return prove.and((k) => nodesOf(graph, formula.set).includes(k.at));
    case "enabled":
    case "taken": {
      const { process, step } = pick(edgesOf(graph), formula.edge);
      return prove[formula.op](formula.process ? { process } : { process, step });
    }
    case "not":
    case "next":
    case "always":
    case "eventually":
    case "once":
    case "historically":
      return prove[formula.op](of(formula.of));
    default:
      return prove[formula.op](of(formula.left), of(formula.right));
  }
}

/** The same graph and fairness for the naive checker. */
export function naiveGraphOf(graph: RandomGraph): NaiveGraph {
  const all = edgesOf(graph);
  const fairness = graph.processes.flatMap(({ fair: ofProcess, procedureFair }, ordinal) => {
    const own = all.flatMap((edge, at) => (edge.process === `process${ordinal}` ? [at] : []));
    const single = own.flatMap((at) => (all[at]?.fair === undefined ? [] : [{ strength: all[at].fair, edges: [at] }]));
    return [...single, { strength: procedureFair ?? ofProcess ?? ("none" as const), edges: own.filter((at) => all[at]?.fair === undefined) }];
  });
  return {
    initial: [graph.initial],
    edges: all,
    fairness: fairness.flatMap(({ strength, edges }) => (strength === "none" || edges.length === 0 ? [] : [{ strength, edges }])),
  };
}

export function naiveFormulaOf(graph: RandomGraph, formula: RandomFormula): NaiveFormula {
  const of = (part: RandomFormula): NaiveFormula => naiveFormulaOf(graph, part);
  const not = (part: NaiveFormula): NaiveFormula => ({ op: "not", of: part });
  const or = (left: NaiveFormula, right: NaiveFormula): NaiveFormula => ({ op: "or", left, right });
  const all: NaiveFormula = { op: "node", nodes: Array.from({ length: graph.nodes }, (_, node) => node) };
  const eventually = (part: NaiveFormula): NaiveFormula => ({ op: "until", left: all, right: part });
  switch (formula.op) {
    case "node":
      return { op: "node", nodes: nodesOf(graph, formula.set) };
    case "enabled":
    case "taken": {
      const edges = edgesOf(graph);
      const meant = pick(edges, formula.edge);
      return { op: formula.op, edges: edges.flatMap(({ process, step }, at) => (process === meant.process && (formula.process || step === meant.step) ? [at] : [])) };
    }
    case "not":
      return not(of(formula.of));
    case "next":
      return { op: "next", of: of(formula.of) };
    case "always":
      return not(eventually(not(of(formula.of))));
    case "eventually":
      return eventually(of(formula.of));
    case "and":
      return not(or(not(of(formula.left)), not(of(formula.right))));
    case "or":
      return or(of(formula.left), of(formula.right));
    case "implies":
      return or(not(of(formula.left)), of(formula.right));
    case "once":
      return { op: "since", left: all, right: of(formula.of) };
    case "historically":
      return not({ op: "since", left: all, right: not(of(formula.of)) });
    case "since":
      return { op: "since", left: of(formula.left), right: of(formula.right) };
    case "until":
      return { op: "until", left: of(formula.left), right: of(formula.right) };
    case "release":
      return not({ op: "until", left: not(of(formula.left)), right: not(of(formula.right)) });
    case "leadsTo":
      return not(eventually(not(or(not(of(formula.left)), eventually(of(formula.right))))));
  }
}

/** Numbers as sets of nodes: bit by bit. */
function nodesOf({ nodes }: RandomGraph, set: number): readonly number[] {
  return Array.from({ length: nodes }, (_, node) => node).filter((node) => ((set >> node % 4) & 1) === 1);
}

function pick<T>(from: readonly T[], at: number): T {
  return from[at % from.length] as T;
}
