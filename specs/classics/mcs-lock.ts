import { bool, choice, each, indexSet, integer, optional, present, spec, state, table } from "allways";

/**
 * J. M. Mellor-Crummey and M. L. Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM Transactions on Computer Systems 9(1),
 * 1991: a lock that is a queue, in which each process waits at a place of its own. Step by step as mcslock1.m of the Murphi examples (ex/mux of CMurphi), which
 * publish 159, 7,597 and 554,221 states for 2, 3 and 4 processes. Waiting is busy, so a process can always do exactly one thing, and the rules fired are the
 * states times the processes.
 *
 * The bug is a process that links itself into the queue before it marks itself as waiting: when the lock is handed over between the two, the wake-up is lost.
 */
export default spec({
  name: "mcs-lock",
  about: "the queue lock of Mellor-Crummey and Scott lets one process at a time into the critical section",
  parameters: {
    processes: integer("how many processes want the lock", { from: 1, to: 5, default: 2 }),
    bug: choice("lost-wakeup: a process can be woken before it says that it waits", { values: ["none", "lost-wakeup"], default: "none" }),
  },
  matrix: [{ processes: [2, 3] }, { bug: "lost-wakeup" }],
  build({ processes, bug }) {
    const Process = indexSet("process", processes);
    const world = state({ tail: optional(Process), next: table(Process, optional(Process)), locked: table(Process, bool) });

    const user = world.procedure("user", { params: { me: Process }, locals: { predecessor: optional(Process) } }, (p) => {
      const wait = (): void =>
        p.step("I->locked = true", (k, l) => {
          k.locked[l.me] = true;
        });
      const link = (): void =>
        p.step("predecessor->next = I", (k, l) => {
          k.next[present(l.predecessor)] = l.me;
        });

      p.do((l) => {
        l.predecessor = null;
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
          if (bug === "none") wait();
          link();
          if (bug === "lost-wakeup") wait();
          p.while("repeat while I->locked", (k, l) => k.locked[l.me]);
        });
        // release
        p.if("critical section", (k, l) => k.next[l.me] === null, () => {
          p.if(
            "compare_and_swap(L, I, nil)",
            (k, l) => {
              if (k.tail !== l.me) return false;
              k.tail = null;
              return true;
            },
            () => p.continue(),
          );
          p.while("repeat while I->next = nil", (k, l) => k.next[l.me] === null);
        });
        p.step("I->next->locked = false", (k, l) => {
          k.locked[present(k.next[l.me])] = false;
        });
      });
    });

    return world.system({
      processes: { user: each(Process, (me) => user.start({ me })) },
      properties: ({ invariant, reachable, alwaysPossible }) => [
        invariant("mutex", "at most one process is in the critical section", (_, { user }) => Process.count((i) => user[i].at("critical section")) <= 1),
        invariant("awake", "where all processes wait, one of them has been woken", (k, { user }) => !Process.every((i) => user[i].at("repeat while I->locked") && k.locked[i])),
        alwaysPossible("free", "all can leave, and the lock is free", (k) => k.tail === null),
        reachable("queue", "all other processes can wait for one", (k, { user }) => Process.count((i) => user[i].at("repeat while I->locked") && k.locked[i]) === processes - 1),
      ],
    });
  },
  expect: [
    { when: { processes: 2, bug: "none" }, violated: [], states: 159, transitions: 318 },
    { when: { processes: 3, bug: "none" }, violated: [], states: 7_597, transitions: 22_791 },
    { when: { processes: 4, bug: "none" }, violated: [], states: 554_221, transitions: 2_216_884 },
    { when: { processes: 2, bug: "lost-wakeup" }, violated: ["awake", "free"], shortest: { awake: 15, free: 9 } },
    { when: { bug: "none" }, violated: [] },
    { violated: ["awake", "free"] },
  ],
});
