import { bool, choice, each, indexSet, integer, optional, present, spec, state, table } from "allways";

/**
 * The queue lock of Mellor-Crummey and Scott (see mcs-lock) for machines without compare-and-swap. A process that releases the lock takes the whole queue away;
 * if it was not the last, it puts the queue back, and whoever has come in between, the usurper, goes first. Step by step as mcslock2.m of the Murphi
 * examples (ex/mux of CMurphi), which publish 1,098 states for 2 processes and 3,240,032 for 3. Waiting is busy, so the rules fired are the states
 * times the processes.
 *
 * The bug is a process that hands the lock over although a usurper may have it.
 */
export default spec({
  name: "mcs-lock-without-cas",
  about: "the queue lock of Mellor-Crummey and Scott needs no compare-and-swap to let one process at a time in",
  parameters: {
    processes: integer("how many processes want the lock", { from: 1, to: 4, default: 2 }),
    bug: choice("no-usurper: a release does not look whether somebody came while the queue was away", { values: ["none", "no-usurper"], default: "none" }),
  },
  matrix: [{}, { processes: 3, bug: "no-usurper" }],
  build({ processes, bug }) {
    const Process = indexSet("process", processes);
    const someone = optional(Process);
    const world = state({ tail: someone, next: table(Process, someone), locked: table(Process, bool) });

    const user = world.procedure("user", { params: { me: Process }, locals: { predecessor: someone, oldTail: someone, usurper: someone } }, (p) => {
      p.do((l) => {
        l.predecessor = l.oldTail = l.usurper = null;
      });
      p.loop(() => {
        // acquire
        p.step("I->next = nil", (k, l) => {
          k.next[l.me] = null;
        });
        p.step("predecessor = fetch_and_store(L, I)", (k, l) => {
          l.predecessor = k.tail;
          k.tail = l.me;
        });
        p.if("predecessor != nil", (_, l) => l.predecessor !== null, () => {
          p.step("I->locked = true", (k, l) => {
            k.locked[l.me] = true;
          });
          p.step("predecessor->next = I", (k, l) => {
            k.next[present(l.predecessor)] = l.me;
          });
          p.while("repeat while I->locked", (k, l) => k.locked[l.me]);
        });
        // release
        p.if(
          "critical section",
          (k, l) => k.next[l.me] === null,
          () => {
            p.step("old_tail = fetch_and_store(L, nil)", (k, l) => {
              l.oldTail = k.tail;
              k.tail = null;
            });
            p.if("old_tail = I", (_, l) => l.oldTail === l.me, () => p.continue());
            p.step("usurper = fetch_and_store(L, old_tail)", (k, l) => {
              l.usurper = k.tail;
              k.tail = l.oldTail;
            });
            p.while("repeat while I->next = nil", (k, l) => k.next[l.me] === null);
            p.step("hand the queue to the usurper, or else the lock to I->next", (k, l) => {
              const next = present(k.next[l.me]);
              if (l.usurper !== null && bug === "none") k.next[l.usurper] = next;
              else k.locked[next] = false;
            });
          },
          () =>
            p.step("I->next->locked = false", (k, l) => {
              k.locked[present(k.next[l.me])] = false;
            }),
        );
      });
    });

    return world.system({
      processes: { user: each(Process, (me) => user.start({ me })) },
      properties: ({ invariant, reachable, alwaysPossible }) => [
        invariant("mutex", "at most one process is in the critical section", (_, { user }) => Process.count((i) => user[i].at("critical section")) <= 1),
        // For three there are millions of states, and this one needs their graph.
        ...(processes < 3 ? [alwaysPossible("free", "all can leave, and the lock is free", (k, { user }) => k.tail === null && Process.every((i) => user[i].at("I->next = nil")))] : []),
        // It takes three: one that releases, one that has queued up but not yet linked itself, and the usurper.
        reachable("usurped", "a process can come while the queue is away", (k, { user }) => Process.some((i) => user[i].at("usurper = fetch_and_store(L, old_tail)") && k.tail !== null)),
      ],
    });
  },
  expect: [
    { when: { processes: 2, bug: "none" }, violated: ["usurped"], states: 1_098, transitions: 2_196 },
    { when: { processes: 3, bug: "none" }, violated: [], states: 3_240_032, transitions: 9_720_096 },
    { when: { processes: 3, bug: "no-usurper" }, violated: ["mutex"], shortest: { mutex: 18 } },
    { when: { processes: [1, 2] }, violated: ["usurped"] },
    { when: { bug: "none" }, violated: [] },
    { violated: ["mutex"] },
  ],
});
