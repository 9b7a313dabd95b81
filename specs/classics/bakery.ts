import { anyOf, bool, choice, each, indexSet, integer, oneOf, range, setOf, spec, state, table, type Index, type StateOf } from "allways";

/**
 * L. Lamport, "A new solution of Dijkstra's concurrent programming problem", Communications of the ACM 17(8), 1974: who wants to enter draws a number larger
 * than all others, as in a bakery. Step by step as Bakery.tla of the TLA+ examples (github.com/tlaplus/Examples, Bakery-Boulangerie), where registers are only safe:
 * while a process writes, others may read anything, so before it writes it writes other values any number of times.
 *
 * There the algorithm starts in every state that its invariant allows, to show that the invariant is inductive: TLC finds 655,200 states for 2 processes and
 * numbers up to 2, all of them initial, and generates 3,403,584, the initial states and the transitions. So that a process can start anywhere, its
 * program counter is part of the shared state.
 *
 * The bug is a process that does not wait while another is choosing its number: both may choose the same.
 */
export default spec({
  name: "bakery",
  about: "the bakery algorithm keeps all but one out of the critical section, with registers that are only safe",
  parameters: {
    processes: integer("how many processes there are", { from: 2, to: 3, default: 2 }),
    maxNumber: integer("the largest number that can be drawn", { from: 1, to: 3, default: 2 }),
    start: choice("invariant: in every state that satisfies the invariant", { values: ["outside", "invariant"], default: "outside" }),
    bug: choice("no-waiting: a process does not wait while another chooses", { values: ["none", "no-waiting"], default: "none" }),
  },
  matrix: [{ bug: ["none", "no-waiting"] }],
  build({ processes, maxNumber, start, bug }) {
    const Process = indexSet("process", processes);
    const number = range(0, maxNumber);
    const place = oneOf("ncs", "e1", "e2", "e3", "e4", "w1", "w2", "cs", "exit");
    const world = state({ processes: table(Process, { at: place, number, flag: bool, unchecked: setOf(Process), max: number, next: Process }) });

    type Processes = StateOf<typeof world>["processes"];
    type One = Index<"process">;

    /** The numbers decide, and between equal numbers the order of the processes. */
    const precedes = (k: Processes, i: One, j: One): boolean => k[i].number < k[j].number || (k[i].number === k[j].number && Process.ordinal(i) < Process.ordinal(j));

    const process = world.procedure("process", { params: { me: Process } }, (p) => {
      type At = Processes[One]["at"];
      const goTo = (to: At, effect: (me: Processes[One], self: One) => void = () => {}) => (k: StateOf<typeof world>, l: { readonly me: One }): void => {
        effect(k.processes[l.me], l.me);
        k.processes[l.me].at = to;
      };
      const isAt = (at: At, condition: (k: Processes, me: One) => boolean = () => true) => (k: StateOf<typeof world>, l: { readonly me: One }): boolean =>
        k.processes[l.me].at === at && condition(k.processes, l.me);
      const unchecked = (me: Processes[One], self: One): void => {
        me.unchecked.clear();
        for (const other of Process.others(self)) me.unchecked.add(other);
      };
      const flipFlag = (me: Processes[One]): void => {
        me.flag = !me.flag;
      };
      const noneUnchecked = (k: Processes, me: One): boolean => k[me].unchecked.size === 0;

      p.loop(() =>
        p.either(
          () => p.await("ncs", isAt("ncs"), goTo("e1")),
          () => p.await("e1: flag is being written", isAt("e1"), goTo("e1", flipFlag)),
          () =>
            p.await("e1: flag = true", isAt("e1"), goTo("e2", (me, self) => {
              me.flag = true;
              me.max = 0;
              unchecked(me, self);
            })),
          () =>
            p.choose(
              "e2: read a number",
              Process,
              (k, l, i) => k.processes[l.me].at === "e2" && k.processes[l.me].unchecked.has(i),
              (k, l, i) => {
                const me = k.processes[l.me];
                me.unchecked.delete(i);
                me.max = Math.max(me.max, k.processes[i].number);
              },
            ),
          () => p.await("e2: all are read", isAt("e2", noneUnchecked), goTo("e3")),
          () =>
            p.choose(
              "e3: number is being written",
              number,
              (k, l) => k.processes[l.me].at === "e3",
              (k, l, drawn) => {
                k.processes[l.me].number = drawn;
              },
            ),
          () =>
            p.choose(
              "e3: draw a number",
              number,
              (k, l, drawn) => k.processes[l.me].at === "e3" && drawn > k.processes[l.me].max,
              (k, l, drawn) => goTo("e4", (me) => {
                me.number = drawn;
              })(k, l),
            ),
          () => p.await("e4: flag is being written", isAt("e4"), goTo("e4", flipFlag)),
          () =>
            p.await("e4: flag = false", isAt("e4"), goTo("w1", (me, self) => {
              me.flag = false;
              unchecked(me, self);
            })),
          () =>
            p.choose(
              "w1: wait until another has chosen",
              Process,
              (k, l, i) => k.processes[l.me].at === "w1" && k.processes[l.me].unchecked.has(i) && (bug === "no-waiting" || !k.processes[i].flag),
              (k, l, i) => goTo("w2", (me) => {
                me.next = i;
              })(k, l),
            ),
          () => p.await("w1: it is my turn", isAt("w1", noneUnchecked), goTo("cs")),
          () =>
            p.await(
              "w2: wait until the other is behind me",
              isAt("w2", (k, me) => k[k[me].next].number === 0 || precedes(k, me, k[me].next)),
              goTo("w1", (me) => {
                me.unchecked.delete(me.next);
              }),
            ),
          () => p.await("critical section", isAt("cs"), goTo("exit")),
          () =>
            p.choose(
              "exit: number is being written",
              number,
              (k, l) => k.processes[l.me].at === "exit",
              (k, l, written) => {
                k.processes[l.me].number = written;
              },
            ),
          () =>
            p.await("exit: number = 0", isAt("exit"), goTo("ncs", (me) => {
              me.number = 0;
            })),
        ),
      );
    });

    /** Whatever j does next, i goes first. */
    const isBefore = (k: Processes, i: One, j: One): boolean => {
      if (k[i].number === 0) return false;
      switch (k[j].at) {
        case "ncs":
        case "e1":
        case "exit":
          return true;
        case "e2":
          return k[j].unchecked.has(i) || k[j].max >= k[i].number;
        case "e3":
          return k[j].max >= k[i].number;
        case "e4":
          return precedes(k, i, j);
        case "w1":
        case "w2":
          return precedes(k, i, j) && k[j].unchecked.has(i);
        case "cs":
          return false;
      }
    };

    const isInductive = (k: Processes): boolean =>
      Process.every((i) => {
        const { at, number: drawn, flag, unchecked, next } = k[i];
        const checked = Process.others(i).filter((j) => !unchecked.has(j));
        switch (at) {
          case "e2":
          case "e3":
            return flag;
          case "e4":
            return drawn !== 0;
          case "w1":
            return drawn !== 0 && !unchecked.has(i) && checked.every((j) => isBefore(k, i, j));
          case "w2": {
            const other = k[next];
            const missed = (other.at === "e2" && !other.unchecked.has(i)) || other.at === "e3";
            return drawn !== 0 && next !== i && !unchecked.has(i) && checked.every((j) => isBefore(k, i, j)) && (!missed || other.max >= drawn);
          }
          case "cs":
            return drawn !== 0 && Process.others(i).every((j) => isBefore(k, i, j));
          default:
            return true;
        }
      });

    return world.system({
      processes: { process: each(Process, (me) => process.start({ me })) },
      ...(start === "invariant"
        ? {
            initially: anyOf(
              { processes: table(Process, { at: place, number, flag: bool, unchecked: setOf(Process), max: number, next: Process }) },
              (k) => isInductive(k.processes),
              (k, chosen) => {
                k.processes = chosen.processes;
              },
            ),
          }
        : {}),
      properties: ({ invariant, reachable }) => [
        invariant("mutex", "at most one process is in the critical section", (k) => Process.count((i) => k.processes[i].at === "cs") <= 1),
        ...(bug === "none" ? [invariant("inductive", "the invariant of the proof is never left", (k) => isInductive(k.processes))] : []),
        reachable("entry", "the critical section can be entered", (k) => Process.some((i) => k.processes[i].at === "cs")),
      ],
    });
  },
  expect: [
    { when: { processes: 2, maxNumber: 2, start: "invariant", bug: "none" }, violated: ["deadlock"], states: 655_200, transitions: 2_748_384, depth: 0 },
    { when: { processes: 2, maxNumber: 2, start: "outside", bug: "no-waiting" }, violated: ["mutex"], shortest: { mutex: 18 } },
    // The invariant is about safety: among the states that it allows are some in which nobody can go on.
    { when: { start: "invariant", bug: "none" }, violated: ["deadlock"] },
    { when: { bug: "none" }, violated: [] },
    { violated: ["mutex"] },
  ],
});
