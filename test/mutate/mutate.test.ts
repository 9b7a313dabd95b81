import { expect, test } from "vitest";
import { bool, each, fair, indexSet, integer, range, spec, state, type Spec } from "../../checker/index.ts";
import { tally, type Fate, type SpecMutations } from "../../checker/mutate/fate.ts";
import { mutateSpec } from "../../checker/mutate/mutate.ts";
import { libraryHost } from "../../checker/run/host.ts";
import type { SearchLimits } from "../../checker/search/outcome.ts";

const configs = [{ pairs: 1 }, { pairs: 2 }];

/** Threads that count up and down; what is claimed of it is up to the test. */
function counting(options: { claims: boolean; violated?: boolean }): Spec {
  return spec({
    name: "counting",
    about: "threads count up and down",
    parameters: { pairs: integer("how many threads", { from: 1, to: 2, default: 1 }) },
    build({ pairs }) {
      const Thread = indexSet("thread", pairs);
      const world = state({ count: range(0, 3), ready: bool, lost: bool });
      const work = world.procedure("work", { locals: { seen: range(0, 3) } }, (p) => {
        p.step("up", (k) => {
          k.count++;
        });
        p.step("look", (k, l) => {
          l.seen = k.count;
        });
        p.await("wait", (k) => k.count > 0);
        p.step("down", (k) => {
          k.count--;
        });
        p.if("lost?", (k) => k.lost, () => {
          p.step("find", (k) => {
            k.lost = false;
          });
        });
      });
      return world.system({
        processes: { worker: each(Thread, () => work.start()) },
        properties: ({ invariant, terminal }) => [
          invariant("bounded", "nobody counts twice", (k) => k.count <= pairs),
          ...(options.claims ? [terminal("balanced", "in the end nothing is left", (k, { worker }) => k.count === 0 && Thread.every((i) => worker[i].done))] : []),
          ...(options.violated === true ? [invariant("zero", "nobody counts", (k) => k.count === 0)] : []),
        ],
      });
    },
    expect: [{ violated: options.violated === true ? ["zero"] : [] }],
  });
}

async function mutate(given: Spec, limits: SearchLimits = {}): Promise<SpecMutations> {
  return mutateSpec(given, configs.map((config) => ({ config, properties: undefined })), limits, libraryHost, () => {});
}

/** Each mistake and what became of it, in a line. */
function told({ mutations }: SpecMutations): readonly string[] {
  return mutations.map(({ change, fate }) => `${change}: ${words(fate)}`);
}

function words(fate: Fate): string {
  switch (fate.kind) {
    case "killed":
      return `killed with pairs=${fate.config["pairs"]}, ${fate.property} ${fate.verdict}`;
    case "failed":
      return `failed with pairs=${fate.config["pairs"]}, ${fate.error.code}`;
    case "survived":
      return fate.countsDiffer ? "survived, other counts" : "survived";
    case "inconclusive":
      return `inconclusive with pairs=${fate.config["pairs"]}, ${fate.stopped}`;
    case "refused":
      return `refused, ${fate.error.code}`;
    default:
      return fate.kind;
  }
}

test("every mutant has a fate, and says what decided it", async () => {
  const found = await mutate(counting({ claims: true }));
  expect(found.unfit).toEqual([]);
  expect(told(found)).toMatchInlineSnapshot(`
    [
      ""up" does nothing: killed with pairs=1, balanced violated",
      ""up" makes k.count one more: killed with pairs=1, bounded violated",
      ""up" makes k.count one less: killed with pairs=1, balanced violated",
      ""up" changes places with "look": survived, other counts",
      ""look" does nothing: equivalent",
      ""look" makes l.seen one more: equivalent",
      ""look" makes l.seen one less: equivalent",
      ""look" changes places with "wait": equivalent",
      ""wait" does not wait: equivalent",
      ""wait" waits for the opposite: killed with pairs=1, balanced violated",
      ""wait" changes places with "down": killed with pairs=1, balanced violated",
      ""down" does nothing: killed with pairs=1, balanced violated",
      ""down" makes k.count one more: killed with pairs=1, balanced violated",
      ""down" makes k.count one less: failed with pairs=1, AW201",
      ""lost?" is always true: survived, other counts",
      ""lost?" is always false: equivalent",
      ""lost?" is negated: survived, other counts",
      ""find" does nothing: not reached",
    ]
  `);
  expect(tally(found.mutations)).toMatchInlineSnapshot(`
    {
      "equivalent": 6,
      "inconclusive": 0,
      "killed": 8,
      "mutants": 18,
      "notReached": 1,
      "score": 0.7272727272727273,
      "survived": 3,
    }
  `);
});

test("weaker properties kill less", async () => {
  const found = await mutate(counting({ claims: false }));
  expect(told(found).filter((line) => line.includes(": survived"))).toMatchInlineSnapshot(`
    [
      ""up" changes places with "look": survived, other counts",
      ""down" does nothing: survived, other counts",
      ""down" makes k.count one more: survived, other counts",
      ""lost?" is always true: survived, other counts",
      ""lost?" is negated: survived, other counts",
    ]
  `);
});

test("a mutant that makes a property hold that should be violated is killed", async () => {
  const subjects = configs.map((config) => ({ config, properties: ["zero"] }));
  const found = await mutateSpec(counting({ claims: true, violated: true }), subjects, {}, libraryHost, () => {});
  expect(told(found).filter((line) => line.includes("killed"))).toEqual(['"up" does nothing: killed with pairs=1, zero holds', '"up" makes k.count one less: killed with pairs=1, zero holds']);
});

test("what is not as expected without a mistake is not mutated", async () => {
  const wrong: Spec = { ...counting({ claims: true, violated: true }), expect: [] };
  const found = await mutate(wrong);
  expect(found.unfit.map(({ config }) => config)).toEqual(configs);
  expect(found.mutations).toEqual([]);
});

test("a mutant that runs into a limit is not decided, nor is a spec that does", async () => {
  const grows = spec({
    name: "grows",
    about: "a count that would grow",
    build() {
      const world = state({ count: range(0, 1_000), stop: bool });
      const work = world.procedure("work", (p) => {
        p.loop(() => {
          p.await("up", (k) => k.count < 3, (k) => {
            k.count++;
          });
        });
      });
      return world.system({ processes: { work: work.start() }, properties: ({ terminal }) => [terminal("stops", "it stops anywhere", () => true)] });
    },
  });
  const run = (limits: SearchLimits): Promise<SpecMutations> => mutateSpec(grows, [{ config: {}, properties: undefined }], limits, libraryHost, () => {});
  expect(told(await run({ maxStates: 10 }))).toContain('"up" does not wait: inconclusive with pairs=undefined, states');
  expect(told(await run({}))).toContain('"up" does not wait: failed with pairs=undefined, AW201');
  expect((await run({ maxStates: 2 })).unfit).toMatchObject([{ stopped: "states" }]);
});

test("a mutant that is no spec any more is not counted", async () => {
  const brief = spec({
    name: "brief",
    about: "a branch that begins with a call",
    build() {
      const world = state({ done: bool });
      const called = world.procedure("called", (p) =>
        p.step("go", (k) => {
          k.done = true;
        }),
      );
      const work = world.procedure("work", (p) => p.either(() => p.call(called)));
      return world.system({ processes: { work: work.start() }, properties: ({ terminal }) => [terminal("done", "all is done", (k) => k.done)] });
    },
  });
  const found = await mutateSpec(brief, [{ config: {}, properties: undefined }], {}, libraryHost, () => {});
  expect(told(found)).toEqual(['"go" does nothing: killed with pairs=undefined, done violated', "called() is not called: refused, AW104"]);
  expect(tally(found.mutations)).toMatchObject({ mutants: 1, killed: 1, score: 1 });
});

test("only the chosen properties kill, and an interruption ends it", async () => {
  const subjects = configs.map((config) => ({ config, properties: ["bounded"] }));
  const found = await mutateSpec(counting({ claims: true }), subjects, {}, libraryHost, () => {});
  expect(told(found).filter((line) => line.includes("killed"))).toEqual(expect.arrayContaining([expect.stringContaining("bounded")]));
  expect(told(found).filter((line) => line.includes("balanced"))).toEqual([]);

  let asked = 0;
  const interrupted = await mutateSpec(counting({ claims: true }), subjects, {}, { ...libraryHost, interrupted: () => ++asked > 8 }, () => {});
  expect(interrupted.mutations.length).toBeLessThan(found.mutations.length);
});

test("a property of runs kills, under the fairness that the spec declares", async () => {
  const lamp = spec({
    name: "lamp",
    about: "a lamp that blinks",
    build() {
      const world = state({ on: bool });
      const blink = world.procedure("blink", (p) => {
        p.loop(() => {
          p.step("switch on", (k) => {
            k.on = true;
          });
          p.step("switch off", (k) => {
            k.on = false;
          });
        });
      });
      return world.system({
        processes: { lamp: fair("weak", blink.start()) },
        properties: ({ temporal, always, eventually, terminal }) => [temporal("lit", "again and again it is on", always(eventually((k) => k.on))), terminal("never", "it never ends", () => false)],
      });
    },
  });
  const found = await mutateSpec(lamp, [{ config: {}, properties: undefined }], {}, libraryHost, () => {});
  expect(told(found)).toEqual([
    '"switch on" does nothing: killed with pairs=undefined, lit violated',
    '"switch on" changes places with "switch off": survived, other counts',
    '"switch off" does nothing: survived, other counts',
  ]);
});
