import { each, indexSet, integer, range, spec, state } from "allways";

export default spec({
  name: "ticket-lock",
  about: "a ticket lock lets one process at a time into the critical section",
  parameters: { processes: integer("how many processes want the lock", { from: 1, to: 6, default: 3 }) },
  build({ processes }) {
    const Process = indexSet("process", processes);
    const world = state({ next: range(0, processes - 1), serving: range(0, processes - 1) });
    const after = (ticket: number): number => (ticket + 1) % processes;

    const lock = world.procedure("lock", { locals: { ticket: range(0, processes - 1) } }, (p) => {
      p.step("take a ticket", (k, l) => {
        l.ticket = k.next;
        k.next = after(k.next);
      });
      p.await("wait for the turn", (k, l) => k.serving === l.ticket);
    });

    const user = world.procedure("user", (p) => {
      p.loop(() => {
        p.call(lock);
        p.step("critical section");
        p.step("unlock", (k) => {
          k.serving = after(k.serving);
        });
      });
    });

    return world.system({
      processes: { user: each(Process, () => user.start()) },
      properties: ({ invariant }) => [
        invariant("mutex", "at most one process is in the critical section", (_, { user }) => Process.count((i) => user[i].at("critical section")) <= 1),
      ],
    });
  },
  expect: [{ violated: [] }],
});
