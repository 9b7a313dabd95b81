import { expect, test } from "vitest";
import { bool, fair, indexSet, range, state, table, type System } from "../../checker/index.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { TemporalSearch } from "../../checker/temporal/temporal-search.ts";
import { finish, searchPacked, summary } from "../support.ts";

const Lamp = indexSet("lamp", 24);

/** One step depends on 16,777,216 combinations, of which two can be reached. */
function lamps(steps: number): System {
  const world = state({ lit: table(Lamp, bool), turns: range(0, steps) });
  const light = world.procedure("light", (p) => {
    p.step("light all", (k) => {
      for (const lamp of Lamp) k.lit[lamp] = true;
    });
  });
  const turn = world.procedure("turn", (p) => {
    p.loop(() => {
      p.await("turn", (k) => k.turns < steps, (k) => {
        k.turns++;
      });
    });
  });
  const count = world.procedure("count", { locals: { lit: range(0, 24) } }, (p) => {
    p.step("count", (k, l) => {
      l.lit = Lamp.filter((lamp) => k.lit[lamp]).length;
    });
    p.step("look", (k, l) => {
      if (l.lit === 24) k.turns = 0;
    });
  });
  return world.system({
    processes: { light: light.start(), turn: fair("weak", turn.start()), count: count.start() },
    properties: ({ invariant, temporal, eventually, always, implies, taken }) => [
      invariant("few", "turns are few", (k) => k.turns < steps),
      temporal("all", "turns come to an end", eventually((k) => k.turns === steps)),
      temporal("counted", "the lamps are counted when they are lit", always(implies(taken({ step: "count" }), (k) => k.lit.lamp0))),
    ],
  });
}

test("a step that depends on too much is learned as far as the search needs it, and properties of runs hear of it", () => {
  const system = lamps(500);
  const thresholds = { compile: 100, list: Infinity };
  const search = new TemporalSearch(system, system.properties, { statistics: true }, (others, walker) => new AutoSearch(system, others, { statistics: true }, thresholds, walker));
  const found = finish(search);
  expect(search.engine).toBe("compiled");
  expect(summary({ ...found, statistics: undefined })).toEqual(summary(searchPacked(system)));
  const open = found.statistics?.compiled?.open;
  expect(found.decisions.map(({ verdict }) => verdict)).toEqual(["violated", "holds", "violated", "violated"]);
  expect(open).toMatchObject({ trees: 1, runs: 2 });
  expect(open?.misses).toBeGreaterThan(500);
});

test("where such a step leads to a local state that nobody has foreseen, the steps are run after all", () => {
  const system = lamps(5);
  // Nothing was searched before, so nobody has seen that twenty-four lamps can be lit.
  const search = new TemporalSearch(system, system.properties, {}, (others, walker) => new AutoSearch(system, others, {}, { compile: 0 }, walker));
  expect(summary(finish(search))).toEqual(summary(searchPacked(system)));
  expect(search.engine).toBe("packed");
});

test("where most transitions are such steps, all of them are run", () => {
  const world = state({ lit: table(Lamp, bool), turns: range(0, 400) });
  const turn = world.procedure("turn", (p) => {
    p.loop(() => {
      p.await("turn", (k) => k.turns < 400, (k) => {
        if (Lamp.filter((lamp) => k.lit[lamp]).length === 0) k.turns++;
      });
    });
  });
  const system = world.system({ processes: { turn: turn.start() } });
  const search = new AutoSearch(system, system.properties, {}, { compile: 0, list: 10 });
  expect(summary(finish(search))).toEqual(summary(searchPacked(system)));
  expect(search.engine).toBe("packed");
});
