import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { System } from "../../checker/index.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import type { Decision } from "../../checker/search/outcome.ts";
import { Interpreter } from "../../checker/search/reference/interpreter.ts";
import { ReferenceSearch } from "../../checker/search/reference/reference-search.ts";
import { TemporalSearch } from "../../checker/temporal/temporal-search.ts";
import { violates } from "../../checker/trace/lasso.ts";
import { replayPath } from "../../checker/trace/replay.ts";
import { finish, searchCompiled } from "../support.ts";
import { isViolated } from "./naive.ts";
import { naiveFormulaOf, naiveGraphOf, pastFormula, randomFormula, randomGraph, simpleFormula, systemOf, type RandomFormula, type RandomGraph } from "./random-graph.ts";

const numRuns = Number(process.env["TEMPORAL_RUNS"] ?? 400);

function decisionsOf(system: System, Walking: typeof PackedSearch | typeof ReferenceSearch = PackedSearch): readonly Decision[] {
  const properties = system.properties.filter(({ kind }) => kind === "temporal");
  return finish(new TemporalSearch(system, properties, {}, (others, walker) => new Walking(system, others, {}, walker))).decisions;
}

/** The verdict must be the naive checker's, and a lasso must be one. */
function agree(graphs: fc.Arbitrary<RandomGraph>, formulas: fc.Arbitrary<RandomFormula>): { readonly holds: number; readonly violated: number } {
  const verdicts = { holds: 0, violated: 0, inconclusive: 0 };
  fc.assert(
    fc.property(graphs, formulas, (graph, formula) => {
      const system = systemOf(graph, [formula]);
      const [decision] = decisionsOf(system);
      const naive = isViolated(naiveGraphOf(graph), naiveFormulaOf(graph, formula));
      expect(decision?.verdict).toBe(naive ? "violated" : "holds");
      verdicts[decision?.verdict ?? "inconclusive"]++;
      if (decision?.path === undefined || decision.property.kind !== "temporal") return;
      const interpreter = new Interpreter(system);
      expect(violates(interpreter, decision.property, replayPath(interpreter, decision.path))).toBe(true);
    }),
    { numRuns },
  );
  return verdicts;
}

/** The draw is worth something only if both verdicts are common. */
const common = expect.toSatisfy((verdicts: number) => verdicts > numRuns / 10);

const anyFormula = fc.oneof(randomFormula, pastFormula);
const small = randomGraph(4, 4, [undefined, undefined, undefined, "weak", "strong", "none"]);

describe("random graphs, formulas and fairness", () => {
  it("have the verdict of the naive checker, and every lasso is one", () => {
    expect(agree(small, randomFormula)).toMatchObject({ holds: common, violated: common });
  });

  it("also where many steps are strongly fair", () => {
    expect(agree(randomGraph(5, 8, [undefined, "weak", "strong", "strong", "none"]), simpleFormula)).toMatchObject({ holds: common, violated: common });
  });

  it("also where formulas speak of the past", () => {
    expect(agree(small, pastFormula)).toMatchObject({ holds: common, violated: common });
  });

  it("give the same lassos on every engine", () => {
    fc.assert(
      fc.property(small, anyFormula, (graph, formula) => {
        const system = systemOf(graph, [formula]);
        const packed = decisionsOf(system);
        expect(decisionsOf(system, ReferenceSearch)).toEqual(packed);
        expect(searchCompiled(system).decisions.filter(({ property }) => property.kind === "temporal")).toEqual(packed);
      }),
      { numRuns: numRuns / 10 },
    );
  });

  it("a lasso that breaks a formula does not break its negation", () => {
    fc.assert(
      fc.property(small, anyFormula, (graph, formula) => {
        const system = systemOf(graph, [formula]);
        const opposite = systemOf(graph, [{ op: "not", of: formula }]);
        const [decision] = decisionsOf(system);
        const [negation] = opposite.properties;
        if (decision?.path === undefined || negation?.kind !== "temporal") return;
        const interpreter = new Interpreter(opposite);
        expect(violates(interpreter, negation, replayPath(interpreter, decision.path))).toBe(false);
      }),
      { numRuns: numRuns / 10 },
    );
  });
});
