import { describe, expect, it } from "vitest";
import { bool, indexSet, spec, state, each, type Spec } from "../../checker/index.ts";
import { checkSpec } from "../../checker/run/check.ts";
import type { RunEvent } from "../../checker/run/event.ts";
import { libraryHost } from "../../checker/run/host.ts";
import type { Counterexample } from "../../checker/trace/counterexample.ts";

const Thread = indexSet("thread", 2);

/** A lock that tests and sets in two steps. */
const brokenLock: Spec = spec({
  name: "broken-lock",
  about: "a flag is tested and set in two steps",
  build() {
    const world = state({ locked: bool });
    const enter = world.procedure("enter", (p) => {
      p.await("test", (k) => !k.locked);
      p.step("set", (k) => {
        k.locked = true;
      });
      p.step("inside");
      p.step("clear", (k) => {
        k.locked = false;
      });
    });
    return world.system({
      processes: { user: each(Thread, () => enter.start()) },
      properties: ({ invariant }) => [invariant("mutex", "only one is inside", (k, { user }) => !k.locked || Thread.count((thread) => user[thread].at("inside")) < 2)],
    });
  },
});

async function eventsOf(of: Spec): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  await checkSpec(of, [{}], {}, libraryHost, (event) => events.push(event));
  return events;
}

async function counterexampleOf(of: Spec): Promise<Counterexample> {
  const found = (await eventsOf(of)).find((event) => event.kind === "trace");
  if (found === undefined) throw new Error("no trace");
  return found.counterexample;
}

describe("a counterexample", () => {
  it("is told after the verdict that it belongs to, and before the configuration's end", async () => {
    const told = (await eventsOf(brokenLock)).filter(({ kind }) => kind !== "progress");
    expect(told.map((event) => ("property" in event ? `${event.kind} ${event.property.id}` : event.kind))).toEqual([
      "configuration-start",
      "property-decided mutex",
      "trace mutex",
      "property-decided deadlock",
      "configuration-end",
    ]);
  });

  it("knows what its steps looked at and wrote", async () => {
    const { accesses, trace } = await counterexampleOf(brokenLock);
    expect(trace.steps.map(({ step }, at) => [step, accesses[at]])).toEqual([
      ["test", { reads: ["locked"], writes: [] }],
      ["test", { reads: ["locked"], writes: [] }],
      ["set", { reads: [], writes: ["locked"] }],
      ["set", { reads: [], writes: ["locked"] }],
    ]);
  });

  it("knows what its property looked at, and the states that it passes", async () => {
    const { watched, states } = await counterexampleOf(brokenLock);
    expect(watched).toEqual(["locked"]);
    expect(states.map(({ shared }) => shared["locked"])).toEqual([false, false, false, true, true]);
  });

  it("knows what could be done in each of its states, and what was blocked", async () => {
    const found = await counterexampleOf(brokenLock);
    expect(found.possibilities(0).map(({ process, step, enabled }) => `${process}: ${step} ${String(enabled)}`)).toEqual(["user thread0: test true", "user thread1: test true"]);
    expect(found.possibilities(3).map(({ step }) => step)).toContain("inside");
  });
});
