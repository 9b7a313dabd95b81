import fc from "fast-check";
import { expect, test } from "vitest";
import { compileSystem, type CompiledSystem } from "../../checker/compile/compiled-system.ts";
import { expandModule } from "../../checker/compile/expand-module.ts";
import { PackedSystem } from "../../checker/compile/packed-system.ts";
import { AllwaysError } from "../../checker/language/error.ts";
import type { Property } from "../../checker/language/property.ts";
import { CompiledSearch } from "../../checker/search/compiled-search.ts";
import { FailedStep } from "../../checker/search/failed-step.ts";
import { UnforeseenState } from "../../checker/search/open-steps.ts";
import type { Outcome } from "../../checker/search/outcome.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import type { CompiledStore } from "../../checker/search/store/compiled-store.ts";
import { ListStore } from "../../checker/search/store/list-store.ts";
import { storeFor } from "../../checker/search/store/store-for.ts";
import { complete, finish, summary } from "../support.ts";
import { MapStore } from "../search/map-store.ts";
import { build, randomSystem } from "./random-system.ts";

/** The summary of a search, or the path to the step that failed. */
function result(run: () => object): object {
  try {
    return run();
  } catch (error) {
    if (error instanceof FailedStep) return { failed: error.path };
    if (error instanceof UnforeseenState) return { unforeseen: true };
    if (error instanceof AllwaysError && error.code !== "AW901") return { failed: error.message };
    throw error;
  }
}

/** What is compared: everything but what only compiling has. */
function figures(outcome: Outcome): object {
  return { ...summary(outcome), statistics: { ...outcome.statistics, compiled: undefined } };
}

interface Variation {
  readonly makeStore: (words: number, bits: number) => CompiledStore;
  /** Most bytes of states that are remembered; 0 makes every path a second search. */
  readonly logged?: number;
  /** Do as if no property had a tree, so that each is asked. */
  readonly asked?: boolean;
}

const variations: readonly Variation[] = [
  { makeStore: (words, bits) => new MapStore(words, bits) },
  { makeStore: storeFor, logged: 0, asked: true },
  { makeStore: (words, bits) => storeFor(words, bits, {}, "fingerprint") },
  { makeStore: (words, bits) => new ListStore(words, bits, { capacity: 600, segmentBytes: 1024, batch: 7 }) },
  // So little room that everything that can grow does so from the first states on.
  { makeStore: (words, bits) => storeFor(words, bits, { capacity: 600, segmentBytes: 1024, batch: 7, filterBits: 2, quadrupling: 0, growth: 1 }) },
];

function compiled(system: CompiledSystem, properties: readonly Property[], { makeStore, logged, asked = false }: Variation): object {
  const judged = asked ? { ...system, properties: system.properties.map((each) => ({ ...each, tree: undefined })) } : system;
  return result(() => figures(finish(new CompiledSearch(judged, expandModule(judged), properties, { statistics: true }, makeStore, { logged }))));
}

/** A hundred systems and more each time, each with half of the variations; CONFORMANCE=all (npm run conformance) takes thousands, with all of them. */
const all = process.env["CONFORMANCE"] === "all";
const runs = all ? 3000 : 125;

test("compiled search and packed search agree on random systems: counts, verdicts, and the very same paths, with every store", () => {
  const seen = { compared: 0, wide: 0, grown: 0, open: 0, missed: 0 };
  fc.assert(
    fc.property(randomSystem, fc.integer({ min: 0, max: 8 }), (drawn, fewRuns) => {
      const system = build(drawn);
      const properties = system.properties.filter(({ kind }) => kind !== "transition");
      const search = new PackedSearch(system, properties, { maxStates: all ? 20_000 : 4000, statistics: true });
      const packed = result(() => figures(finish(search)));
      if ("stopped" in packed && packed.stopped !== undefined) return;
      const compiledSystem = complete(compileSystem(new PackedSystem(system), properties));
      if (compiledSystem === undefined) throw new Error("too large to compile");
      seen.compared++;
      if (compiledSystem.layout.words > 1) seen.wide++;
      if ("states" in packed && (packed.states as number) > 500) seen.grown++;
      // So few runs that many trees stay open. What generated code has no room for, no search can come to.
      const openSystem = complete(compileSystem(new PackedSystem(system), properties, { runs: fewRuns, reached: () => search.reached() })) as CompiledSystem;
      if (openSystem.open) {
        seen.open++;
        const open = new CompiledSearch(openSystem, expandModule(openSystem), properties, { statistics: true }, storeFor, seen.open % 2 === 0 ? { logged: 0 } : {});
        if ("failed" in packed) {
          // The packed search has ended there, and not seen what generated code meets in the rest of its block.
          const failed = result(() => figures(finish(open)));
          if (!("unforeseen" in failed)) expect(failed).toEqual(packed);
        } else {
          const outcome = finish(open);
          expect(figures(outcome)).toEqual(packed);
          const { misses = 0, runs = 0 } = outcome.statistics?.compiled?.open ?? {};
          expect(misses).toBeGreaterThanOrEqual(runs);
          if (misses > runs) seen.missed++;
        }
      }
      const turn = seen.compared % 2;
      for (const variation of variations.filter((_, position) => all || position % 2 === turn)) expect(compiled(compiledSystem, properties, variation)).toEqual(packed);
    }),
    { numRuns: runs },
  );
  // The generator must keep reaching what the comparison is about.
  expect(seen.compared).toBeGreaterThan(runs * 0.7);
  expect(seen.open).toBeGreaterThan(runs * 0.3);
  expect(seen.missed).toBeGreaterThan(runs * 0.1);
  expect(seen.wide).toBeGreaterThan(runs * 0.05);
  // One system in a hundred has so many states that everything grows; shapes.test.ts has some in any case.
  if (all) expect(seen.grown).toBeGreaterThan(runs * 0.005);
});
