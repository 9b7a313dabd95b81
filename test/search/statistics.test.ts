import { describe, expect, test } from "vitest";
import { bool, each, indexSet, queue, range, setOf, state, table, type System } from "../../checker/index.ts";
import type { PlainState } from "../../checker/language/plain-state.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import type { Search, SearchOptions } from "../../checker/search/outcome.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { ReferenceSearch } from "../../checker/search/reference/reference-search.ts";
import { finish, statesOf } from "../support.ts";

/** Two workers take jobs from a queue; every type of variable is there, and one that never changes. */
function system(): System {
  const Worker = indexSet("worker", 2);
  const world = state({
    busy: table(Worker, bool),
    idle: setOf(Worker),
    jobs: queue(2, { size: range(1, 3), urgent: bool }),
    done: range(0, 4),
    unused: range(5, 9, 7),
    wide: range(0, 5_000_000),
  });
  const clerk = world.procedure("clerk", { locals: { left: range(0, 3) } }, (p) => {
    p.do((l) => void (l.left = 3));
    p.while((l) => l.left > 0, () => {
      p.choose("hand in", range(1, 2), (k) => !k.jobs.isFull, (k, l, size) => {
        k.jobs.push({ size, urgent: l.left === 1 });
        l.left--;
      });
    });
  });
  const worker = world.procedure("worker", { params: { own: Worker } }, (p) => {
    p.loop(() => {
      p.await("take", (k) => k.jobs.length > 0 && k.done < 3, (k, l) => {
        const { size } = k.jobs.shift();
        k.wide = size * 1_000_000;
        k.busy[l.own] = true;
        k.idle.delete(l.own);
        k.done++;
      });
      p.step("rest", (k, l) => {
        k.busy[l.own] = false;
        k.idle.add(l.own);
      });
    });
  });
  return world.system({ processes: { clerk: clerk.start(), worker: each(Worker, (own) => worker.start({ own })) } });
}

type Make = (system: System, options: SearchOptions) => Search;
const engines: readonly (readonly [string, Make])[] = [
  ["packed", (each, options) => new PackedSearch(each, each.properties, options)],
  ["compiled", (each, options) => new AutoSearch(each, each.properties, options, { compile: 0 })],
];

const paths = ["busy.worker0", "busy.worker1", "idle", "jobs", "done", "unused", "wide"] as const;

function valueAt({ shared }: PlainState, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], shared);
}

describe.each(engines)("statistics of the %s engine", (engine, search) => {
  const built = system();
  const running = search(built, { statistics: true });
  const { statistics, states, transitions } = finish(running);
  const reachable = statesOf(built).map((text) => JSON.parse(text) as PlainState);
  const different = (of: (state: PlainState) => unknown): number => new Set(reachable.map((one) => JSON.stringify(of(one)))).size;

  test("are kept by the engine that was asked for", () => {
    expect(running.engine).toBe(engine);
    expect(statistics?.compiled === undefined).toBe(engine === "packed");
  });

  test("count the values that occur in reachable states", () => {
    expect(statistics?.variables?.map(({ path, seen }) => [path, seen])).toEqual(paths.map((path) => [path, different((one) => valueAt(one, path))]));
    expect(statistics?.localStates).toEqual(built.processes.map((_, process) => different((one) => one.processes[process])));
  });

  test("say how many values are possible", () => {
    const possible = Object.fromEntries((statistics?.variables ?? []).map((each) => [each.path, each.possible]));
    expect(possible).toMatchObject({ "busy.worker0": 2, idle: 4, jobs: 1 + 6 + 36, done: 5, unused: 5, wide: 5_000_001 });
  });

  test("have levels that add up to the whole, as those of the reference interpreter", () => {
    const levels = statistics?.levels ?? [];
    expect(levels.reduce((sum, level) => sum + level.states, 0)).toBe(states);
    expect(levels.reduce((sum, level) => sum + level.transitions, 0)).toBe(transitions);
    expect(levels).toEqual(finish(new ReferenceSearch(built, [], { statistics: true })).statistics?.levels);
  });

  test("are not kept unless they are asked for", () => {
    expect(finish(search(built, {})).statistics).toBeUndefined();
  });
});
