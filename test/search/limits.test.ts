import { describe, expect, test } from "vitest";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import type { System } from "../../checker/language/system.ts";
import type { Search, SearchLimits } from "../../checker/search/outcome.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { ReferenceSearch } from "../../checker/search/reference/reference-search.ts";
import pool from "../../specs/classics/refcount-pool.ts";
import { finish } from "../support.ts";

const small = pool.build({ processes: 4, pages: 2 });
const large = pool.build({ processes: 5, pages: 2 });
const engines: [string, (limits: SearchLimits, system?: System) => Search][] = [
  ["packed", (limits, system = small) => new PackedSearch(system, system.properties, limits)],
  ["compiled", (limits, system = small) => new AutoSearch(system, system.properties, limits, { compile: 0 })],
  ["reference", (limits, system = small) => new ReferenceSearch(system, system.properties, limits)],
];

describe.each(engines)("a limit of the %s search", (engine, search) => {
  test("on states ends it as inconclusive, with the counts of what was seen", () => {
    const outcome = finish(search({ maxStates: 500 }));
    expect(outcome).toMatchObject({ stopped: "states", decisions: [{ verdict: "inconclusive" }, { verdict: "inconclusive" }] });
    expect(outcome.states).toBeGreaterThan(500);
    expect(outcome.states).toBeLessThan(5_000);
  });

  test("on depth ends it as inconclusive, at the same level for every engine", () => {
    expect(finish(search({ maxDepth: 5 }))).toMatchObject({ stopped: "depth", states: 113, depth: 5 });
  });

  test.runIf(engine !== "reference")("on memory ends it as inconclusive, not with a crash", () => {
    // The reference interpreter keeps its states as text and has no such limit.
    const outcome = finish(search({ maxBytes: 2 ** 21 + 2 ** 20 }, large));
    expect(outcome).toMatchObject({ stopped: "memory", decisions: [{ verdict: "inconclusive" }, { verdict: "inconclusive" }] });
    expect(outcome.states).toBeLessThan(252_693);
  });
});
