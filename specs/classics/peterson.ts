import { anyOf, bool, choice, each, fair, indexSet, spec, state, table, type Index, type StateOf } from "allways";

/**
 * G. L. Peterson, "Myths about the mutual exclusion problem", Information Processing Letters 12(3), 1981. Step by step as Peterson.tla of the TLA+ examples
 * (github.com/tlaplus/Examples, locks_auxiliary_vars), where TLC finds 42 states, generates 77 (the initial state and 76 transitions) and counts 11 levels.
 * Or as 2_peterson.m of the Murphi examples (ex/mux of CMurphi), which publish 26 states and 52 rules: nobody rests, waiting is busy, and at first it is anybody's turn.
 *
 * The bug is the order of the first two steps, which is easily lost on a machine that reorders stores: when a process gives way before it says what it
 * wants, the other can pass between the two, and is not seen.
 */
export default spec({
  name: "peterson",
  about: "Peterson's algorithm keeps two processes out of each other's critical section",
  parameters: {
    after: choice("pluscal: a process rests outside, and waits until it may enter; murphi: it never rests, and asks again and again", { values: ["pluscal", "murphi"], default: "pluscal" }),
    bug: choice("swapped: a process gives way before it says that it wants to enter", { values: ["none", "swapped"], default: "none" }),
  },
  matrix: [{ after: ["pluscal", "murphi"] }, { bug: "swapped" }],
  build({ after, bug }) {
    const Process = indexSet("process", 2);
    const world = state({ wants: table(Process, bool), turn: Process });

    const process = world.procedure("process", { params: { me: Process } }, (p) => {
      const want = (): void =>
        p.step("want", (k, l) => {
          k.wants[l.me] = true;
        });
      const giveWay = (): void =>
        p.step("give way", (k, l) => {
          k.turn = Process.next(l.me);
        });

      const mayEnter = (k: StateOf<typeof world>, me: Index<"process">): boolean => !k.wants[Process.next(me)] || k.turn === me;

      p.loop(() => {
        if (after === "pluscal") p.step("non-critical section");
        if (bug === "none") want();
        giveWay();
        if (bug === "swapped") want();
        if (after === "pluscal") p.await("wait", (k, l) => mayEnter(k, l.me));
        else p.while("wait", (k, l) => !mayEnter(k, l.me));
        p.step("critical section");
        p.step("leave", (k, l) => {
          k.wants[l.me] = false;
        });
      });
    });

    const anyTurn = anyOf({ turn: Process }, (k: StateOf<typeof world>, { turn }) => {
      k.turn = turn;
    });

    return world.system({
      processes: { process: fair("weak", each(Process, (me) => process.start({ me }))) },
      ...(after === "murphi" ? { initially: anyTurn } : {}),
      properties: ({ invariant, reachable, temporal, and, leadsTo }) => [
        invariant("mutex", "at most one process is in the critical section", (_, { process }) => Process.count((i) => process[i].at("critical section")) <= 1),
        temporal("served", "a process that wants to enter comes in", and(...Process.members.map((i) => leadsTo((_, { process }) => process[i].at("wait"), (_, { process }) => process[i].at("critical section"))))),
        reachable("entry", "the critical section can be entered", (_, { process }) => Process.some((i) => process[i].at("critical section"))),
      ],
    });
  },
  expect: [
    { when: { after: "pluscal", bug: "none" }, violated: [], states: 42, transitions: 76, depth: 10, shortest: { entry: 4 } },
    { when: { after: "murphi", bug: "none" }, violated: [], states: 26, transitions: 52 },
    { when: { after: "pluscal", bug: "swapped" }, violated: ["mutex"], shortest: { mutex: 8 } },
    { violated: ["mutex"] },
  ],
});
