import { describe, expect, test } from "vitest";
import { bool, indexSet, range, state, table, type Procedure, type System } from "../../checker/index.ts";
import { mutantsOf } from "../../checker/mutate/mutation.ts";
import { Observation } from "../../checker/mutate/observation.ts";
import { FailedStep } from "../../checker/search/failed-step.ts";
import { PackedSearch } from "../../checker/search/packed-search.ts";
import { finish, searchPacked, searchReference, statesOf, summary } from "../support.ts";

const Page = indexSet("page", 2);
const world = state({ count: range(0, 3), flag: bool, pages: table(Page, { refs: range(0, 3) }) });

function systemOf(procedure: Procedure<Record<never, never>>): System {
  return world.system({ processes: { main: procedure.start() } });
}

/** How all runs end: `count flag refs0 refs1`, or `stuck` in front of it where the process has not come to its end. */
function endings(system: System): readonly string[] {
  const found = statesOf(system).map((text) => JSON.parse(text) as { shared: { count: number; flag: boolean; pages: Record<string, { refs: number }> }; processes: { pc: number }[] });
  const ended = found.filter(({ processes }) => processes[0]?.pc === 0);
  const shown = (ended.length > 0 ? ended : found.slice(-1)).map(({ shared: { count, flag, pages } }) => [count, flag ? "flag" : "-", pages["page0"]?.refs, pages["page1"]?.refs].join(" "));
  return ended.length > 0 ? shown : shown.map((text) => `stuck ${text}`);
}

const broken = "a step breaks the rules of the language";

function outcomeOf(run: () => object): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof FailedStep) return broken;
    throw error;
  }
}

/** Every mistake of a system and how its runs then end; both engines must agree on every mutant. */
function mistakes(system: System): Record<string, readonly string[]> {
  const observation = new Observation();
  const observed = observation.of(system);
  finish(new PackedSearch(observed, observed.properties));
  return Object.fromEntries(
    [...mutantsOf(system, observation).values()].map((mutant) => {
      const mutated = mutant.system();
      const [packed, reference] = [searchPacked, searchReference].map((search) => outcomeOf(() => summary(search(mutated))));
      expect(packed).toEqual(reference);
      return [`${mutant.operator}: ${mutant.change}`, packed === broken ? ["breaks a rule"] : endings(mutated)];
    }),
  );
}

describe("the mistakes that are made", () => {
  test("a step does nothing, and its counts are off by one", () => {
    const procedure = world.procedure("main", (p) => {
      p.step("add", (k) => {
        k.count += 2;
        k.flag = true;
      });
    });
    expect(mistakes(systemOf(procedure))).toEqual({
      'drop-effect: "add" does nothing': ["0 - 0 0"],
      'shift-write: "add" makes k.count one more': ["3 flag 0 0"],
      'shift-write: "add" makes k.count one less': ["1 flag 0 0"],
    });
  });

  test("counts in tables and locals are off by one, each by itself", () => {
    const procedure = world.procedure("main", { locals: { old: range(0, 3) } }, (p) => {
      p.step("read", (_, l) => {
        l.old = 1;
      });
      p.if((l) => l.old === 1, () => {
        p.step("write", (k, l) => {
          k.pages.page1.refs = l.old;
          k.count = 1;
        });
      });
    });
    const found = mistakes(systemOf(procedure));
    expect(found['shift-write: "write" makes k.pages[].refs one more']).toEqual(["1 - 0 2"]);
    expect(found['shift-write: "write" makes k.count one less']).toEqual(["0 - 0 1"]);
    expect(found['shift-write: "read" makes l.old one more']).toEqual(["0 - 0 0"]);
    expect(Object.keys(found).filter((name) => name.startsWith("shift-write"))).toHaveLength(6);
  });

  test("an await does not wait, waits for the opposite, or does nothing", () => {
    const procedure = world.procedure("main", (p) => {
      p.await("wait", (k) => k.flag, (k) => {
        k.flag = false;
        k.pages.page0.refs = 1;
      });
    });
    const system = world.system({
      processes: { main: procedure.start() },
      initially: (k) => {
        k.flag = true;
      },
    });
    const found = mistakes(system);
    expect(found).toMatchObject({
      'drop-effect: "wait" waits, but does nothing': ["0 flag 0 0"],
      'drop-guard: "wait" does not wait': ["0 - 1 0"],
      'negate-guard: "wait" waits for the opposite': ["stuck 0 flag 0 0"],
    });
  });

  test("a choice takes anything, or what it should not", () => {
    const procedure = world.procedure("main", (p) => {
      p.choose("pick", Page, (k, _, page) => k.pages[page].refs === 0, (k, _, page) => {
        k.pages[page].refs = 2;
      });
    });
    const system = world.system({
      processes: { main: procedure.start() },
      initially: (k) => {
        k.pages.page1.refs = 1;
      },
    });
    const found = mistakes(system);
    expect(found['drop-guard: "pick" takes any choice']).toEqual(["0 - 2 1", "0 - 0 2"]);
    expect(found['negate-guard: "pick" takes what it should not']).toEqual(["0 - 0 2"]);
  });

  test("a condition is fixed or negated, in a step and between steps; a step's writes stay", () => {
    const procedure = world.procedure("main", { locals: { yes: bool } }, (p) => {
      p.if("test", (k) => ++k.count === 1, () => {
        p.step("then", (k, l) => {
          k.flag = true;
          l.yes = true;
        });
        p.unless((l) => l.yes, () => {
          p.step("otherwise", (k) => {
            k.pages.page0.refs = 3;
          });
        });
      });
    });
    const found = mistakes(systemOf(procedure));
    expect(found).toMatchObject({
      'fix-condition: "test" is always true': ["1 flag 0 0"],
      'fix-condition: "test" is always false': ["1 - 0 0"],
      'negate-condition: "test" is negated': ["1 - 0 0"],
      "fix-condition: the condition is always true": ["1 flag 0 0"],
      "fix-condition: the condition is always false": ["1 flag 3 0"],
      'drop-effect: "then" does nothing': ["breaks a rule"],
      "negate-condition: the condition is negated": ["1 flag 3 0"],
    });
  });

  test("two steps change places, if either does anything", () => {
    const procedure = world.procedure("main", (p) => {
      p.step("set", (k) => {
        k.count = 2;
      });
      p.step("copy", (k) => {
        k.pages.page0.refs = k.count;
      });
      p.step("here");
      p.step("there");
    });
    const found = mistakes(systemOf(procedure));
    expect(found['swap-steps: "set" changes places with "copy"']).toEqual(["2 - 0 0"]);
    expect(Object.keys(found).filter((name) => name.startsWith("swap-steps"))).toEqual(['swap-steps: "set" changes places with "copy"', 'swap-steps: "copy" changes places with "here"']);
  });

  test("a call is left out; its steps keep their names, for properties that ask", () => {
    const called = world.procedure("called", (p) => {
      p.step("inside", (k) => {
        k.flag = true;
      });
    });
    const procedure = world.procedure("main", (p) => {
      p.call(called);
      p.call(called);
      p.step("after");
    });
    const system = world.system({
      processes: { main: procedure.start() },
      properties: ({ invariant }) => [invariant("outside", "nobody is inside twice", (k, { main }) => !(k.flag && main.at("inside") && main.in("called")))],
    });
    const found = mistakes(system);
    expect(Object.keys(found)).toEqual(["skip-call: called() is not called", 'drop-effect: "inside" does nothing']);
  });

  test("inside of loops and branches of either, too", () => {
    const procedure = world.procedure("main", (p) => {
      p.loop(() => {
        p.either(
          () =>
            p.await("up", (k) => k.count < 2, (k) => {
              k.count++;
            }),
          () => {
            p.await("stop", (k) => k.count === 2);
            p.break();
          },
        );
      });
    });
    const found = mistakes(systemOf(procedure));
    expect(found).toMatchObject({
      'drop-guard: "stop" does not wait': ["0 - 0 0", "1 - 0 0", "2 - 0 0"],
      'drop-effect: "up" waits, but does nothing': ["stuck 0 - 0 0"],
      'negate-guard: "stop" waits for the opposite': ["0 - 0 0", "1 - 0 0"],
    });
  });
});

test("a mutation says where it is, who runs it, and whether anybody comes to it", () => {
  const never = world.procedure("never", (p) => {
    p.await("for ever", (k) => k.flag);
    p.step("not reached", (k) => {
      k.count = 1;
    });
  });
  const system = world.system({ processes: { one: never.start(), two: never.start() } });
  const observation = new Observation();
  const observed = observation.of(system);
  finish(new PackedSearch(observed, observed.properties));
  const found = [...mutantsOf(system, observation).values()];
  expect(found.map(({ change, reached, processes, step }) => ({ change, reached, processes, step }))).toEqual([
    { change: '"for ever" does not wait', reached: true, processes: ["one", "two"], step: "for ever" },
    { change: '"for ever" waits for the opposite', reached: true, processes: ["one", "two"], step: "for ever" },
    { change: '"for ever" changes places with "not reached"', reached: true, processes: ["one", "two"], step: "for ever" },
    { change: '"not reached" does nothing', reached: false, processes: ["one", "two"], step: "not reached" },
  ]);
  expect(found[0]?.position?.file).toMatch(/operators\.test\.ts$/u);
});

test("observing changes nothing", () => {
  const procedure = world.procedure("main", { locals: { old: range(0, 3) } }, (p) => {
    p.step("read", (k, l) => {
      l.old = k.count;
      k.pages.page0 = { refs: 2 };
      k.pages.page1 = k.pages.page0;
    });
    p.await("wait", (k) => k.pages.page1.refs === 2);
  });
  const system = systemOf(procedure);
  const observed = new Observation().of(system);
  expect(summary(searchPacked(observed))).toEqual(summary(searchPacked(system)));
  expect(summary(searchReference(observed))).toEqual(summary(searchPacked(system)));
});
