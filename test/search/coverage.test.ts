import { describe, expect, test } from "vitest";
import { each, indexSet, range, state, type System } from "../../checker/index.ts";
import { Sites } from "../../checker/language/sites.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import type { Search } from "../../checker/search/outcome.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { ReferenceSearch } from "../../checker/search/reference/reference-search.ts";
import { finish } from "../support.ts";

/** Two threads; each takes one of two ways to a common end. */
function system(): System {
  const Thread = indexSet("thread", 2);
  const world = state({ count: range(0, 9) });
  const limit = world.assertion("limit", "nobody comes third");
  const leave = world.procedure("leave", { params: { way: range(1, 2) } }, (p) => {
    p.if((l) => l.way === 1, () => p.step("first way"));
    p.if(
      "nobody left?",
      (k) => {
        limit.bugOn(k.count === 9);
        return k.count === 0;
      },
      () => p.step("never"),
    );
  });
  const thread = world.procedure("thread", { locals: { way: range(1, 2) } }, (p) => {
    p.either(
      () => p.choose("enter", range(1, 3), (k, _, by) => k.count + by < 3, (k, l, by) => {
        k.count += by;
        l.way = 1;
      }),
      () => p.step("break in", (k, l) => {
        k.count = 9;
        l.way = 2;
      }),
    );
    p.call(leave, (l) => ({ way: l.way }));
  });
  return world.system({ processes: { thread: each(Thread, () => thread.start()) } });
}

type Make = (system: System) => Search;
const engines: readonly (readonly [string, Make])[] = [
  ["reference", (each) => new ReferenceSearch(each, each.properties)],
  ["packed", (each) => new PackedSearch(each, each.properties)],
  ["compiled", (each) => new AutoSearch(each, each.properties, {}, { compile: 0 })],
];

describe.each(engines)("coverage of the %s engine", (engine, search) => {
  const built = system();
  const { all } = new Sites(built);
  const running = search(built);
  const { passed, transitions } = finish(running);
  const counts = all.map(({ kind, label, procedure, counter, counters }) => [`${procedure} ${label ?? kind}`, passed.slice(counter, counter + counters)] as const);

  test("is counted by the engine that was asked for", () => {
    expect(running.engine).toBe(engine);
  });

  test("has every statement in the order of the text, once, with how often each way was taken", () => {
    expect(Object.fromEntries(counts)).toMatchInlineSnapshot(`
      {
        "leave first way": [
          14,
        ],
        "leave if": [
          10,
          18,
        ],
        "leave never": [
          0,
        ],
        "leave nobody left?": [
          0,
          10,
          16,
        ],
        "thread break in": [
          18,
        ],
        "thread either": [
          10,
          18,
        ],
        "thread enter": [
          8,
          2,
          0,
        ],
      }
    `);
  });

  test("counts every transition as one step", () => {
    const steps = all.flatMap(({ kind }, site) => (kind === "step" ? (counts[site]?.[1] ?? []) : []));
    expect(steps.reduce((sum, count) => sum + count, 0)).toBe(transitions);
  });
});
