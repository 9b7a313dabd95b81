import { describe, expect, it } from "vitest";
import { scopeOf } from "../../checker/cli/scope-of.ts";
import { bool, integer, range, spec, state, type Spec } from "../../checker/index.ts";
import { checkSpec, type CheckOptions } from "../../checker/run/check.ts";
import type { RunResult } from "../../checker/run/event.ts";
import { libraryHost } from "../../checker/run/host.ts";
import { remarkVacuity } from "../../checker/run/vacuity.ts";

const host = { ...libraryHost, scopeOf };

/** A counter that goes as far as `last`, and a flag that nobody sets. */
const counter: Spec = spec({
  name: "counter",
  about: "it counts",
  parameters: { last: integer("how far", { from: 0, to: 3000, default: 5 }) },
  build({ last }) {
    const world = state({ n: range(0, 3000), broken: bool });
    const count = world.procedure("count", (p) => {
      p.loop(() => {
        p.await("add", (k) => k.n < last, (k) => {
          k.n++;
        });
      });
    });
    return world.system({
      processes: { counter: count.start() },
      properties: ({ invariant, terminal }) => [
        invariant("unbroken", "", (k) => !k.broken || k.n > 7),
        invariant("far", "", (k) => k.n < 4 || !k.broken),
        invariant("farther", "", (k) => k.n <= 1500 || (k.n > 1600 ? !k.broken : true)),
        invariant("false", "", (k) => k.n !== 2 || k.broken),
        invariant("plain", "", (k) => k.n >= 0),
        terminal("end", "", () => true),
      ],
    });
  },
});

async function remarks(lasts: readonly number[], most: number = 10_000, options: CheckOptions = {}): Promise<readonly string[]> {
  const results = (await checkSpec(counter, lasts.map((last) => ({ last })), options, host, () => {})) as readonly RunResult[];
  const found = (await remarkVacuity(counter, results, host, most)).map(({ id, text }) => `${id}: ${text}`);
  // The results tell it, too, each of them.
  for (const { properties } of results) expect(properties.flatMap(({ id, remarks: all }) => all.map((text) => `${id}: ${text}`))).toEqual(found);
  return found;
}

describe("an invariant that asks nothing", () => {
  it("is told, with the condition that no state meets", async () => {
    expect(await remarks([5])).toEqual(["unbroken: vacuous: no reachable state meets its condition k.broken", "farther: vacuous: no reachable state meets its condition k.n > 1500"]);
    expect(await remarks([1])).toEqual([
      "unbroken: vacuous: no reachable state meets its condition k.broken",
      "far: vacuous: no reachable state meets its condition k.n >= 4",
      "farther: vacuous: no reachable state meets its condition k.n > 1500",
      "false: vacuous: no reachable state meets its condition k.n === 2",
    ]);
  });

  it("is so in every configuration, or it is not told", async () => {
    expect(await remarks([1, 5])).toEqual(["unbroken: vacuous: no reachable state meets its condition k.broken", "farther: vacuous: no reachable state meets its condition k.n > 1500"]);
  });

  it("is told of what no configuration asks, where one asks what it is a part of", async () => {
    expect(await remarks([1550, 1200])).toEqual(["unbroken: vacuous: no reachable state meets its condition k.broken", "farther: vacuous: no reachable state meets its condition k.n > 1500 && k.n > 1600"]);
  });

  it("is not told before every state was looked at", async () => {
    expect(await remarks([1550])).toEqual(["unbroken: vacuous: no reachable state meets its condition k.broken", "farther: vacuous: no reachable state meets its condition k.n > 1500 && k.n > 1600"]);
    expect(await remarks([1550], 1500)).toEqual([]);
    expect(await remarks([2000])).toEqual(["unbroken: vacuous: no reachable state meets its condition k.broken"]);
    expect(await remarks([5], 10_000, { limits: { maxStates: 3 } })).toEqual([]);
    expect(await remarks([5], 10_000, { properties: ["plain", "far", "unbroken"] })).toEqual(["unbroken: vacuous: no reachable state meets its condition k.broken"]);
  });

  it("is not told where the search was not exact, or there are more states than it counted", async () => {
    const results = (await checkSpec(counter, [{ last: 1200 }], {}, host, () => {})) as readonly RunResult[];
    const ids = async (more: Partial<RunResult>): Promise<readonly string[]> => (await remarkVacuity(counter, results.map((result) => ({ ...result, ...more })), host, 1100)).map(({ id }) => id);
    expect(await ids({ states: 10 })).toEqual([]);
    expect(await ids({ states: 10, exhaustive: false })).toEqual([]);
    const small = (await checkSpec(counter, [{ last: 5 }], {}, host, () => {})) as readonly RunResult[];
    expect(await remarkVacuity(counter, small.map((result) => ({ ...result, exhaustive: false })), host, 1100)).toEqual([]);
  });

  it("is not told where nobody can look into functions", async () => {
    const results = (await checkSpec(counter, [{ last: 1 }], {}, libraryHost, () => {})) as readonly RunResult[];
    expect(await remarkVacuity(counter, results, libraryHost, 10_000)).toEqual([]);
  });
});
