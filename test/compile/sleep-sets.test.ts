import { expect, test } from "vitest";
import { each, indexSet, range, state, table } from "../../checker/index.ts";
import { compileSystem } from "../../checker/compile/compiled-system.ts";
import { expandModule } from "../../checker/compile/expand-module.ts";
import { PackedSystem } from "../../checker/compile/packed-system.ts";
import type { System } from "../../checker/language/system.ts";
import { CompiledSearch } from "../../checker/search/compiled-search.ts";
import { storeFor } from "../../checker/search/store/store-for.ts";
import { complete, finish, searchPacked, summary } from "../support.ts";

/** How many successors a search looks up in its store, and what it finds. */
function search(system: System): { readonly lookedUp: number; readonly found: object } {
  const compiled = complete(compileSystem(new PackedSystem(system), system.properties));
  if (compiled === undefined) throw new Error("too large to compile");
  let lookedUp = 0;
  const makeStore = (words: number, bits: number): ReturnType<typeof storeFor> => {
    const store = storeFor(words, bits);
    const insert = store.insert.bind(store);
    store.insert = (count) => {
      lookedUp += count;
      return insert(count);
    };
    return store;
  };
  return { found: summary(finish(new CompiledSearch(compiled, expandModule(compiled), system.properties, {}, makeStore))), lookedUp };
}

/** Three processes count to four, each on its own or all on one place. */
function counters(shared: boolean): System {
  const Process = indexSet("process", 3);
  const world = state({ counts: table(Process, range(0, 12)) });
  const count = world.procedure("count", { params: { place: Process } }, (p) => {
    for (let times = 0; times < 4; times++) {
      p.step(`step ${times}`, (k, l) => {
        k.counts[l.place]++;
      });
    }
  });
  return world.system({ processes: { counter: each(Process, (process) => count.start({ place: shared ? Process.first : process })) } });
}

test("steps that have nothing to do with each other lead to each state once", () => {
  const { found, lookedUp } = search(counters(false));
  expect(found).toEqual(summary(searchPacked(counters(false))));
  expect(found).toMatchObject({ states: 125, transitions: 300 });
  expect(lookedUp).toBe(125);
});

test("steps that read what others write are all looked at", () => {
  const { found, lookedUp } = search(counters(true));
  expect(found).toMatchObject({ states: 125, transitions: 300 });
  expect(lookedUp).toBe(301);
});
