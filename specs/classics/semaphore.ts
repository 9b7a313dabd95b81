import { choice, each, indexSet, integer, oneOf, range, spec, state } from "allways";

/**
 * E. W. Dijkstra's semaphore, "Cooperating sequential processes" (EWD 123), 1965, as a process that gives p to one user, and waits for its v before it gives p again: the
 * way in which G. J. Holzmann shows it in Promela. Step by step as p117.pml of LTSmin (github.com/utwente-fmt/ltsmin, examples), whose test suite expects 354
 * states and 828 transitions of 3 users.
 *
 * To give p or v is one step of both sides there, a rendezvous; here it is the user's. Processes of Promela end in the reverse of the order in which they were started,
 * each in a step of its own: first the users, the last one first, then the monitor.
 *
 * The bug is a semaphore that does not wait for v.
 */
export default spec({
  name: "semaphore",
  about: "a semaphore lets one user at a time into the critical section",
  parameters: {
    users: integer("how many want to enter", { from: 1, to: 5, default: 3 }),
    bug: choice("generous: p is given again and again", { values: ["none", "generous"], default: "none" }),
  },
  matrix: [{ bug: ["none", "generous"] }],
  build({ users, bug }) {
    const User = indexSet("user", users);
    const monitorEnds = 0;
    const world = state({
      semaphore: oneOf("not started", "gives p", "takes v"),
      count: range(0, users),
      /** Whose turn it is to end: users from 1, before them the monitor. */
      ends: range(-1, users, users),
    });
    const mutex = world.assertion("mutex", "at most one user is in the critical section");

    const init = world.procedure("init", (p) => {
      p.step("run", (k) => {
        k.semaphore = "gives p";
      });
    });

    const user = world.procedure("user", { params: { me: User } }, (p) => {
      p.await("p", (k) => k.semaphore === "gives p", (k) => {
        if (bug === "none") k.semaphore = "takes v";
      });
      p.step("count + 1", (k) => {
        k.count++;
      });
      p.step("critical section");
      p.step("count - 1", (k) => {
        k.count--;
      });
      p.await("v", (k) => k.semaphore === "takes v" || bug === "generous", (k) => {
        k.semaphore = "gives p";
      });
      p.step("non-critical section");
      p.await("end", (k, l) => k.ends === User.ordinal(l.me) + 1, (k) => {
        k.ends--;
      });
    });

    /** Looks once, at any time. */
    const monitor = world.procedure("monitor", (p) => {
      p.await("assert", (k) => k.semaphore !== "not started", (k) => {
        mutex.bugOn(k.count > 1);
      });
      p.await("end", (k) => k.ends === monitorEnds, (k) => {
        k.ends--;
      });
    });

    return world.system({
      processes: { init: init.start(), monitor: monitor.start(), user: each(User, (me) => user.start({ me })) },
      properties: ({ invariant, reachable }) => [
        invariant("alone", "who is in the critical section is counted alone", (k, { user }) => !User.some((i) => user[i].at("critical section")) || k.count === 1),
        reachable("done", "all users can come and go", (k) => k.ends === -1),
      ],
    });
  },
  expect: [
    { when: { users: 3, bug: "none" }, violated: [], states: 354, transitions: 828 },
    { when: { bug: "none" }, violated: [] },
    { when: { users: 3, bug: "generous" }, violated: ["mutex", "alone"], shortest: { mutex: 6, alone: 5 } },
    { violated: ["mutex", "alone"] },
  ],
});
