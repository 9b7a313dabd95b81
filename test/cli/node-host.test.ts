import { expect, it } from "vitest";
import { nodeHost } from "../../checker/cli/node-host.ts";
import { TimedOut } from "../../checker/run/host.ts";

const host = nodeHost(() => false);

it("gives back what the work gives, and throws what it throws", () => {
  expect(host.guarded(() => 7)).toBe(7);
  expect(() =>
    host.guarded(() => {
      throw new RangeError("as it is");
    }),
  ).toThrow(new RangeError("as it is"));
  expect(host.guarded(() => host.guarded(() => "inner"))).toBe("inner");
});

it("ends work that never ends, and works on", () => {
  const impatient = nodeHost(() => false, 0.05);
  expect(() =>
    impatient.guarded(() => {
      for (;;);
    }),
  ).toThrow(TimedOut);
  expect(host.guarded(() => "still here")).toBe("still here");
});

it("has a clock and a memory", async () => {
  const before = host.now();
  await host.pause();
  expect(host.now()).toBeGreaterThan(before);
  expect(host.peakMemoryBytes()).toBeGreaterThan(2 ** 20);
});
