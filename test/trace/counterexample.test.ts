import { describe, expect, it } from "vitest";
import { bool, each, indexSet, range, spec, state, type Spec } from "../../checker/index.ts";
import ticketLock from "../../specs/classics/ticket-lock.ts";
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
    const { walk } = await counterexampleOf(brokenLock);
    expect(walk.steps.map(({ step, reads, writes }) => [step, { reads, writes }])).toEqual([
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
    const { walk } = found;
    expect(walk.next(0).map(({ process, step, enabled }) => `${process}: ${step} ${String(enabled)}`)).toEqual(["0: test true", "1: test true"]);
    expect(walk.next(3).map(({ step }) => step)).toContain("inside");
    expect(found.chancesAt(1, "test")).toEqual([{ process: "user thread1", enabled: true, reasons: [] }]);
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

  it("as a lasso with as few switches in its stem and in its loop, each closed as before", async () => {
    const { trace, path } = await counterexampleOf(ticketLock, { processes: 3, tickets: 2, bug: "two-steps" }, "served");
    const { steps, loopStart = 0 } = trace;
    const turns = (part: typeof steps): readonly string[] => part.map(({ process }) => process).filter((process, at, all) => process !== all[at - 1]);
    // The starved process takes its ticket; then each of the others comes to the critical section in one go.
    expect(turns(steps.slice(0, loopStart))).toEqual(["user process0", "user process1"]);
    expect(turns(steps.slice(loopStart))).toEqual(["user process1", "user process2", "user process1"]);
    expect(path.moves).toHaveLength(20);
  });

  it("in the order of the run where another one would not break a property of runs", async () => {
    const { trace } = await counterexampleOf(overlap);
    expect(trace.steps.map(({ process, step }) => `${process}: ${step}`)).toEqual(["x: set", "y: set", "x: clear"]);
  });

  it("as a way to a trap with as few switches", async () => {
    const { trace } = await counterexampleOf(trap);
    expect(trace.steps.map(({ process }) => process)).toEqual(["one", "one", "two", "two"]);
  });
});

/** A run breaks the claim only where y is set between the two steps of x. */
const overlap: Spec = spec({
  name: "overlap",
  about: "two flags are set and cleared",
  build() {
    const world = state({ x: bool, y: bool });
    const toggle = (flag: "x" | "y") =>
      world.procedure(flag, (p) => {
        p.step("set", (k) => {
          k[flag] = true;
        });
        p.step("clear", (k) => {
          k[flag] = false;
        });
      });
    return world.system({
      processes: { x: toggle("x").start(), y: toggle("y").start() },
      properties: ({ temporal, not, eventually, and, next }) => [
        temporal("apart", "y is not set while x is, to stay when x is cleared", not(eventually(and((k) => k.x && !k.y, next(and((k) => k.x && k.y, next((k) => !k.x && k.y))))))),
      ],
    });
  },
});

/** Whoever does both steps closes one of two doors; the way out is shut when both are. */
const trap: Spec = spec({
  name: "trap",
  about: "two doors",
  build() {
    const world = state({ closed: range(0, 2) });
    const close = world.procedure("close", (p) => {
      p.step("push");
      p.step("close", (k) => {
        k.closed++;
      });
    });
    return world.system({
      processes: { one: close.start(), two: close.start() },
      properties: ({ alwaysPossible }) => [alwaysPossible("out", "one can get out", (k) => k.closed < 2)],
    });
  },
});
