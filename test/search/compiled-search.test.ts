import { expect, test } from "vitest";
import { indexSet, each, range, state } from "../../checker/index.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { finish, searchPacked, summary } from "../support.ts";

test("every property is judged, also where there are more than generated code has bits for", () => {
  const Thread = indexSet("thread", 2);
  const world = state({ n: range(0, 60) });
  const count = world.procedure("count", (p) =>
    p.loop(() =>
      p.await(
        "count",
        (k) => k.n < 60,
        (k) => {
          k.n++;
        },
      ),
    ),
  );
  const system = world.system({
    processes: { count: each(Thread, () => count.start()) },
    properties: ({ invariant, reachable, terminal }) => [
      ...Array.from({ length: 50 }, (_, limit) => invariant(`below ${limit + 20}`, "n stays small", (k) => k.n < limit + 20)),
      ...Array.from({ length: 50 }, (_, goal) => reachable(`reaches ${goal + 20}`, "n gets there", (k) => k.n === goal + 20)),
      terminal("end", "n ends at 60", (k) => k.n === 60),
    ],
  });
  const search = new AutoSearch(system, system.properties, {}, { compile: 0 });
  const found = finish(search);
  expect(search.engine).toBe("compiled");
  expect(summary(found)).toEqual(summary(searchPacked(system)));
  const violated = found.decisions.filter(({ verdict }) => verdict === "violated").map(({ property }) => property.id);
  expect(violated).toHaveLength(41 + 9);
});

test("a property of transitions is judged, also in a search that is large enough to be compiled", () => {
  const world = state({ n: range(0, 60) });
  const count = world.procedure("count", (p) =>
    p.loop(() =>
      p.choose("count", range(1, 2), (k, _, by) => k.n + by <= 60, (k, _, by) => {
        k.n += by;
      }),
    ),
  );
  const system = world.system({
    processes: { count: count.start() },
    properties: ({ transition, terminal }) => [transition("by one", "n grows by one", (before, after) => after.n === before.n + 1), terminal("end", "n ends at 60", (k) => k.n === 60)],
  });
  const found = finish(new AutoSearch(system, system.properties, {}, { compile: 0 }));
  expect(summary(found)).toEqual(summary(searchPacked(system)));
  expect(found.decisions.map(({ verdict }) => verdict)).toEqual(["violated", "holds"]);
});
