import { describe, expect, test } from "vitest";
import { anyOf, bool, check, indexSet, oneOf, optional, queue, range, setOf, spec, state, table, type System } from "../../checker/index.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { valuesOf } from "../../checker/language/domain.ts";
import { typeOf } from "../../checker/language/types.ts";
import { finish, searchPacked, searchReference, statesOf, summary } from "../support.ts";

const Page = indexSet("page", 2);

describe("the values that can be chosen among", () => {
  test.each([
    ["a table", table(Page, bool), [{ page0: false, page1: false }, { page0: false, page1: true }, { page0: true, page1: false }, { page0: true, page1: true }]],
    ["a record", { n: range(3, 4), page: optional(Page) }, [3, 4].flatMap((n) => [null, "page0", "page1"].map((page) => ({ n, page })))],
    ["a set", setOf(oneOf("a", "b", "c")), [[], ["a"], ["b"], ["a", "b"], ["c"], ["a", "c"], ["b", "c"], ["a", "b", "c"]]],
  ])("of %s", (_, domain, values) => {
    expect(JSON.parse(JSON.stringify(valuesOf(typeOf(domain))))).toEqual(values);
  });

  test("are neither queues nor too many", () => {
    expect(() => valuesOf(queue(2, bool))).toThrow("a choice among values of a queue");
    expect(() => valuesOf(setOf(range(0, 12)))).toThrow("a choice among 8192 values");
  });
});

/** Some pages are taken, and any of those that are left are taken together. */
function takeAny(where: (taken: ReadonlySet<string>) => boolean): System {
  const world = state({ taken: setOf(Page), rounds: range(0, 2) });
  const take = world.procedure("take", (p) => {
    p.loop(() =>
      p.choose(
        "take",
        setOf(Page),
        (k, _, pages) => k.rounds < 2 && pages.size > 0 && [...pages].every((page) => !k.taken.has(page)),
        (k, _, pages) => {
          for (const page of pages) k.taken.add(page);
          k.rounds++;
        },
      ),
    );
  });
  return world.system({
    processes: { take: take.start() },
    initially: anyOf(setOf(Page), (taken) => where(new Set(taken)), (k, taken) => {
      k.taken = taken;
    }),
    properties: ({ reachable, terminal }) => [
      reachable("one by one", "two rounds take all", (k) => k.rounds === 2 && k.taken.size === 2),
      terminal("all", "in the end all are taken", (k) => k.taken.size === 2),
    ],
  });
}

test("initial states are those for which where is true, on every engine", () => {
  for (const [where, initial] of [
    [(): boolean => true, 4],
    [(taken: ReadonlySet<string>): boolean => taken.size === 1, 2],
    [(taken: ReadonlySet<string>): boolean => taken.has("page1"), 2],
  ] as const) {
    const system = takeAny(where);
    const packed = searchPacked(system);
    expect(summary(packed)).toEqual(summary(searchReference(system)));
    expect(summary(finish(new AutoSearch(system, system.properties, {}, { compile: 0 })))).toEqual(summary(packed));
    expect(statesOf(system).filter((text) => text.includes('"rounds":0'))).toHaveLength(initial);
  }
});

test("a spec error of a condition on initial states", async () => {
  const broken = spec({ name: "broken", about: "", build: () => takeAny(() => 1 as unknown as boolean) });
  await expect(check(broken)).rejects.toMatchObject({ code: "AW208", message: "the condition on initial states returned 1 (in the initial state)" });
});
