import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AllwaysError, bool, range, state, type Body, type Procedure, type System } from "../../checker/index.ts";
import { bisimilar } from "../../checker/mutate/bisimulation.ts";
import { mutantsOf } from "../../checker/mutate/mutation.ts";
import { Observation } from "../../checker/mutate/observation.ts";
import { stateGraph } from "../../checker/mutate/state-graph.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { build, randomSystem } from "../differential/random-system.ts";
import { finish, searchPacked } from "../support.ts";

const world = state({ count: range(0, 3), flag: bool });
const alarm = world.assertion("alarm", "never raised");

function same(one: Procedure<Record<never, never>>, other: Procedure<Record<never, never>>): boolean {
  const [first, second] = [one, other].map((procedure) => stateGraph(world.system({ processes: { main: procedure.start() } }), 1_000));
  if (first === undefined || second === undefined) throw new Error("too large");
  return bisimilar(first, second);
}

type Build = (p: Body<{ count: number; flag: boolean }, Record<never, never>, Record<never, never>, never>) => void;
const procedure = (body: Build): Procedure<Record<never, never>> => world.procedure("main", body);

const up = (label: string): Build => (p) => p.step(label, (k) => void (k.count = 1));

describe("graphs are the same", () => {
  test("if only labels differ", () => {
    expect(same(procedure(up("one")), procedure(up("other")))).toBe(true);
  });

  test("if only what locals hold differs, and nobody sees it", () => {
    const keeps = world.procedure("main", { locals: { kept: range(0, 3) } }, (p) => p.step("keep", (k, l) => void (l.kept = k.count)));
    expect(same(keeps, procedure((p) => p.step("pass")))).toBe(true);
  });

  test("if a loop is unrolled", () => {
    const once = procedure((p) => p.loop(() => p.step("turn", (k) => void (k.flag = !k.flag))));
    const twice = procedure((p) =>
      p.loop(() => {
        p.step("on", (k) => void (k.flag = true));
        p.step("off", (k) => void (k.flag = false));
      }),
    );
    expect(same(once, twice)).toBe(true);
  });
});

describe("graphs are not the same", () => {
  test("if a step is missing", () => {
    expect(same(procedure(up("one")), procedure(() => {}))).toBe(false);
    expect(same(procedure((p) => p.step("pass")), procedure(() => {}))).toBe(false);
  });

  test("if the shared state differs on the way", () => {
    const inOrder = procedure((p) => {
      p.step("count", (k) => void (k.count = 1));
      p.step("flag", (k) => void (k.flag = true));
    });
    const reversed = procedure((p) => {
      p.step("flag", (k) => void (k.flag = true));
      p.step("count", (k) => void (k.count = 1));
    });
    expect(same(inOrder, reversed)).toBe(false);
  });

  test("if an assertion is raised", () => {
    expect(same(procedure((p) => p.step("a", () => void alarm.warnOn(true))), procedure((p) => p.step("a")))).toBe(false);
  });

  test("if a process is stopped instead of ending", () => {
    const stops = procedure((p) => p.step("a", () => alarm.bugOn(true)));
    expect(same(stops, procedure((p) => p.step("a", () => void alarm.warnOn(true))))).toBe(false);
  });

  test("if a choice is made earlier, although the same happens in every run", () => {
    const late = procedure((p) => {
      p.step("pass");
      p.either(
        () => p.step("one", (k) => void (k.count = 1)),
        () => p.step("two", (k) => void (k.count = 2)),
      );
    });
    const early = procedure((p) =>
      p.either(
        () => {
          p.step("pass");
          p.step("one", (k) => void (k.count = 1));
        },
        () => {
          p.step("pass too");
          p.step("two", (k) => void (k.count = 2));
        },
      ),
    );
    expect(same(late, early)).toBe(false);
  });

  test("if another process takes the step", () => {
    const one = procedure(up("one"));
    const none = procedure(() => {});
    const graphs = [world.system({ processes: { a: one.start(), b: none.start() } }), world.system({ processes: { a: none.start(), b: one.start() } })].map((system) => stateGraph(system, 100));
    expect(bisimilar(graphs[0] as never, graphs[1] as never)).toBe(false);
  });

  test("if a property tells them apart", () => {
    const system = (label: string): System =>
      world.system({
        processes: {
          main: world
            .procedure("main", (p) => {
              p.step("a");
              p.step("b");
              p.step(label);
            })
            .start(),
        },
        properties: ({ reachable }) => [reachable("c", "c is reached", (_, { main }) => label === "c" && main.at("c"))],
      });
    expect(bisimilar(stateGraph(system("c"), 100) as never, stateGraph(system("d"), 100) as never)).toBe(false);
  });
});

test("where a property speaks of runs, steps are told apart by their names", () => {
  const system = (label: string, runs: boolean): System =>
    world.system({
      processes: { main: procedure(up(label)).start() },
      properties: ({ temporal, eventually, taken }) => (runs ? [temporal("steps", "it steps", eventually(taken({ step: "one" })))] : []),
    });
  const compare = (runs: boolean): boolean => bisimilar(stateGraph(system("one", runs), 100) as never, stateGraph(system("other", runs), 100) as never);
  expect([compare(false), compare(true)]).toEqual([true, false]);
});

test("a graph that is too large is not compared", () => {
  expect(stateGraph(world.system({ processes: { main: procedure(up("one")).start() } }), 1)).toBeUndefined();
});

/** What is claimed of a mutant that is called equivalent: no property can tell. */
test("on random systems, a mutant with the same graph has the same verdicts", () => {
  const compared = { same: 0, different: 0 };
  fc.assert(
    fc.property(randomSystem, (drawn) => {
      const system = build(drawn);
      const observation = new Observation();
      const original = graphOf(system);
      if (original === undefined) return;
      const observed = observation.of(system);
      finish(new PackedSearch(observed, observed.properties));
      const verdicts = verdictsOf(system);
      for (const mutant of [...mutantsOf(system, observation).values()].slice(0, 8)) {
        const mutated = mutant.system();
        const graph = graphOf(mutated);
        const equal = graph !== undefined && bisimilar(original, graph);
        compared[equal ? "same" : "different"]++;
        if (equal) expect(verdictsOf(mutated)).toEqual(verdicts);
      }
    }),
    { numRuns: 20 },
  );
  expect(compared.same).toBeGreaterThan(0);
  expect(compared.different).toBeGreaterThan(10);
});

function verdictsOf(system: System): readonly string[] {
  return searchPacked(system).decisions.map(({ property, verdict, path }) => `${property.id} ${verdict} after ${path?.moves.length}`);
}

/** Undefined where a step breaks the rules of the language, or where the graph is large. */
function graphOf(system: System): ReturnType<typeof stateGraph> {
  try {
    return stateGraph(system, 150);
  } catch (error) {
    if (error instanceof AllwaysError) return undefined;
    throw error;
  }
}
