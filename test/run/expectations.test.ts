import { describe, expect, test } from "vitest";
import { check, range, spec, state, type Expectation, type Spec } from "../../checker/index.ts";
import { surprise } from "../../checker/report/result-table.ts";

/** Counts to 3 in 3 steps. */
function counting(...expectations: readonly Expectation[]): Spec {
  return spec({
    name: "counting",
    about: "counts to 3",
    build() {
      const world = state({ n: range(0, 3) });
      const count = world.procedure("count", (p) => {
        p.loop(() => {
          p.await("count", (k) => k.n < 3, (k) => {
            k.n++;
          });
        });
      });
      return world.system({
        processes: { count: count.start() },
        properties: ({ invariant, reachable, terminal }) => [
          invariant("small", "n stays below 2", (k) => k.n < 2),
          invariant("bounded", "n stays below 4", (k) => k.n < 4),
          reachable("three", "n comes to 3", (k) => k.n === 3),
          terminal("end", "n ends at 3", (k) => k.n === 3),
        ],
      });
    },
    expect: expectations,
  });
}

async function surpriseOf(expectation: Expectation, options: Parameters<typeof check>[1] = {}): Promise<string> {
  const [result] = await check(counting(expectation), options);
  if (result === undefined) throw new Error("no result");
  expect(result.asExpected).toBe(surprise(result) === "");
  return surprise(result);
}

describe("the length of a shortest counterexample or witness", () => {
  test("is as expected", async () => {
    expect(await surpriseOf({ violated: ["small"], shortest: { small: 2, three: 3 } })).toBe("");
  });

  test("is another one", async () => {
    expect(await surpriseOf({ violated: ["small"], shortest: { small: 1, three: 4 } })).toBe("small in 1 step expected; three in 4 steps expected");
  });

  test("is expected of a property that has none", async () => {
    expect(await surpriseOf({ violated: ["small"], shortest: { bounded: 4 } })).toBe("bounded in 4 steps expected");
  });

  test("counts for the properties that are checked, and as far as the search came", async () => {
    const wrong = { violated: ["small"], shortest: { small: 1, three: 1 } };
    expect(await surpriseOf(wrong, { properties: ["bounded"] })).toBe("");
    const [stopped] = await check(counting(wrong), { limits: { stopOnViolation: true } });
    expect(stopped?.mismatches).toEqual([{ count: "steps", property: "small", expected: 1, found: 2 }]);
  });
});

test.each([{ violated: ["smal"] }, { shortest: { smal: 2 } }])("an expectation of a property that does not exist is an error: %o", async (expectation) => {
  await expect(check(counting(expectation))).rejects.toMatchObject({ code: "AW111", message: 'counting expects something of the property "smal", which does not exist' });
});

test("a verdict that is not expected is a surprise", async () => {
  expect(await surpriseOf({ violated: [] })).toBe("small violated");
  expect(await surpriseOf({ violated: ["small", "three"] })).toBe("three holds");
});
