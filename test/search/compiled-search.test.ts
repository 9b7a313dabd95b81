import { expect, test } from "vitest";
import { indexSet, each, range, state, table } from "../../checker/index.ts";
import { compileSystem } from "../../checker/compile/compiled-system.ts";
import { expandModule } from "../../checker/compile/expand-module.ts";
import { PackedSystem } from "../../checker/compile/packed-system.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { CompiledSearch } from "../../checker/search/compiled-search.ts";
import { ListStore } from "../../checker/search/store/list-store.ts";
import type { Walker } from "../../checker/search/walk.ts";
import { complete, finish, searchPacked, summary } from "../support.ts";

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

test("paths are found in a search that tells a walker, also when the levels have to be searched again", () => {
  const Thread = indexSet("thread", 3);
  const world = state({ n: table(Thread, range(0, 9)) });
  const count = world.procedure("count", { params: { own: Thread } }, (p) =>
    p.loop(() =>
      p.await("count", (k, l) => k.n[l.own] < 9, (k, l) => {
        k.n[l.own]++;
      }),
    ),
  );
  const system = world.system({ processes: { count: each(Thread, (own) => count.start({ own })) }, properties: ({ reachable }) => [reachable("all", "all can count to the end", (k) => Thread.every((own) => k.n[own] === 9))] });
  const compiled = complete(compileSystem(new PackedSystem(system), system.properties));
  if (compiled === undefined) throw new Error("too large to compile");
  const heard = { states: 0, transitions: 0 };
  const walker: Walker = { predicates: [], ofOrbits: false, restart: () => {}, kindOf: () => 0, found: () => void heard.states++, expanding: () => {}, transition: () => void heard.transitions++, block: (_ends, kinds) => void (heard.transitions += kinds.length) };
  const search = new CompiledSearch(compiled, expandModule(compiled, { labelled: true }), system.properties, {}, (words, bits) => new ListStore(words, bits), { logged: 0, walker });
  expect(summary(finish(search))).toEqual(summary(searchPacked(system)));
  expect(heard).toEqual({ states: 1000, transitions: 2700 });
});
