import fc from "fast-check";
import { expect, test } from "vitest";
import { compileSystem } from "../../checker/compile/compiled-system.ts";
import { PackedSystem } from "../../checker/compile/packed-system.ts";
import { AllwaysError } from "../../checker/language/error.ts";
import type { System } from "../../checker/language/system.ts";
import type { Property } from "../../checker/language/property.ts";
import { CompiledSearch } from "../../checker/search/compiled-search.ts";
import { FailedStep } from "../../checker/search/failed-step.ts";
import type { Outcome } from "../../checker/search/outcome.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import type { CompiledStore } from "../../checker/search/store/compiled-store.ts";
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

function compiled(system: System, properties: readonly Property[], { makeStore, logged, asked = false }: Variation): object {
  return result(() => {
    const compiledSystem = complete(compileSystem(new PackedSystem(system), properties));
    if (compiledSystem === undefined) throw new Error("too large to compile");
    const judged = asked ? { ...compiledSystem, properties: compiledSystem.properties.map((each) => ({ ...each, tree: undefined })) } : compiledSystem;
    return figures(finish(new CompiledSearch(judged, properties, { statistics: true }, makeStore, logged)));
  });
}

test("compiled search and packed search agree on random systems: counts, verdicts, and the very same paths", () => {
  let compared = 0;
  fc.assert(
    fc.property(randomSystem, (drawn) => {
      const system = build(drawn);
      const properties = system.properties.filter(({ kind }) => kind !== "transition");
      const packed = result(() => figures(finish(new PackedSearch(system, properties, { maxStates: 20_000, statistics: true }))));
      if ("stopped" in packed && packed.stopped !== undefined) return;
      compared++;
      expect(compiled(system, properties, { makeStore: (words) => new MapStore(words) })).toEqual(packed);
      expect(compiled(system, properties, { makeStore: storeFor, logged: 0, asked: true })).toEqual(packed);
    }),
    { numRuns: 250 },
  );
  expect(compared).toBeGreaterThan(180);
});
