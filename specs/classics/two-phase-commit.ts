import { bool, choice, each, indexSet, integer, oneOf, setOf, spec, state, table } from "allways";

/**
 * J. Gray and L. Lamport, "Consensus on transaction commit", ACM Transactions on Database Systems 31(1), 2006; after TwoPhase.tla of the TLA+ examples
 * (github.com/tlaplus/Examples), which publish 288, 8,832, 50,816 and 296,448 states for 3, 5, 6 and 7 resource managers. What TLC calls generated are the
 * transitions and the initial state, and it counts levels from 1.
 *
 * Messages are never lost and never taken away: what has been sent can be received at any time, and again.
 *
 * The bug is a resource manager that gives up waiting after it has promised to commit: the others may have committed already.
 */
export default spec({
  name: "two-phase-commit",
  about: "resource managers all commit a transaction, or all abort it",
  parameters: {
    managers: integer("how many resource managers take part", { from: 1, to: 8, default: 3 }),
    bug: choice("timeout: a resource manager that is prepared aborts when it has waited too long", { values: ["none", "timeout"], default: "none" }),
  },
  matrix: [{ managers: [3, 5] }, { bug: "timeout" }],
  build({ managers, bug }) {
    const Rm = indexSet("rm", managers);
    const world = state({
      rm: table(Rm, oneOf("working", "prepared", "committed", "aborted")),
      tm: { decision: oneOf("none", "commit", "abort"), prepared: setOf(Rm) },
      sent: { prepared: setOf(Rm), commit: bool, abort: bool },
    });

    const transactionManager = world.procedure("transaction_manager", (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.choose(
              "receive prepared",
              Rm,
              (k, _, rm) => k.tm.decision === "none" && k.sent.prepared.has(rm),
              (k, _, rm) => {
                k.tm.prepared.add(rm);
              },
            ),
          () =>
            p.await(
              "commit",
              (k) => k.tm.decision === "none" && k.tm.prepared.size === Rm.size,
              (k) => {
                k.tm.decision = "commit";
                k.sent.commit = true;
              },
            ),
          () =>
            p.await(
              "abort",
              (k) => k.tm.decision === "none",
              (k) => {
                k.tm.decision = "abort";
                k.sent.abort = true;
              },
            ),
        ),
      );
    });

    const resourceManager = world.procedure("resource_manager", { params: { me: Rm } }, (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.await(
              "prepare",
              (k, l) => k.rm[l.me] === "working",
              (k, l) => {
                k.rm[l.me] = "prepared";
                k.sent.prepared.add(l.me);
              },
            ),
          () =>
            p.await(
              "choose to abort",
              (k, l) => k.rm[l.me] === "working" || (bug === "timeout" && k.rm[l.me] === "prepared"),
              (k, l) => {
                k.rm[l.me] = "aborted";
              },
            ),
          () =>
            p.await(
              "receive commit",
              (k) => k.sent.commit,
              (k, l) => {
                k.rm[l.me] = "committed";
              },
            ),
          () =>
            p.await(
              "receive abort",
              (k) => k.sent.abort,
              (k, l) => {
                k.rm[l.me] = "aborted";
              },
            ),
        ),
      );
    });

    return world.system({
      processes: { tm: transactionManager.start(), rm: each(Rm, (me) => resourceManager.start({ me })) },
      properties: ({ invariant, reachable, alwaysPossible }) => [
        invariant("consistent", "no resource manager aborts what another commits", (k) => !(Rm.some((rm) => k.rm[rm] === "committed") && Rm.some((rm) => k.rm[rm] === "aborted"))),
        alwaysPossible("decided", "all can come to an end", (k) => Rm.every((rm) => k.rm[rm] === "committed" || k.rm[rm] === "aborted")),
        reachable("refused", "a resource manager can abort before anybody has decided", (k) => k.tm.decision === "none" && Rm.some((rm) => k.rm[rm] === "aborted")),
        reachable("committed", "all can commit", (k) => Rm.every((rm) => k.rm[rm] === "committed")),
        reachable("aborted", "all can abort", (k) => Rm.every((rm) => k.rm[rm] === "aborted")),
      ],
    });
  },
  expect: [
    { when: { managers: 3, bug: "none" }, violated: [], states: 288, transitions: 1_145, depth: 10, shortest: { committed: 10, aborted: 3 } },
    { when: { managers: 5, bug: "none" }, violated: [], states: 8_832, transitions: 58_145, depth: 16 },
    { when: { managers: 6, bug: "none" }, violated: [], states: 50_816, transitions: 402_305, depth: 19 },
    { when: { managers: 7, bug: "none" }, violated: [], states: 296_448, transitions: 2_744_705, depth: 22 },
    { when: { managers: 3, bug: "timeout" }, violated: ["consistent"], shortest: { consistent: 9 } },
    { when: { bug: "none" }, violated: [] },
    { when: { managers: 1 }, violated: [] },
    { violated: ["consistent"] },
  ],
});
