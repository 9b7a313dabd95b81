import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import refcountPool from "../../specs/classics/refcount-pool.ts";
import { bool, each, indexSet, optional, range, state, table } from "../../checker/index.ts";
import { AllwaysError } from "../../checker/language/error.ts";
import { configurations } from "../../checker/language/spec.ts";
import type { System } from "../../checker/language/system.ts";
import type { ReduceMode } from "../../checker/reduce/reduction.ts";
import { AutoSearch } from "../../checker/search/auto-search.ts";
import { FailedStep } from "../../checker/search/failed-step.ts";
import type { Outcome } from "../../checker/search/outcome.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { Interpreter } from "../../checker/search/reference/interpreter.ts";
import { confirm, replayPath } from "../../checker/trace/replay.ts";
import { build, randomSystem } from "../differential/random-system.ts";
import { finish } from "../support.ts";
import { buildAlike, randomAlike } from "./random-alike.ts";
import { buildLocked, randomLocked } from "./random-locked.ts";

/** What leaving out orders of steps must not change: verdicts, the lengths of shortest paths, and which statements were ever executed. */
function figures({ passed, decisions }: Outcome): object {
  return { executed: passed.map((times) => times > 0), decisions: decisions.map(({ property: { id }, verdict, path }) => [id, verdict, path?.moves.length]) };
}

type Result = Outcome | { readonly failed: true | string };

function result(run: () => Outcome): Result {
  try {
    return run();
  } catch (error) {
    // Which of several wrong steps is met first is not the same.
    if (error instanceof FailedStep) return { failed: true };
    if (error instanceof AllwaysError && error.code !== "AW901") return { failed: error.message };
    throw error;
  }
}

const reduced = (system: System, properties: System["properties"], reduce: ReduceMode): Outcome => finish(new AutoSearch(system, properties, { reduce }, { compile: 0, reduce: 0 }));

const all = process.env["CONFORMANCE"] === "all";
const runs = all ? 3000 : 50;

describe("what must not be left out", () => {
  const verdicts = (system: System): readonly string[] => reduced(system, system.properties, "por").decisions.map(({ property: { id }, verdict }) => `${id} ${verdict}`);

  it("what a property looks at, although no other process does", () => {
    const Thread = indexSet("thread", 2);
    const world = state({ flag: table(Thread, bool) });
    const wave = world.procedure("wave", { params: { me: Thread } }, (p) => {
      p.step("raise", (k, l) => {
        k.flag[l.me] = true;
      });
      p.step("lower", (k, l) => {
        k.flag[l.me] = false;
      });
    });
    const system = world.system({ processes: { waver: each(Thread, (me) => wave.start({ me })) }, properties: ({ invariant }) => [invariant("never-all", "never all flags are up", (k) => !Thread.every((thread) => k.flag[thread]))] });
    expect(verdicts(system)).toContain("never-all violated");
  });

  it("what another process reads, although it writes nothing", () => {
    const world = state({ flag: bool });
    const alarm = world.assertion("alarm", "nobody raises the alarm");
    const wave = world.procedure("wave", (p) => {
      p.step("raise", (k) => {
        k.flag = true;
      });
      p.step("lower", (k) => {
        k.flag = false;
      });
    });
    const look = world.procedure("look", (p) => {
      p.step("look", (k) => {
        alarm.warnOn(k.flag);
      });
    });
    expect(verdicts(world.system({ processes: { waver: wave.start(), looker: look.start() } }))).toContain("alarm violated");
  });

  it("what others do while one goes round for ever in steps that concern nobody else", () => {
    const world = state({ done: bool });
    const alarm = world.assertion("alarm", "nobody raises the alarm");
    const spin = world.procedure("spin", { locals: { turn: range(0, 3) } }, (p) => {
      p.do((l) => {
        l.turn = 0;
      });
      p.loop(() => {
        p.step("turn", (_, l) => {
          l.turn = (l.turn + 1) % 4;
        });
        p.step("rest");
      });
    });
    const raise = world.procedure("raise", (p) => {
      p.step("wait", (k) => {
        k.done = true;
      });
      p.step("raise", (k) => {
        alarm.warnOn(k.done);
      });
    });
    expect(verdicts(world.system({ processes: { spinner: spin.start(), raiser: raise.start() } }))).toContain("alarm violated");
  });

  it("what another process only comes to later", () => {
    const world = state({ flag: bool, started: bool });
    const alarm = world.assertion("alarm", "nobody raises the alarm");
    const raise = world.procedure("raise", (p) => {
      p.step("raise", (k) => {
        k.flag = true;
      });
    });
    const look = world.procedure("look", (p) => {
      p.step("start", (k) => {
        k.started = true;
      });
      p.step("look", (k) => {
        alarm.warnOn(!k.flag);
      });
    });
    const system = world.system({ processes: { raiser: raise.start(), looker: look.start() }, properties: ({ reachable }) => [reachable("started", "the looker can start", (k) => k.started)] });
    expect(verdicts(system)).toContain("alarm violated");
  });

  it("that somebody looks at a counter to which others only add", () => {
    const Thread = indexSet("thread", 2);
    const world = state({ count: range(0, 3) });
    const alarm = world.assertion("alarm", "nobody raises the alarm");
    const count = world.procedure("count", (p) => {
      p.step("count", (k) => {
        k.count++;
      });
    });
    const look = world.procedure("look", (p) => {
      p.step("look", (k) => {
        alarm.warnOn(k.count === 1);
      });
    });
    expect(verdicts(world.system({ processes: { counter: each(Thread, () => count.start()), looker: look.start() } }))).toContain("alarm violated");
  });

  it("who adds to a counter first, if one of them asks what it was", () => {
    const world = state({ count: range(0, 2) });
    const alarm = world.assertion("alarm", "nobody raises the alarm");
    const draw = world.procedure("draw", { locals: { number: range(0, 2) } }, (p) => {
      p.step("draw", (k, l) => {
        l.number = k.count++;
      });
      p.step("look", (_, l) => {
        alarm.warnOn(l.number === 0);
      });
    });
    const add = world.procedure("add", (p) => {
      p.step("add", (k) => {
        k.count++;
      });
    });
    expect(verdicts(world.system({ processes: { adder: add.start(), drawer: draw.start() } }))).toContain("alarm violated");
  });

  it("what another process writes, although it reads nothing", () => {
    const world = state({ flag: bool });
    const alarm = world.assertion("alarm", "nobody raises the alarm");
    const look = world.procedure("look", { locals: { seen: bool } }, (p) => {
      p.step("look", (k, l) => {
        l.seen = k.flag;
      });
      p.step("tell", (_, l) => {
        alarm.warnOn(l.seen);
      });
    });
    const raise = world.procedure("raise", (p) => {
      p.step("raise", (k) => {
        k.flag = true;
      });
    });
    expect(verdicts(world.system({ processes: { looker: look.start(), raiser: raise.start() } }))).toContain("alarm violated");
  });

  it("what others do while a lock is free again", () => {
    const Thread = indexSet("thread", 2);
    const world = state({ locked: bool, inside: optional(Thread) });
    const alarm = world.assertion("alarm", "nobody raises the alarm");
    const enter = world.procedure("enter", { params: { me: Thread } }, (p) => {
      p.await("lock", (k) => !k.locked, (k) => {
        k.locked = true;
      });
      p.step("enter", (k, l) => {
        k.inside = l.me;
      });
      p.step("unlock", (k) => {
        k.locked = false;
      });
      p.step("enter again", (k, l) => {
        alarm.warnOn(k.inside !== l.me);
        k.inside = l.me;
      });
    });
    expect(verdicts(world.system({ processes: { thread: each(Thread, (me) => enter.start({ me })) } }))).toContain("alarm violated");
  });

  it("local states of which one can do more, however much later", () => {
    const world = state({ done: bool });
    const alarm = world.assertion("alarm", "nobody raises the alarm");
    const choose = world.procedure("choose", { locals: { number: range(0, 3) } }, (p) => {
      p.choose("choose", range(0, 3), (k, l, number) => {
        l.number = number;
        k.done = true;
      });
      p.step("think");
      p.step("think again");
      p.step("raise", (k, l) => {
        alarm.warnOn(k.done === (l.number === 2));
      });
    });
    expect(verdicts(world.system({ processes: { chooser: choose.start() } }))).toContain("alarm violated");
  });
});

it("a path to a step that counts members, and raises an assertion, is found", () => {
  const Thread = indexSet("thread", 4);
  const world = state({ flag: table(Thread, bool) });
  const alarm = world.assertion("alarm", "never are three flags up");
  const wave = world.procedure("wave", { params: { me: Thread } }, (p) => {
    p.step("raise", (k, l) => {
      k.flag[l.me] = true;
    });
    p.step("count", (k) => {
      alarm.warnOn(Thread.count((thread) => k.flag[thread]) === 3);
    });
  });
  const system = world.system({ processes: { waver: each(Thread, (me) => wave.start({ me })) } });
  for (const mode of ["symmetry", "por", "all"] as const) expect([mode, reduced(system, system.properties, mode).decisions.map(({ path }) => path?.moves.length)]).toEqual([mode, [4, undefined]]);
});

describe("steps that concern nobody else", () => {
  const stored = (processes: number, mode: ReduceMode): number | undefined => {
    const [defaults] = configurations(refcountPool.parameters, [{}]);
    const system = refcountPool.build({ ...defaults, processes });
    return reduced(system, system.properties, mode).reduction?.stored;
  };

  it("are not even kept where they are the only ones", () => {
    expect([5, 6].map((processes) => stored(processes, "por"))).toEqual([59_677, 393_961]);
  });

  it("are those that a lock protects, those that the others are past, and those that only add to a counter", () => {
    const Thread = indexSet("thread", 3);
    const world = state({ locked: bool, value: range(0, 2), count: range(0, 3), started: range(0, 3) });
    const work = world.procedure("work", (p) => {
      p.step("start", (k) => {
        k.started++;
      });
      p.await("lock", (k) => !k.locked, (k) => {
        k.locked = true;
      });
      p.step("write", (k) => {
        k.value = (k.value + 1) % 3;
      });
      p.step("unlock", (k) => {
        k.locked = false;
      });
      p.step("count", (k) => {
        k.count++;
      });
    });
    const system = world.system({ processes: { thread: each(Thread, () => work.start()) }, properties: ({ reachable }) => [reachable("all", "all can have started", (k) => k.started === 3)] });
    const { reduction } = reduced(system, system.properties, "por");
    expect(reduction?.remarks.filter(({ reduction: what }) => what === "por").map(({ reason }) => reason)).toEqual([
      "taken without asking other processes: write, unlock, count",
      "taken without asking other processes, where these come to nothing that it makes a difference to: lock",
    ]);
  });

  it("go together with symmetry", () => {
    expect([5, 6, 7, 8].map((processes) => stored(processes, "all"))).toEqual([883, 1679, 2995, 5095]);
  });
});

test("partial order changes no verdict, no length of a shortest path, and leaves out no statement", () => {
  const seen = { compared: 0, reduced: 0, half: 0, hindered: 0 };
  const systems = fc.oneof(
    randomLocked.map((drawn) => ({ drawn, system: buildLocked(drawn) })),
    randomSystem.map((drawn) => ({ drawn, system: build(drawn) })),
    randomAlike.map((drawn) => ({ drawn, system: buildAlike(drawn) })),
  );
  fc.assert(
    fc.property(systems, fc.constantFrom<ReduceMode>("por", "all"), ({ system }, mode) => {
      const properties = system.properties.filter(({ kind }) => kind !== "transition");
      const whole = result(() => finish(new PackedSearch(system, properties, { maxStates: all ? 20_000 : 3000 })));
      if ("stopped" in whole && whole.stopped !== undefined) return;
      const partial = result(() => reduced(system, properties, mode));
      seen.compared++;
      if ("failed" in whole || "failed" in partial) {
        expect(partial).toEqual(whole);
        return;
      }
      expect(figures(partial)).toEqual(figures(whole));
      const interpreter = new Interpreter(system);
      for (const { property, path } of partial.decisions) if (path !== undefined) confirm(interpreter, property, replayPath(interpreter, path));
      const { stored, remarks } = partial.reduction ?? { stored: Number.NaN, remarks: [] };
      if (!remarks.some(({ reduction, used }) => used && reduction === "por")) return;
      if (remarks.some(({ reason }) => reason.includes("where these come to nothing"))) seen.hindered++;
      if (stored < whole.states) seen.reduced++;
      if (stored * 2 < whole.states) seen.half++;
    }),
    { numRuns: runs },
  );
  expect(seen.compared).toBeGreaterThan(runs * 0.7);
  expect(seen.reduced).toBeGreaterThan(runs * 0.05);
  expect(seen.hindered).toBeGreaterThan(runs * 0.02);
});
