import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileSystem, type CompiledSystem } from "../../../checker/compile/compiled-system.ts";
import { expandModule, type ExpandModule } from "../../../checker/compile/expand-module.ts";
import { PackedSystem } from "../../../checker/compile/packed-system.ts";
import type { Property } from "../../../checker/language/property.ts";
import type { System } from "../../../checker/language/system.ts";
import { AutoSearch } from "../../../checker/search/auto-search.ts";
import { CompiledSearch } from "../../../checker/search/compiled-search.ts";
import { FailedStep } from "../../../checker/search/failed-step.ts";
import type { Search, SearchLimits } from "../../../checker/search/outcome.ts";
import { travellers } from "../../../checker/search/parallel/domicile.ts";
import { ParallelSearch } from "../../../checker/search/parallel/parallel-search.ts";
import { ShardThreads } from "../../../checker/search/parallel/shard-threads.ts";
import { storeFor, type StoreForm } from "../../../checker/search/store/store-for.ts";
import pool from "../../../specs/classics/refcount-pool.ts";
import { build, randomSystem } from "../../differential/random-system.ts";
import { complete, finish, summary } from "../../support.ts";

/** Threads run JavaScript: what the build has made of the source. */
const thread = new URL("../../../dist/checker/bundle/shard-thread.js", import.meta.url);

function compiled(system: System, properties: readonly Property[]): CompiledSystem {
  const result = complete(compileSystem(new PackedSystem(system), properties));
  if (result === undefined) throw new Error("too large to compile");
  return result;
}

/** The summary of a search, or the path to the step that failed. */
function result(search: Search): object {
  try {
    return summary(finish(search));
  } catch (error) {
    if (error instanceof FailedStep) return { failed: error.path };
    throw error;
  }
}

function alone(system: CompiledSystem, properties: readonly Property[], limits: SearchLimits = {}): object {
  return result(new CompiledSearch(system, expandModule(system), properties, limits, storeFor));
}

function sharedModule(system: CompiledSystem, workers: number): ExpandModule {
  return expandModule(system, { apart: travellers(system, workers) });
}

function shared(system: CompiledSystem, properties: readonly Property[], workers: number, form: StoreForm): object {
  return result(new ParallelSearch(system, sharedModule(system, workers), properties, {}, new ShardThreads(workers - 1, thread), form));
}

const poolOf = (processes: number): System => pool.build({ processes, pages: 2 });

describe("a search in several threads", () => {
  test("finds what one thread finds on random systems: counts, coverage, verdicts, and the very same paths", () => {
    // CONFORMANCE=all (npm run conformance) takes many more.
    const runs = process.env["CONFORMANCE"] === "all" ? 1000 : 20;
    const seen = { compared: 0, violated: 0 };
    fc.assert(
      fc.property(randomSystem, fc.integer({ min: 1, max: 4 }), fc.constantFrom<StoreForm>("exact", "list"), (drawn, workers, form) => {
        const system = build(drawn);
        const properties = system.properties.filter(({ kind }) => kind !== "transition");
        const limited = alone(compiled(system, properties), properties, { maxStates: 4000 });
        if ("stopped" in limited && limited.stopped !== undefined) return;
        const each = compiled(system, properties);
        if (!ParallelSearch.suits(expandModule(each), properties, {})) return;
        seen.compared++;
        if (JSON.stringify(limited).includes('"violated",{')) seen.violated++;
        expect(shared(each, properties, workers, form)).toEqual(limited);
      }),
      { numRuns: runs },
    );
    expect(seen.compared).toBeGreaterThan(runs * 0.5);
    expect(seen.violated).toBeGreaterThan(0);
  });

  test("is what a large search goes over to", () => {
    const system = poolOf(4);
    const search = new AutoSearch(system, system.properties, { workers: 3 }, { compile: 0, share: 5000, thread });
    const outcome = finish(search);
    expect(search.workers).toBe(3);
    expect(outcome).toMatchObject({ states: 31_671, transitions: 156_474, depth: 36, stopped: undefined });
    expect(outcome.decisions.every(({ verdict }) => verdict === "holds")).toBe(true);
  });

  test("is given up when the watchdog interrupts it: the first search goes on, and its outcome is the result", () => {
    const system = poolOf(4);
    const search = new AutoSearch(system, system.properties, { workers: 3 }, { compile: 0, share: 5000, thread });
    const interrupted = search.run();
    while (search.workers !== 3) interrupted.next();
    interrupted.next();
    expect(search.currentPath()).toBeUndefined();
    expect(finish(search)).toMatchObject({ states: 31_671, transitions: 156_474, depth: 36, stopped: undefined });
    expect(search.engine).toBe("packed");
  });

  test("does not take a property that only its function can judge", () => {
    const system = poolOf(2);
    const each = compiled(system, system.properties);
    const asked = { ...each, properties: each.properties.map((one) => ({ ...one, tree: undefined })) };
    expect(ParallelSearch.suits(expandModule(asked), system.properties, {})).toBe(false);
    expect(ParallelSearch.suits(expandModule(each), system.properties, { stopOnViolation: true })).toBe(false);
    expect(ParallelSearch.suits(expandModule(each), system.properties, {})).toBe(true);
  });

  test.each([
    ["depth", { maxDepth: 7 }],
    ["states", { maxStates: 3000 }],
    ["memory", { maxBytes: 12 * 2 ** 20 }],
  ] as const)("ends at a limit on %s as inconclusive", (stopped, limits) => {
    const system = poolOf(6);
    const each = compiled(system, system.properties);
    const search = new ParallelSearch(each, sharedModule(each, 2), system.properties, limits, new ShardThreads(1, thread));
    const outcome = finish(search);
    expect(outcome.stopped).toBe(stopped);
    expect(outcome.states).toBeGreaterThan(0);
    expect(outcome.decisions.map(({ verdict }) => verdict)).toEqual(system.properties.map(() => "inconclusive"));
    if (stopped === "depth") expect(summary(outcome)).toEqual(alone(each, system.properties, limits));
  });

  test("can be left in the middle", () => {
    const system = poolOf(6);
    const each = compiled(system, system.properties);
    const search = new ParallelSearch(each, sharedModule(each, 2), system.properties, {}, new ShardThreads(1, thread));
    const running = search.run();
    for (let turn = 0; turn < 5; turn++) expect(running.next().done).toBe(false);
    expect(search.outcome("interrupted").stopped).toBe("interrupted");
  });
});
