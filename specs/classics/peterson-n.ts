import { choice, each, indexSet, integer, optional, range, spec, state, table } from "allways";

/**
 * Peterson's algorithm for any number of processes ("Myths about the mutual exclusion problem", Information Processing Letters 12(3), 1981): a process climbs
 * through stages, each of which holds one process back. Step by step as n_peterson.m of the Murphi examples (ex/mux of CMurphi), which publish 882 states for 3
 * processes and 628,868 for 5. Waiting is busy, so a process can always do exactly one thing, and the rules fired are the states times the processes. There a
 * process that leaves goes back to stage 1, not to 0 as in the paper.
 *
 * The bug is one stage too few.
 */
export default spec({
  name: "peterson-n",
  about: "Peterson's algorithm for n processes keeps all but one out of the critical section",
  parameters: {
    processes: integer("how many processes there are", { from: 2, to: 7, default: 3 }),
    bug: choice("stage-missing: n processes climb n - 2 stages", { values: ["none", "stage-missing"], default: "none" }),
  },
  matrix: [{ processes: [2, 3, 4] }, { bug: "stage-missing" }],
  build({ processes, bug }) {
    const Process = indexSet("process", processes);
    const top = bug === "none" ? processes - 1 : processes - 2;
    const Stage = indexSet("stage", processes);
    const world = state({ stage: table(Process, range(0, processes)), last: table(Stage, optional(Process)) });

    const process = world.procedure("process", { params: { me: Process }, locals: { j: range(0, processes) } }, (p) => {
      p.do((l) => {
        l.j = 0;
      });
      p.loop(() => {
        p.step("start to climb", (_, l) => {
          l.j = 1;
        });
        p.while((l) => l.j <= top, () => {
          p.step("Q[i] = j", (k, l) => {
            k.stage[l.me] = l.j;
          });
          p.step("turn[j] = i", (k, l) => {
            k.last[Stage.at(l.j)] = l.me;
          });
          p.while("wait until all others are below, or another came last", (k, l) => {
            const heldBack = k.last[Stage.at(l.j)] === l.me && Process.others(l.me).some((other) => k.stage[other] >= l.j);
            if (!heldBack) l.j++;
            return heldBack;
          });
        });
        p.step("critical section", (k, l) => {
          k.stage[l.me] = 1;
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
    { when: { processes: 3, bug: "none" }, violated: [], states: 882, transitions: 2_646 },
    { when: { processes: 5, bug: "none" }, violated: [], states: 628_868, transitions: 3_144_340 },
    { when: { processes: 3, bug: "stage-missing" }, violated: ["mutex"], shortest: { mutex: 11 } },
    { when: { bug: "none" }, violated: [] },
    { violated: ["mutex"] },
  ],
});
