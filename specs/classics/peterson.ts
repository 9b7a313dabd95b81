import { bool, choice, each, indexSet, spec, state, table } from "allways";

/**
 * G. L. Peterson, "Myths about the mutual exclusion problem", Information Processing Letters 12(3), 1981. Step by step as Peterson.tla of the TLA+ examples
 * (github.com/tlaplus/Examples, locks_auxiliary_vars), where TLC finds 42 states, generates 77 (the initial state and 76 transitions) and counts 11 levels.
 *
 * The bug is the order of the first two steps, which is easily lost on a machine that reorders stores: when a process gives way before it says what it
 * wants, the other can pass between the two, and is not seen.
 */
export default spec({
  name: "peterson",
  about: "Peterson's algorithm keeps two processes out of each other's critical section",
  parameters: {
    bug: choice("swapped: a process gives way before it says that it wants to enter", { values: ["none", "swapped"], default: "none" }),
  },
  matrix: [{ bug: ["none", "swapped"] }],
  build({ bug }) {
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

      p.loop(() => {
        p.step("non-critical section");
        if (bug === "none") want();
        giveWay();
        if (bug === "swapped") want();
        p.await("wait", (k, l) => !k.wants[Process.next(l.me)] || k.turn === l.me);
        p.step("critical section");
        p.step("leave", (k, l) => {
          k.wants[l.me] = false;
        });
      });
    });

    return world.system({
      processes: { process: each(Process, (me) => process.start({ me })) },
      properties: ({ invariant, reachable }) => [
        invariant("mutex", "at most one process is in the critical section", (_, { process }) => Process.count((i) => process[i].at("critical section")) <= 1),
        reachable("entry", "the critical section can be entered", (_, { process }) => Process.some((i) => process[i].at("critical section"))),
      ],
    });
  },
  expect: [
    { when: { bug: "none" }, violated: [], states: 42, transitions: 76, depth: 10, shortest: { entry: 4 } },
    { when: { bug: "swapped" }, violated: ["mutex"], shortest: { mutex: 8 } },
  ],
});
