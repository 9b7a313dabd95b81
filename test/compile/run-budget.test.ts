import { expect, it } from "vitest";
import { compileSystem } from "../../checker/compile/compiled-system.ts";
import { PackedSystem } from "../../checker/compile/packed-system.ts";
import { range, state, type System } from "../../checker/index.ts";
import { complete } from "../support.ts";

interface Counts {
  a: number;
  b: number;
  c: number;
  d: number;
}

/** One step, which looks at counts of 40 values each. */
function counting(step: (k: Counts) => void): System {
  const world = state({ a: range(0, 39), b: range(0, 39), c: range(0, 39), d: range(0, 63_999) });
  const count = world.procedure("count", (p) => p.step("count", step));
  return world.system({ processes: { count: count.start() } });
}

const isOpen = (system: System): boolean | undefined => complete(compileSystem(new PackedSystem(system), system.properties))?.open;

it("a tree of 64,000 paths is completed, if it is foreseen that these are all and it has few nodes", () => {
  const system = counting((k) => {
    k.a++;
    k.b++;
    k.c++;
  });
  expect(isOpen(system)).toBe(false);
});

it("one that says something else for each combination stays open", () => {
  const system = counting((k) => {
    k.d = k.a + 40 * k.b + 1600 * k.c;
  });
  expect(isOpen(system)).toBe(true);
});

it("so does one whose end is not in sight", () => {
  const system = counting((k) => {
    if (k.d % 2 === 0) k.a++;
    k.b++;
    k.c++;
  });
  expect(isOpen(system)).toBe(true);
});
