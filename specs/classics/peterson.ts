import { bool, each, indexSet, spec, state, table } from "allways";

/** G. L. Peterson, "Myths about the mutual exclusion problem", Information Processing Letters 12(3), 1981. */
export default spec({
  name: "peterson",
  about: "Peterson's algorithm keeps two processes out of each other's critical section",
  build() {
    const Process = indexSet("process", 2);
    const world = state({ wants: table(Process, bool), turn: Process });

    const process = world.procedure("process", { params: { me: Process } }, (p) => {
      p.loop(() => {
        p.step("want", (k, l) => {
          k.wants[l.me] = true;
        });
        p.step("give way", (k, l) => {
          k.turn = Process.next(l.me);
        });
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
  expect: [{ violated: [] }],
});
