import { describe, expect, test } from "vitest";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import type { System } from "../../checker/language/system.ts";
import type { Search, SearchLimits } from "../../checker/search/outcome.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { ReferenceSearch } from "../../checker/search/reference/reference-search.ts";
import { TemporalSearch } from "../../checker/temporal/temporal-search.ts";
import pool from "../../specs/classics/refcount-pool.ts";
import ticketLock from "../../specs/classics/ticket-lock.ts";
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

const lock = ticketLock.build({ processes: 3, tickets: 4, bug: "none" });

test.each<[string, (limits: SearchLimits) => Search]>([
  ...engines.slice(0, 2).map(([name, search]): [string, (limits: SearchLimits) => Search] => [name, search]),
  ["walk by steps", (limits) => new TemporalSearch(lock, lock.properties, limits, (others, walker) => new PackedSearch(lock, others, limits, walker))],
  ["compiled walk", (limits) => new TemporalSearch(lock, lock.properties, limits, (others, walker) => new AutoSearch(lock, others, limits, { compile: 0 }, walker))],
])("whenever it is interrupted, the %s says what it has so far, and does not claim that anything holds", (_, search) => {
  const running = search({});
  let reports = 0;
  for (const _progress of running.run()) {
    reports++;
    const { states, decisions } = running.outcome("interrupted");
    expect(states).toBeGreaterThanOrEqual(0);
    expect(decisions.filter(({ property, verdict }) => verdict === "holds" && property.kind !== "reachable")).toEqual([]);
  }
  expect(reports).toBeGreaterThan(0);
});
