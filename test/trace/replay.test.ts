import { expect, test } from "vitest";
import { range, spec, state, type AllwaysError, type Spec } from "../../checker/index.ts";
import { checkSpec } from "../../checker/run/check.ts";
import type { RunResult } from "../../checker/run/event.ts";
import { libraryHost } from "../../checker/run/host.ts";
import type { Path } from "../../checker/search/outcome.ts";
import { Interpreter } from "../../checker/search/reference/interpreter.ts";
import { Counterexample } from "../../checker/trace/counterexample.ts";
import { retrace } from "../../checker/trace/retrace.ts";

/** Counts to 2, or farther. */
function counting(most: number): Spec {
  return spec({
    name: "counting",
    about: "a count that must stay small",
    build() {
      const world = state({ count: range(0, 3) });
      const even = world.assertion("even", "no step leads to an odd number");
      const work = world.procedure("work", (p) => {
        p.loop(() => {
          p.await("count", (k) => k.count < 3, (k) => {
            k.count++;
            even.warnOn(k.count % 2 === 1);
          });
        });
      });
      return world.system({
        processes: { work: work.start() },
        properties: ({ invariant, reachable, terminal, transition }) => [
          invariant("small", `the count stays below ${most}`, (k) => k.count < most),
          reachable("two", "the count can be 2", (k) => k.count === 2),
          terminal("never", "it never ends", () => false),
          transition("below", "no step leads to 2", (_, after) => after.count !== 2),
        ],
      });
    },
  });
}

const step = { process: 0, action: 0, choice: 0 };
const pathOf = (steps: number): Path => ({ initial: 0, moves: Array.from({ length: steps }, () => step) });
const system = counting(2).build({});

function refused(property: string, path: Path): string {
  const found = system.properties.find(({ id }) => id === property);
  if (found === undefined) throw new Error(`no property ${property}`);
  try {
    void new Counterexample(new Interpreter(system), found, path, () => undefined);
    return "confirmed";
  } catch (error) {
    return `${(error as AllwaysError).code} ${(error as AllwaysError).message}`;
  }
}

test.each([
  ["small", 2, 1],
  ["two", 2, 3],
  ["never", 3, 2],
  ["below", 2, 3],
  ["even", 1, 2],
])("of property %s, the path of %i steps is confirmed, and one of %i steps is an internal error", (property, right, wrong) => {
  expect(refused(property, pathOf(right))).toBe("confirmed");
  expect(refused(property, pathOf(wrong))).toBe(`AW901 the path that decides ${property} does not decide it on the reference interpreter`);
});

test("a path that cannot be walked is an internal error", () => {
  expect(refused("never", pathOf(4))).toBe("AW901 step 4 of a path cannot be taken on the reference interpreter");
});

test("a recorded trace that violates nothing any more does not replay", async () => {
  const [result] = (await checkSpec(counting(2), [{}], {}, libraryHost, () => {})) as [RunResult];
  const trace = result.properties.find(({ id }) => id === "small")?.trace;
  if (trace === undefined) throw new Error("no trace");
  expect(retrace(counting(2), {}, "small", trace, () => undefined).trace.steps).toHaveLength(2);
  expect(() => retrace(counting(3), {}, "small", trace, () => undefined)).toThrow("the trace does not fit counting: it can be taken, but small does not fail at its end any more");
  expect(() => retrace(counting(2), {}, "small", { ...trace, steps: [...trace.steps, ...trace.steps] }, () => undefined)).toThrow('step 4, "count" of work, cannot be taken');
});
