import { expect, test } from "vitest";
import { anyOf, bool, each, indexSet, oneOf, optional, range, state, type Body, type System } from "../../checker/index.ts";
import { searchPacked, searchReference, summary } from "../support.ts";

type P = Body<{ log: string; n: number; flag: boolean }, { i: number; answer: "yes" | "no" }, { i: number; answer: "yes" | "no" }, never>;

/** All texts that one process can write into the log before it ends, with the numbers of states and transitions. */
function run(body: (p: P) => void): { logs: string[]; states: number; transitions: number } {
  const words = ["", ..."abcdef"].flatMap((one) => ["", ..."abcdef"].flatMap((two) => ["", ..."abcdef"].map((three) => one + two + three)));
  const world = state({ log: oneOf(...([...new Set(words)] as [string, ...string[]])), n: range(0, 3), flag: bool });
  const procedure = world.procedure("main", { locals: { i: range(0, 3), answer: oneOf("yes", "no") } }, body as never);
  const system: System = world.system({
    processes: { main: procedure.start() },
    properties: ({ terminal, reachable }) => [
      terminal("ends", "the process ends", (_, { main }) => main.done),
      ...[...new Set(words)].map((word) => reachable(`log ${word}`, "", (k, { main }) => main.done && k.log === word)),
    ],
  });
  const packed = searchPacked(system);
  expect(summary(packed)).toEqual(summary(searchReference(system)));
  expect(packed.decisions[0]?.verdict).toBe("holds");
  const logs = packed.decisions.filter(({ property, verdict }) => property.kind === "reachable" && verdict === "holds").map(({ property }) => property.id.slice(4));
  return { logs: logs.sort(), states: packed.states, transitions: packed.transitions };
}

const write =
  (letter: string) =>
  (k: { log: string }): void => {
    k.log += letter;
  };

test("steps run in the order of the text, one transition each", () => {
  const body = (p: P): void => {
    p.step("1", write("a"));
    p.step("2", write("b"));
  };
  expect(run(body)).toEqual({ logs: ["ab"], states: 3, transitions: 2 });
});

test("control over locals takes no time", () => {
  const body = (p: P): void => {
    p.do((l) => {
      l.i = 0;
    });
    p.while(
      (l) => l.i < 2,
      () => {
        p.step("round", write("a"));
        p.do((l) => {
          l.i++;
        });
      },
    );
    p.if((l) => l.i === 2, () => p.step("then", write("b")), () => p.step("else", write("c")));
  };
  expect(run(body)).toEqual({ logs: ["aab"], states: 4, transitions: 3 });
});

test("a labelled if is one step that writes and decides", () => {
  const body = (p: P): void => {
    p.if("test", (k) => ++k.n === 1, () => p.step("then", write("a")), () => p.step("else", write("b")));
  };
  expect(run(body)).toEqual({ logs: ["a"], states: 3, transitions: 2 });
});

test("a labelled while tests again in every round; break and continue do what they say", () => {
  const body = (p: P): void => {
    p.while("test", (k) => k.n < 3, () => {
      p.step("count", (k) => void k.n++);
      p.if("odd", (k) => k.n === 1, () => p.continue());
      p.step("body", write("a"));
      p.break();
    });
    p.step("after", write("b"));
  };
  expect(run(body).logs).toEqual(["ab"]);
});

test("either takes any branch whose first step can run, and waits if none can", () => {
  const body = (p: P): void => {
    p.either(
      () => p.step("left", write("a")),
      () => p.await("never", (k) => k.flag, write("d")),
      () => {
        p.await("right", (k) => k.n === 0, write("b"));
        p.step("more", write("c"));
      },
    );
    p.step("after", write("e"));
  };
  expect(run(body)).toEqual({ logs: ["ae", "bce"], states: 6, transitions: 5 });
});

test("goto goes to its label, forwards and backwards", () => {
  const body = (p: P): void => {
    p.step("first", (k) => void k.n++);
    p.if("again", (k) => k.n < 2, () => p.goto("back"));
    p.goto("out");
    p.label("back");
    p.step("once more", (k) => {
      k.n++;
      k.log += "a";
    });
    p.label("out");
    p.step("end", write("b"));
  };
  expect(run(body).logs).toEqual(["ab"]);
});

test("choose runs once for every value that its guard lets through", () => {
  const body = (p: P): void => {
    p.choose(
      "pick",
      { letter: oneOf("a", "b", "c"), twice: bool },
      (_, __, { letter, twice }) => letter !== "b" || !twice,
      (k, _, { letter, twice }) => {
        k.log += twice ? letter + letter : letter;
      },
    );
  };
  expect(run(body)).toEqual({ logs: ["a", "aa", "b", "c", "cc"], states: 6, transitions: 5 });
});

test("a call runs the callee's steps, returns its result, and forgets its locals", () => {
  const world = state({ sum: range(0, 9) });
  const double = world.procedure("double", { params: { x: range(0, 3) }, locals: { twice: range(0, 6) }, returns: range(0, 6) }, (p) => {
    p.step("compute", (_, l) => {
      l.twice = l.x * 2;
    });
    p.return((l) => l.twice);
  });
  const main = world.procedure("main", { locals: { y: range(0, 6) } }, (p) => {
    p.call(double, () => ({ x: 1 }), "y");
    p.call(double, (l) => ({ x: l.y }), "y");
    p.step("store", (k, l) => {
      k.sum = l.y;
    });
  });
  const system = world.system({
    processes: { main: main.start() },
    properties: ({ terminal }) => [terminal("sum", "2 * 2 * 1 is 4", (k) => k.sum === 4)],
  });
  const packed = searchPacked(system);
  expect(summary(packed)).toEqual(summary(searchReference(system)));
  expect(packed).toMatchObject({ states: 4, transitions: 3, decisions: [{ verdict: "holds" }] });
});

test("anyOf makes one initial state for each value, and equal ones count once", () => {
  const world = state({ n: range(0, 9) });
  const idle = world.procedure("idle", (p) => p.await("never", () => false));
  const system = world.system({
    processes: { idle: idle.start() },
    initially: anyOf(range(0, 9), (k, n) => {
      k.n = Math.floor(n / 2);
    }),
    properties: ({ invariant }) => [invariant("small", "n is at most 3", (k) => k.n <= 3)],
  });
  const packed = searchPacked(system);
  expect(summary(packed)).toEqual(summary(searchReference(system)));
  expect(packed.states).toBe(5);
  expect(packed.decisions[0]?.path).toEqual({ initial: 8, moves: [] });
});

test("a failed bugOn stops its process for ever, after what the step had done", () => {
  const Thread = indexSet("thread", 2);
  const world = state({ n: range(0, 3) });
  const bug = world.assertion("BUG", "n stays below 2");
  const add = world.procedure("add", (p) => {
    p.step("add", (k) => {
      k.n++;
      bug.bugOn(k.n === 2);
      k.n = 3;
    });
    p.step("not reached by the one that crashed");
  });
  const system = world.system({ processes: { add: each(Thread, () => add.start()) }, initially: (k) => void (k.n = 1) });
  const packed = searchPacked(system);
  expect(summary(packed)).toEqual(summary(searchReference(system)));
  expect(packed.decisions.map(({ property, verdict }) => `${property.id} ${verdict}`)).toEqual(["BUG violated", "deadlock holds"]);
  expect(packed.decisions[0]?.path?.moves).toHaveLength(1);
});

test("let gives a local what is there, or takes the other way", () => {
  const Page = indexSet("page", 2);
  const world = state({ found: optional(Page), log: oneOf("", "page0", "page1", "nothing") });
  const main = world.procedure("main", { locals: { pte: optional(Page), page: Page } }, (p) => {
    p.choose("find", optional(Page), (_, l, pte) => {
      l.pte = pte;
    });
    p.let("page", (l) => l.pte, () => {
      p.step("nothing", (k) => {
        k.log = "nothing";
      });
      p.return();
    });
    p.step("something", (k, l) => {
      k.log = l.page === "page0" ? "page0" : "page1";
    });
  });
  const system = world.system({
    processes: { main: main.start() },
    properties: ({ terminal, reachable }) => [
      terminal("some log", "something is logged", (k) => k.log !== ""),
      ...(["page0", "page1", "nothing"] as const).map((word) => reachable(word, "can be logged", (k) => k.log === word)),
    ],
  });
  const packed = searchPacked(system);
  expect(summary(packed)).toEqual(summary(searchReference(system)));
  expect(packed.decisions.every(({ verdict }) => verdict === "holds")).toBe(true);
});

test("unless goes on where its test is true, and takes the other way where it is not", () => {
  const body = (p: P): void => {
    p.unless("try", (k) => ++k.n === 1, () => {
      p.step("not reached", write("x"));
      p.return();
    });
    p.do((l) => {
      l.i = 1;
    });
    p.unless((l) => l.i === 2, () => {
      p.step("leave", write("a"));
      p.return();
    });
    p.step("not reached either", write("b"));
  };
  expect(run(body)).toEqual({ logs: ["a"], states: 3, transitions: 2 });
});

test("where no step can run, every single process must have ended", () => {
  const Thread = indexSet("thread", 2);
  const world = state({ turn: Thread });
  const wait = world.procedure("wait", { params: { own: Thread } }, (p) => {
    p.await("turn", (k, l) => k.turn === l.own);
  });
  const system = world.system({ processes: { waiting: each(Thread, (own) => wait.start({ own })) } });
  const found = searchPacked(system);
  expect(summary(found)).toEqual(summary(searchReference(system)));
  expect(found).toMatchObject({ states: 2, decisions: [{ property: { id: "deadlock" }, verdict: "violated" }] });
});
