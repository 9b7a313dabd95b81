import { bool, choice, each, fair, indexSet, spec, state, table } from "allways";

/**
 * T. J. Dekker's algorithm, the first for mutual exclusion; E. W. Dijkstra, "Cooperating sequential processes" (EWD 123), 1965. Step by step as dek.m of the Murphi
 * examples (ex/mux of CMurphi), which publish 100 states and 200 rules for 2 processes. That model does not wait as Dekker does: a process that has
 * given way tries again while it is still the other's turn, and would wait in its own. Here that is `wait: "murphi"`.
 *
 * The bug is a process that looks first and locks then: both can find the other's lock open.
 */
export default spec({
  name: "dekker",
  about: "Dekker's algorithm keeps two processes out of each other's critical section",
  parameters: {
    wait: choice("dekker: a process that has given way waits until it is its turn; murphi: while it is its turn", { values: ["dekker", "murphi"], default: "dekker" }),
    bug: choice("look-first: a process looks at the other's lock before it closes its own", { values: ["none", "look-first"], default: "none" }),
  },
  matrix: [{ wait: ["dekker", "murphi"] }, { bug: "look-first" }],
  build({ wait, bug }) {
    const Process = indexSet("process", 2);
    const world = state({ locked: table(Process, bool), turn: Process });

    const process = world.procedure("process", { params: { me: Process } }, (p) => {
      p.loop(() => {
        if (bug === "none") {
          p.step("lock", (k, l) => {
            k.locked[l.me] = true;
          });
        }
        p.while("is the other locked?", (k, l) => k.locked[Process.next(l.me)], () => {
          p.if("is it the other's turn?", (k, l) => k.turn !== l.me, () => {
            p.step("give way", (k, l) => {
              k.locked[l.me] = false;
            });
            p.while("wait", (k, l) => (k.turn === l.me) === (wait === "murphi"));
            p.step("lock again", (k, l) => {
              k.locked[l.me] = true;
            });
          });
        });
        if (bug === "look-first") {
          p.step("lock", (k, l) => {
            k.locked[l.me] = true;
          });
        }
        p.step("critical section");
        p.step("unlock", (k, l) => {
          k.locked[l.me] = false;
          k.turn = Process.next(l.me);
        });
      });
    });

    return world.system({
      processes: { process: fair("weak", each(Process, (me) => process.start({ me }))) },
      properties: ({ invariant, reachable, temporal, and, leadsTo }) => [
        invariant("mutex", "at most one process is in the critical section", (_, { process }) => Process.count((i) => process[i].at("critical section")) <= 1),
        temporal("served", "a process that wants to enter comes in", and(...Process.members.map((i) => leadsTo((_, { process }) => process[i].at("is the other locked?"), (_, { process }) => process[i].at("critical section"))))),
        reachable("entry", "the critical section can be entered", (_, { process }) => Process.some((i) => process[i].at("critical section"))),
      ],
    });
  },
  expect: [
    // Who waits while it is its turn can wait for ever.
    { when: { wait: "murphi", bug: "none" }, violated: ["served"], states: 100, transitions: 200 },
    { when: { wait: "dekker", bug: "none" }, violated: [] },
    { when: { wait: "dekker", bug: "look-first" }, violated: ["mutex", "served"], shortest: { mutex: 4, served: 6 } },
    { violated: ["mutex", "served"] },
  ],
});
