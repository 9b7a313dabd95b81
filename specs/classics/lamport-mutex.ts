import { choice, each, indexSet, integer, oneOf, queue, range, setOf, spec, state, table } from "allways";

/**
 * L. Lamport, "Time, clocks, and the ordering of events in a distributed system", Communications of the ACM 21(7), 1978: mutual exclusion by messages and logical
 * clocks. After LamportMutex.tla of the TLA+ examples (github.com/tlaplus/Examples), where TLC finds 724,274 states for 3 processes and clocks up to 6,
 * generates 2,729,079 (the initial state and the transitions) and counts 61 levels.
 *
 * Clocks are bounded there by a constraint: a step that leads beyond counts as generated, but the state behind it does not exist. Here such a step leaves
 * everything as it is.
 *
 * The bug is an order that is not total: two requests of the same time both come first.
 */
export default spec({
  name: "lamport-mutex",
  about: "processes that only send messages take turns in the critical section",
  parameters: {
    processes: integer("how many processes there are", { from: 2, to: 4, default: 2 }),
    maxClock: integer("how far the clocks go", { from: 2, to: 8, default: 4 }),
    bug: choice("ties: requests of the same time are not ordered by process", { values: ["none", "ties"], default: "none" }),
  },
  matrix: [{ bug: ["none", "ties"] }],
  build({ processes, maxClock, bug }) {
    const Process = indexSet("process", processes);
    const clock = range(0, maxClock);
    const message = { type: oneOf("request", "acknowledge", "release"), clock };
    const world = state({
      clock: table(Process, range(1, maxClock)),
      /** What each process knows of the requests of all: the clock of the request, or 0. */
      requests: table(Process, table(Process, clock)),
      acknowledged: table(Process, setOf(Process)),
      /** From the first to the second; no more than 3 messages are ever on the way. */
      network: table(Process, table(Process, queue(3, message))),
      critical: setOf(Process),
    });

    const process = world.procedure("process", { params: { me: Process } }, (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.await(
              "request",
              (k, l) => k.requests[l.me][l.me] === 0,
              (k, l) => {
                k.requests[l.me][l.me] = k.clock[l.me];
                for (const other of Process.others(l.me)) k.network[l.me][other].push({ type: "request", clock: k.clock[l.me] });
                k.acknowledged[l.me].clear();
                k.acknowledged[l.me].add(l.me);
              },
            ),
          () =>
            p.await(
              "enter",
              (k, l) =>
                k.acknowledged[l.me].size === Process.size &&
                Process.others(l.me).every((other) => {
                  const [mine, theirs] = [k.requests[l.me][l.me], k.requests[l.me][other]];
                  return theirs === 0 || mine < theirs || (mine === theirs && (bug === "ties" || Process.ordinal(l.me) < Process.ordinal(other)));
                }),
              (k, l) => {
                k.critical.add(l.me);
              },
            ),
          () =>
            p.await(
              "leave",
              (k, l) => k.critical.has(l.me),
              (k, l) => {
                k.critical.delete(l.me);
                for (const other of Process.others(l.me)) k.network[l.me][other].push({ type: "release", clock: 0 });
                k.requests[l.me][l.me] = 0;
                k.acknowledged[l.me].clear();
              },
            ),
          () =>
            p.choose(
              "receive from",
              Process,
              (k, l, sender) => sender !== l.me && k.network[sender][l.me].length > 0,
              (k, l, sender) => {
                const { type, clock: sent } = k.network[sender][l.me].head;
                if (type === "request") {
                  const time = Math.max(sent, k.clock[l.me]) + 1;
                  if (time > maxClock) return;
                  k.clock[l.me] = time;
                  k.requests[l.me][sender] = sent;
                  k.network[l.me][sender].push({ type: "acknowledge", clock: 0 });
                }
                if (type === "acknowledge") k.acknowledged[l.me].add(sender);
                if (type === "release") k.requests[l.me][sender] = 0;
                k.network[sender][l.me].shift();
              },
            ),
        ),
      );
    });

    return world.system({
      processes: { process: each(Process, (me) => process.start({ me })) },
      properties: ({ invariant, reachable }) => [
        invariant("mutex", "at most one process is in the critical section", (k) => k.critical.size <= 1),
        reachable("entry", "the critical section can be entered", (k) => k.critical.size > 0),
      ],
    });
  },
  expect: [
    { when: { processes: 3, maxClock: 6, bug: "none" }, violated: [], states: 724_274, transitions: 2_729_078, depth: 60 },
    { when: { processes: 2, maxClock: 4, bug: "ties" }, violated: ["mutex"], shortest: { mutex: 8 } },
    { when: { bug: "none" }, violated: [] },
    { violated: ["mutex"] },
  ],
});
