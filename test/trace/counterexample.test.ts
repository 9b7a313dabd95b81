import { describe, expect, it } from "vitest";
import { each, indexSet, range, spec, state, type Spec } from "../../checker/index.ts";
import { brokenLock, counterexampleOf, eventsOf } from "./specs.ts";

const Thread = indexSet("thread", 2);

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

describe("a counterexample is told", () => {
  /** Two workers with a private part, which a breadth-first search interleaves as it comes; then a race on a counter. */
  const lostUpdate: Spec = spec({
    name: "lost-update",
    about: "a counter is read and written in two steps, after private work",
    build() {
      const world = state({ counter: range(0, 2), noise: range(0, 4) });
      const work = world.procedure("work", { locals: { old: range(0, 2) } }, (p) => {
        p.step("private", (k) => {
          k.noise++;
        });
        p.step("private too", (k) => {
          k.noise++;
        });
        p.step("read", (k, l) => {
          l.old = k.counter;
        });
        p.step("write", (k, l) => {
          k.counter = l.old + 1;
        });
      });
      return world.system({
        processes: { worker: each(Thread, () => work.start()) },
        properties: ({ terminal }) => [terminal("two", "in the end the counter is 2", (k) => k.counter === 2)],
      });
    },
  });

  it("with as few switches between processes as can be", async () => {
    const { trace } = await counterexampleOf(lostUpdate);
    const turns = trace.steps.filter(({ process }, at) => at === 0 || process !== trace.steps[at - 1]?.process);
    // One reads; the other does all that it does; the first writes.
    expect(turns.map(({ process }) => process)).toHaveLength(3);
    expect(trace.steps).toHaveLength(8);
  });

  it("with what its end depends on", async () => {
    const { trace } = await counterexampleOf(lostUpdate);
    const matter = trace.steps.flatMap(({ process, step, changes }) => changes.filter(({ matters }) => matters).map(({ path }) => `${process} ${step}: ${path.split(".").at(-1) ?? ""}`));
    const [first, other] = [trace.steps.at(-1)?.process ?? "", trace.steps.find(({ process }) => process !== trace.steps.at(-1)?.process)?.process ?? ""];
    // That the first overwrites the same value with itself is no change; the noise and what the other has read do not matter.
    expect(matter).toEqual([`${first} read: old`, `${other} write: counter`]);
  });
});
