import { choice, each, fair, indexSet, integer, range, spec, state } from "allways";

/**
 * The ticket lock of Linux, as arm64 had it until 4.15. Step by step as ticketlock.tla of C. Marinas (kernel-tla: models of kernel algorithms), where TLC finds
 * 5,316 states for 4 processes and tickets up to 3, generates 16,081 (the initial state and the transitions) and counts 46 levels. PlusCal takes a step to enter
 * a procedure, and one to leave it where the last statement was a step of its own.
 *
 * The bug is a ticket that is read and taken in two steps: two processes can have the same. With fewer tickets than processes they have the same, too.
 */
export default spec({
  name: "ticket-lock",
  about: "a ticket lock lets one process at a time into the critical section",
  parameters: {
    processes: integer("how many processes want the lock", { from: 1, to: 6, default: 3 }),
    tickets: integer("how many different tickets there are", { from: 1, to: 8, default: 4 }),
    bug: choice("two-steps: a ticket is read and taken in two steps", { values: ["none", "two-steps"], default: "none" }),
  },
  matrix: [{ processes: [3, 4] }, { processes: 2, bug: "two-steps" }, { processes: 3, tickets: 2 }],
  build({ processes, tickets, bug }) {
    const Process = indexSet("process", processes);
    const ticket = range(0, tickets - 1);
    const world = state({ lock: { next: ticket, owner: ticket } });
    const after = (number: number): number => (number + 1) % tickets;

    const spinLock = world.procedure("spin_lock", { locals: { next: ticket } }, (p) => {
      p.step("take a ticket", (k, l) => {
        l.next = k.lock.next;
        if (bug === "none") k.lock.next = after(l.next);
      });
      if (bug === "two-steps") {
        p.step("write the next ticket", (k, l) => {
          k.lock.next = after(l.next);
        });
      }
      p.await("wait for the turn", (k, l) => k.lock.owner === l.next);
    });

    const spinUnlock = world.procedure("spin_unlock", (p) => {
      p.step("owner++", (k) => {
        k.lock.owner = after(k.lock.owner);
      });
      p.step("return");
    });

    const user = world.procedure("user", (p) => {
      p.loop(() => {
        p.step("call spin_lock");
        p.call(spinLock);
        p.step("critical section");
        p.step("call spin_unlock");
        p.call(spinUnlock);
      });
    });

    return world.system({
      processes: { user: fair("weak", each(Process, () => user.start())) },
      properties: ({ invariant, reachable, temporal, and, leadsTo }) => [
        invariant("mutex", "at most one process is in the critical section", (_, { user }) => Process.count((i) => user[i].at("critical section")) <= 1),
        temporal("served", "whoever takes a ticket comes to the critical section",
          and(...Process.members.map((i) => leadsTo((_, { user }) => user[i].at("wait for the turn"), (_, { user }) => user[i].at("critical section")))),
        ),
        reachable("queue", "all processes can have a ticket at the same time", (_, { user }) => Process.count((i) => user[i].at("wait for the turn")) === processes),
      ],
    });
  },
  expect: [
    { when: { processes: 4, tickets: 4, bug: "none" }, violated: [], states: 5_316, transitions: 16_080, depth: 45 },
    { when: { processes: 2, tickets: 4, bug: "two-steps" }, violated: ["mutex", "served", "deadlock"], shortest: { mutex: 8, served: 38, deadlock: 22 } },
    { when: { processes: 3, tickets: 2, bug: "none" }, violated: ["mutex", "served"], shortest: { mutex: 8 } },
    { when: { processes: 3, bug: "none" }, violated: [] },
  ],
});
