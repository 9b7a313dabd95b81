import { describe, expect, it } from "vitest";
import { bool, fair, range, spec, state, type Fairness, type Formula, type Operand, type Procedure, type Property, type Prover, type System } from "../../checker/index.ts";
import { check, type CheckOptions } from "../../checker/run/check.ts";
import type { PropertyResult } from "../../checker/run/event.ts";
import { Interpreter } from "../../checker/search/reference/interpreter.ts";
import { confirm, replayPath } from "../../checker/trace/replay.ts";

/*
 * What checkers of runs have got wrong, each as a graph of a few nodes: the known traps of implicit stuttering, of fairness and of component search.
 */

interface Shared {
  at: number;
}
type Prove = Prover<Shared, Record<string, unknown>>;
type Edge = readonly [from: number, to: number];

/** A graph whose edges belong to processes; each process with what is promised to it. */
function graph(processes: Readonly<Record<string, { readonly fairness?: Fairness; readonly edges: readonly Edge[] }>>, claim: (prove: Prove) => Property | readonly Property[]): System {
  const world = state({ at: range(0, 7) });
  const walk = (name: string, edges: readonly Edge[]): Procedure<Record<never, never>> =>
    world.procedure(name, (p) =>
      p.loop(() =>
        p.either(
          ...edges.map(([from, to]) => () =>
            p.await(`${from} to ${to}`, (k) => k.at === from, (k) => {
              k.at = to;
            }),
          ),
        ),
      ),
    );
  return world.system({
    processes: Object.fromEntries(Object.entries(processes).map(([name, { fairness = "none", edges }]) => [name, fair(fairness, walk(name, edges).start())])),
    properties: (prove) => [claim(prove as unknown as Prove)].flat(),
  });
}

async function resultOf(system: System, options: CheckOptions = {}): Promise<PropertyResult> {
  const [claim] = system.properties;
  const [result] = await check(spec({ name: "trap", about: "a trap", build: () => system }), { ...options, properties: [claim?.id ?? ""] });
  return result?.properties[0] as PropertyResult;
}

/** The verdict, and the lasso as the labels of its steps: `0 to 1 (1 to 2)`, with an empty loop where it stutters. */
async function verdictOf(system: System): Promise<string> {
  const { verdict, trace } = await resultOf(system);
  if (trace === undefined) return verdict;
  const steps = trace.steps.map(({ step }) => step);
  return `${verdict}: ${[...steps.slice(0, trace.loopStart), `(${steps.slice(trace.loopStart).join(", ")})`].join(", ")}`;
}

const at =
  (...nodes: readonly number[]): Operand<Shared, Record<string, unknown>> =>
  (k) =>
    nodes.includes(k.at);

describe("stuttering", () => {
  const step = (fairness: Fairness): System => graph({ walker: { fairness, edges: [[0, 1]] } }, ({ temporal, eventually }) => temporal("arrives", "1 is reached", eventually(at(1))));

  it("is possible everywhere where nothing is fair", async () => {
    expect(await verdictOf(step("none"))).toBe("violated: ()");
  });

  it("is not possible where a fair process can run", async () => {
    expect(await verdictOf(step("weak"))).toBe("holds");
    expect(await verdictOf(step("strong"))).toBe("holds");
  });

  it("goes on for ever in a terminal state", async () => {
    const system = graph({ walker: { fairness: "strong", edges: [[0, 1]] } }, ({ temporal, always, eventually }) => temporal("back", "0 again and again", always(eventually(at(0)))));
    expect(await verdictOf(system)).toBe("violated: 0 to 1, ()");
  });

  it("is not a step: next is the state after a step as long as the run does not stop", async () => {
    const system = graph({ walker: { fairness: "weak", edges: [[0, 1], [1, 0]] } }, ({ temporal, next }) => temporal("next", "1 is next", next(at(1))));
    expect(await resultOf(system)).toMatchObject({ verdict: "holds", remarks: ["it uses X (next): a step more or less anywhere can change the verdict"] });
  });
});

describe("weak fairness", () => {
  it("is judged on the part of a component that violates, not on the component around it", async () => {
    // Waiting in 0 for ever is not fair to the leaver, who can always run there, although the component of 0 and 1 has a step of the leaver.
    const system = graph({ idler: { edges: [[0, 0]] }, leaver: { fairness: "weak", edges: [[0, 1], [1, 0]] } }, ({ temporal, always, eventually }) =>
      temporal("leaves", "1 again and again", always(eventually(at(1)))),
    );
    expect(await verdictOf(system)).toBe("holds");
  });

  it("does not let a run stay in a component without a fair circle", async () => {
    const system = graph({ circler: { edges: [[0, 1], [1, 2], [2, 0]] }, leaver: { fairness: "weak", edges: [[0, 3], [1, 3], [2, 3]] } }, ({ temporal, eventually }) =>
      temporal("leaves", "3 is reached", eventually(at(3))),
    );
    expect(await verdictOf(system)).toBe("holds");
  });

  it("lets a run pass by a step that can be taken again and again, but not always", async () => {
    expect(await verdictOf(nowAndThen("weak"))).toBe("violated: (0 to 1, 1 to 0)");
  });

  it("of two processes needs a loop through two smaller ones", async () => {
    const system = graph({ left: { fairness: "weak", edges: [[0, 1], [1, 0]] }, right: { fairness: "weak", edges: [[0, 2], [2, 0], [1, 1]] } }, ({ temporal, eventually }) =>
      temporal("ends", "3 is reached", eventually(at(3))),
    );
    const result = await resultOf(system);
    expect(result.verdict).toBe("violated");
    expect(new Set(result.trace?.steps.slice(result.trace.loopStart).map(({ process }) => process))).toEqual(new Set(["left", "right"]));
  });
});

/** Somebody walks to and fro; the leaver can leave on one side only. */
function nowAndThen(fairness: Fairness): System {
  return graph({ walker: { fairness: "weak", edges: [[0, 1], [1, 0]] }, leaver: { fairness, edges: [[1, 2]] } }, ({ temporal, eventually }) => temporal("leaves", "2 is reached", eventually(at(2))));
}

describe("strong fairness", () => {
  it("does not let a run pass by a step that can be taken again and again, but not always", async () => {
    expect(await verdictOf(nowAndThen("strong"))).toBe("holds");
  });

  it("leaves the part of a component in which the step cannot be taken", async () => {
    // 0, 1 and 2 are one component, whose way out is never taken in it. 0 and 1 alone have a fair circle, but only without 2.
    const system = graph({ walker: { edges: [[0, 1], [1, 0], [1, 2], [2, 0]] }, leaver: { fairness: "strong", edges: [[2, 3]] } }, ({ temporal, eventually }) => temporal("leaves", "3 is reached", eventually(at(3))));
    expect(await verdictOf(system)).toBe("violated: ()");
    const moving = graph({ walker: { fairness: "weak", edges: [[0, 1], [1, 0], [1, 2], [2, 0]] }, leaver: { fairness: "strong", edges: [[2, 3]] } }, ({ temporal, eventually }) =>
      temporal("leaves", "3 is reached", eventually(at(3))),
    );
    expect(await verdictOf(moving)).toBe("violated: (0 to 1, 1 to 0)");
  });

  it("of two steps can forbid one part after the other", async () => {
    const edges: readonly Edge[] = [[0, 1], [1, 0], [1, 2], [2, 1]];
    const system = graph({ walker: { fairness: "weak", edges }, first: { fairness: "strong", edges: [[2, 3]] }, second: { fairness: "strong", edges: [[1, 3]] } }, ({ temporal, eventually }) =>
      temporal("leaves", "3 is reached", eventually(at(3))),
    );
    expect(await verdictOf(system)).toBe("holds");
  });
});

describe("formulas", () => {
  const toggle = (claim: (prove: Prove) => Property): System => graph({ walker: { fairness: "weak", edges: [[0, 1], [1, 0]] } }, claim);

  it("[]p is violated where an invariant is", async () => {
    expect(await verdictOf(toggle(({ temporal, always }) => temporal("stays", "always in 0", always(at(0)))))).toMatch(/^violated/u);
    expect(await verdictOf(toggle(({ temporal, always }) => temporal("inside", "always in 0 or 1", always(at(0, 1)))))).toBe("holds");
  });

  it("<>[]p is more than []<>p", async () => {
    expect(await verdictOf(toggle(({ temporal, eventually, always }) => temporal("settles", "in the end always in 0", eventually(always(at(0))))))).toBe("violated: (0 to 1, 1 to 0)");
    expect(await verdictOf(toggle(({ temporal, eventually, always }) => temporal("returns", "0 again and again", always(eventually(at(0))))))).toBe("holds");
  });

  it("a temporal property that starts with a state predicate speaks of the first state only", async () => {
    expect(await verdictOf(toggle(({ temporal }) => temporal("first", "begins in 0", at(0))))).toBe("holds");
  });

  it("p U q needs q, p W q written as a release does not", async () => {
    const stay = (claim: (prove: Prove) => Property): System => graph({ walker: { fairness: "weak", edges: [[0, 0]] } }, claim);
    expect(await verdictOf(stay(({ temporal, until }) => temporal("until", "in 0 until 1", until(at(0), at(1)))))).toBe("violated: (0 to 0)");
    expect(await verdictOf(stay(({ temporal, release }) => temporal("release", "in 0 unless 1", release(at(1), at(0)))))).toBe("holds");
  });

  it("taken and enabled tell a step from the possibility of a step", async () => {
    const both = { process: "leaver", step: "1 to 2" } as const;
    const passed = graph({ walker: { fairness: "weak", edges: [[0, 1], [1, 0]] }, leaver: { edges: [[1, 2]] } }, ({ temporal, always, eventually, enabled, taken, implies }) =>
      temporal("strong", "as if it were strongly fair", implies(always(eventually(enabled(both))), always(eventually(taken(both))))),
    );
    expect(await verdictOf(passed)).toBe("violated: (0 to 1, 1 to 0)");
  });

  it("a formula that names a step that does not exist is refused", async () => {
    const system = toggle(({ temporal, eventually, taken }) => temporal("typo", "it flies", eventually(taken({ step: "fly" }))));
    await expect(resultOf(system)).rejects.toThrow('a formula speaks of the step "fly", which does not exist');
  });
});

describe("what a verdict is worth", () => {
  const first = (k: Shared): boolean => k.at === 0;
  const second = (k: Shared): boolean => k.at === 1;
  const third = (k: Shared): boolean => k.at === 2;

  it("a condition that no run meets makes it vacuous", async () => {
    const system = graph({ walker: { fairness: "weak", edges: [[0, 1]] } }, ({ temporal, leadsTo }) => temporal("response", "3 leads to 1", leadsTo(at(3), at(1))));
    expect(await resultOf(system)).toMatchObject({ verdict: "holds", remarks: ["vacuous: no fair run meets its condition <>(nodes.includes(k.at))"] });
  });

  it.each<readonly [meaning: string, claim: (prove: Prove) => Formula, condition: string | undefined]>([
    ["a condition of a condition", ({ always, implies }) => always(implies(first, implies(third, first))), "<>(first && third)"],
    ["in what another leads to", ({ leadsTo, implies }) => leadsTo(first, implies(third, second)), "<>(first && <>third)"],
    ["of the first state only", ({ implies, eventually }) => implies(second, eventually(third)), "second"],
    ["of the past", ({ always, implies, once }) => always(implies(once(third), first)), "<>(O third)"],
    ["that is written as a disjunction", ({ always, or, not }) => always(or(not(third), first)), "<>third"],
    ["of one part of several", ({ and, leadsTo }) => and(leadsTo(first, second), leadsTo(third, second)), "<>third"],
    ["a fairness that is assumed by a formula", ({ implies, always, eventually, taken }) => implies(always(eventually(taken({ step: "0 to 1" }))), eventually(third)), '[]<>taken("0 to 1")'],
    ["that some run meets", ({ leadsTo }) => leadsTo(first, second), undefined],
  ])("a condition counts wherever it stands: %s", async (_, claim, condition) => {
    const system = graph({ walker: { fairness: "weak", edges: [[0, 1]] } }, (prove) => prove.temporal("claim", "a claim", claim(prove)));
    expect(await resultOf(system)).toMatchObject({ verdict: "holds", remarks: condition === undefined ? [] : [`vacuous: no fair run meets its condition ${condition}`] });
  });

  it("fairness of a process that can never run is told, once", async () => {
    const claims = ({ temporal, eventually }: Prove): Property[] => [temporal("one", "1 is reached", eventually(second)), temporal("other", "1 is reached", eventually(second))];
    const system = graph({ walker: { fairness: "weak", edges: [[0, 1]] }, sleeper: { fairness: "strong", edges: [[3, 4]] } }, claims);
    const [result] = await check(spec({ name: "trap", about: "a trap", build: () => system }), { properties: ["one", "other"] });
    expect(result?.properties.map(({ remarks }) => remarks)).toEqual([["vacuous: fairness is declared for sleeper, which can never run"], []]);
  });

  it("fairness of a step that can never run is told", async () => {
    const world = state({ on: bool });
    const blink = world.procedure("blink", (p) => {
      p.loop(() => {
        p.step("switch", (k) => {
          k.on = !k.on;
        });
        p.if("broken?", () => false, () => p.fair("weak", () => p.step("repair")));
      });
    });
    const system = world.system({ processes: { lamp: fair("weak", blink.start()) }, properties: ({ temporal, eventually }) => [temporal("on", "the light goes on", eventually((k) => k.on))] });
    expect(await resultOf(system)).toMatchObject({ verdict: "holds", remarks: ['vacuous: fairness is declared for "repair" of lamp, which can never run'] });
  });

  it("a limit makes it inconclusive", async () => {
    const system = graph({ walker: { fairness: "weak", edges: [[0, 1], [1, 2], [2, 3]] } }, ({ temporal, eventually }) => temporal("arrives", "3 is reached", eventually(at(3))));
    expect((await resultOf(system, { limits: { maxDepth: 2 } })).verdict).toBe("inconclusive");
    expect((await resultOf(system, { limits: { maxStates: 2 } })).verdict).toBe("inconclusive");
  });

  it("a lasso that does not validate is an internal error", () => {
    const system = graph({ walker: { fairness: "weak", edges: [[0, 1], [1, 0], [0, 2]] } }, ({ temporal, eventually }) => temporal("ends", "2 is reached", eventually(at(2))));
    const interpreter = new Interpreter(system);
    const [property] = system.properties as [Property];
    const lasso = (loopStart: number, ...actions: readonly number[]) => replayPath(interpreter, { initial: 0, moves: actions.map((action) => ({ process: 0, action, choice: 0 })), loopStart });
    const refused = 'the path that decides ends does not decide it on the reference interpreter';
    expect(() => confirm(interpreter, property, lasso(0, 0, 1))).not.toThrow();
    // It stutters where a fair process can run; its loop does not close; it reaches 2.
    expect(() => confirm(interpreter, property, lasso(0))).toThrow(refused);
    expect(() => confirm(interpreter, property, lasso(0, 0))).toThrow(refused);
    expect(() => confirm(interpreter, property, lasso(1, 2))).toThrow(refused);
  });
});

describe("the past", () => {
  const walk = (edges: readonly Edge[], claim: (prove: Prove) => Formula): System => graph({ walker: { fairness: "weak", edges } }, (prove) => prove.temporal("claim", "of the past", claim(prove)));

  it("is that of the run, not of the state", async () => {
    const after = ({ always, implies, once }: Prove): Formula => always(implies(at(2), once(at(1))));
    expect(await verdictOf(walk([[0, 1], [1, 2]], after))).toBe("holds");
    expect(await verdictOf(walk([[0, 1], [1, 2], [0, 2]], after))).toBe("violated: 0 to 2, ()");
  });

  it("grows from round to round of a loop", async () => {
    const circle: readonly Edge[] = [[0, 1], [1, 0]];
    expect(await verdictOf(walk(circle, ({ always, once }) => always(once(at(1)))))).toBe("violated: (0 to 1, 1 to 0)");
    expect(await verdictOf(walk(circle, ({ eventually, always, once }) => eventually(always(once(at(1))))))).toBe("holds");
    expect(await verdictOf(walk(circle, ({ always, implies, historically }) => always(implies(at(0), historically(at(0))))))).toBe("violated: (0 to 1, 1 to 0)");
  });

  it("has a beginning that something lasts since", async () => {
    const held = ({ always, implies, since, not }: Prove): Formula => always(implies(at(3), since(not(at(0)), at(1))));
    expect(await verdictOf(walk([[0, 1], [1, 2], [2, 3]], held))).toBe("holds");
    expect(await verdictOf(walk([[0, 1], [1, 2], [2, 1], [2, 3]], held))).toBe("holds");
    expect(await verdictOf(walk([[0, 1], [1, 2], [2, 0], [2, 3], [0, 3]], held))).toBe("violated: 0 to 3, ()");
    expect(await verdictOf(walk([[0, 1], [1, 2], [2, 0], [0, 4], [4, 3]], held))).toBe("violated: 0 to 4, 4 to 3, ()");
  });

  it("knows which steps were taken, also when none is any more", async () => {
    const taken = ({ eventually, always, once, taken }: Prove): Formula => eventually(always(once(taken({ step: "0 to 1" }))));
    expect(await verdictOf(walk([[0, 1]], taken))).toBe("holds");
    expect(await verdictOf(walk([[0, 1], [0, 2]], taken))).toBe("violated: 0 to 2, ()");
  });

  it("cannot be asked for the future", async () => {
    await expect(resultOf(walk([[0, 1]], ({ always, once, eventually }) => always(once(eventually(at(1))))))).rejects.toThrow("a formula asks for the future inside of the past");
  });
});

describe("what stays possible", () => {
  const possible = (edges: readonly Edge[]): System => graph({ walker: { edges } }, ({ alwaysPossible }) => alwaysPossible("home", "0 can be reached from everywhere", (k) => k.at === 0));

  it("holds where every state has a way, whether or not anybody goes it", async () => {
    expect((await resultOf(possible([[0, 1], [1, 2], [2, 0]]))).verdict).toBe("holds");
  });

  it("is violated by the nearest state without one", async () => {
    const { verdict, trace } = await resultOf(possible([[0, 1], [1, 0], [1, 2], [2, 3], [3, 2], [1, 4], [4, 1]]));
    expect([verdict, trace?.steps.map(({ step }) => step), trace?.loopStart]).toEqual(["violated", ["0 to 1", "1 to 2"], undefined]);
  });
});
