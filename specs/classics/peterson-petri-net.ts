import { bool, choice, each, indexSet, integer, spec, state, table } from "allways";

/**
 * Peterson's algorithm for n + 1 processes and n stages as the Petri net Peterson-PT of the Model Checking Contest (mcc.lip6.fr) has it: for n = 2 that net has 102
 * places, 126 transitions, 20,754 markings and 62,262 firings. The net is one-safe, and each process has a token that says where it is, so here it is a
 * program: a place that belongs to a process is a location, and every firing a step. At each stage a process looks at the others one after the other, and
 * begins again when it finds one that wants to enter. In every marking each process can do one thing.
 *
 * The bug is a process that does not look at the last of the others.
 */
export default spec({
  name: "peterson-petri-net",
  about: "Peterson's algorithm where the other processes are looked at one by one",
  parameters: {
    stages: integer("how many stages there are: one less than processes", { from: 1, to: 3, default: 1 }),
    bug: choice("overlooked: the last process is not looked at", { values: ["none", "overlooked"], default: "none" }),
  },
  matrix: [{ stages: [1, 2] }, { bug: "overlooked" }],
  build({ stages, bug }) {
    const Process = indexSet("process", stages + 1);
    const Stage = indexSet("stage", stages);
    const last = Process.at(bug === "none" ? stages : stages - 1);
    const world = state({ wants: table(Process, bool), turn: table(Stage, Process) });

    /** Come through one stage. */
    const pass = world.procedure("pass", { params: { me: Process, stage: Stage }, locals: { other: Process } }, (p) => {
      p.do((l) => {
        l.other = Process.first;
      });
      p.step("turn[stage] = me", (k, l) => {
        k.turn[l.stage] = l.me;
      });
      p.label("begin");
      p.if("did I come last?", (k, l) => k.turn[l.stage] === l.me, () => {
        p.loop(() => {
          p.step("look at a process");
          p.unless("is it me?", (_, l) => l.other === l.me, () => {
            p.if(
              "does it want to enter?",
              (k, l) => k.wants[l.other],
              () => {
                p.do((l) => {
                  l.other = Process.first;
                });
                p.goto("begin");
              },
            );
          });
          p.if(
            "was it the last?",
            (_, l) => l.other === last,
            () => {
              p.do((l) => {
                l.other = Process.first;
              });
              p.break();
            },
          );
          p.do((l) => {
            l.other = Process.next(l.other);
          });
        });
      });
      p.step("next stage");
    });

    const process = world.procedure("process", { params: { me: Process } }, (p) => {
      p.loop(() => {
        p.step("want", (k, l) => {
          k.wants[l.me] = true;
        });
        for (const stage of Stage) p.call(pass, (l) => ({ me: l.me, stage }));
        p.step("critical section", (k, l) => {
          k.wants[l.me] = false;
        });
      });
    });

    return world.system({
      processes: { process: each(Process, (me) => process.start({ me })) },
      properties: ({ invariant, alwaysPossible }) => [
        invariant("mutex", "at most one process is in the critical section", (_, { process }) => Process.count((i) => process[i].at("critical section")) <= 1),
        ...Process.members.map((i) => alwaysPossible(`${i} enters`, "can enter the critical section, again and again", (_, { process }) => process[i].at("critical section"))),
        // Not with more than one stage: the net does not say on which stage somebody wants something, so two can wait for each other until a third one comes.
        alwaysPossible("alone", "a process can enter while nobody else wants to", (k, { process }) => Process.some((i) => process[i].at("critical section") && !Process.others(i).some((j) => k.wants[j]))),
      ],
    });
  },
  expect: [
    { when: { stages: 2, bug: "none" }, violated: ["alone"], states: 20_754, transitions: 62_262 },
    { when: { stages: 1, bug: "overlooked" }, violated: ["mutex"], shortest: { mutex: 11 } },
    { when: { stages: 1, bug: "none" }, violated: [] },
    { when: { bug: "none" }, violated: ["alone"] },
    { violated: ["mutex"] },
  ],
});
