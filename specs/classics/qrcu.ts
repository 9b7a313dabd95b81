import { bool, choice, each, indexSet, integer, range, spec, state, table } from "allways";

/**
 * QRCU, read-copy update whose grace periods are quick when there is no reader: O. Nesterov and P. E. McKenney, 2006. Step by step as qrcu.spin in P. E. McKenney,
 * "Is parallel programming hard, and, if so, what can you do about it?" (perfbook, section "Promela parable"). SPIN 6.5.2 without statement merging and partial
 * order reduction (spin -o3 -a, cc -DNOREDUCE) stores 386, 6,584, 38,864 and 1,566,414 states for 1 + 1, 1 + 2, 2 + 1 and 2 + 2 updaters + readers. Of its
 * 657, 15,432, 97,259 and 4,699,826 transitions the first is the initial state. An atomic block is one step, as is every other statement, also those
 * that do nothing. SPIN sets a variable to 0 where it sees that nobody will read it, which the steps here do in the same places; and a process that has
 * ended keeps its variables until those that were started after it have ended, too.
 *
 * The bug is an updater that looks at the counters once: between the two halves of the sum another updater can swap them, and a reader is not counted.
 */
export default spec({
  name: "qrcu",
  about: "a QRCU grace period does not end before every reader that was there at its beginning has left",
  parameters: {
    updaters: integer("how many updaters there are", { from: 1, to: 2, default: 1 }),
    readers: integer("how many readers there are", { from: 1, to: 3, default: 1 }),
    bug: choice("one-look: an updater adds the counters up only once", { values: ["none", "one-look"], default: "none" }),
  },
  matrix: [{ readers: [1, 2] }, { updaters: 2, bug: "one-look" }],
  build({ updaters, readers, bug }) {
    const Reader = indexSet("reader", readers);
    const Updater = indexSet("updater", updaters);
    const Counter = indexSet("counter", 2);
    const count = range(0, 1 + readers + updaters);
    const progress = range(0, 2);
    const world = state({ started: bool, idx: Counter, ctr: table(Counter, count), mutex: bool, progress: table(Reader, progress) });
    const tooEarly = world.assertion("too-early", "no reader that was reading when the grace period began is still reading when it ends");

    const init = world.procedure("init", (p) => {
      p.step("start", (k) => {
        k.ctr[k.idx] = 1;
        k.started = true;
      });
    });

    const reader = world.procedure("qrcu_reader", { params: { me: Reader }, locals: { idx: Counter } }, (p) => {
      p.do((l) => {
        l.idx = Counter.first;
      });
      p.loop(() => {
        p.await("try", (k) => k.started);
        p.step("idx", (k, l) => {
          l.idx = k.idx;
        });
        p.if(
          "atomic_inc_not_zero",
          (k, l) => {
            if (k.ctr[l.idx] === 0) return false;
            k.ctr[l.idx]++;
            return true;
          },
          () => p.break(),
        );
      });
      p.step("enter", (k, l) => {
        k.progress[l.me] = 1;
      });
      p.step("leave", (k, l) => {
        k.progress[l.me] = 2;
      });
      p.step("atomic_dec", (k, l) => {
        k.ctr[l.idx]--;
      });
      p.await("ended", () => false);
    });

    const updater = world.procedure("qrcu_updater", { locals: { before: table(Reader, progress), i: Counter, sum: range(0, 1 + readers + updaters) } }, (p) => {
      const sumUnordered = (when: string): void => {
        p.choose(`${when}: one counter`, Counter, (k, l, counter) => {
          l.sum = k.ctr[counter];
          l.i = Counter.next(counter);
        });
        p.step(`${when}: and the other`, (k, l) => {
          l.sum += k.ctr[l.i];
        });
      };

      p.do((l) => {
        l.i = Counter.first;
        l.sum = 0;
      });
      p.loop(() => {
        p.await("again", (k) => k.started);
        p.step("see who is reading", (k, l) => {
          l.before = k.progress;
          l.i = Counter.first;
        });

        sumUnordered("first look");
        if (bug === "none") {
          p.if(
            "at most 1?",
            (_, l) => {
              if (l.sum > 1) return false;
              l.sum = 0;
              return true;
            },
            () => sumUnordered("second look"),
            () => p.step("no second look"),
          );
        }
        p.if(
          "slow path?",
          (_, l) => {
            if (l.sum <= 1) return false;
            l.sum = 0;
            return true;
          },
          () => {
            p.loop(() => {
              p.step("try to lock");
              p.if(
                "spin_lock",
                (k) => {
                  if (k.mutex) return false;
                  k.mutex = true;
                  return true;
                },
                () => p.break(),
              );
            });
            p.step("ctr[!idx]++", (k) => {
              k.ctr[Counter.next(k.idx)]++;
            });
            p.step("idx = !idx", (k) => {
              k.idx = Counter.next(k.idx);
            });
            p.step("ctr[!idx]--", (k) => {
              k.ctr[Counter.next(k.idx)]--;
            });
            p.while("wait while ctr[!idx] > 0", (k) => k.ctr[Counter.next(k.idx)] > 0, () => p.step("go on waiting"));
            p.step("spin_unlock", (k) => {
              k.mutex = false;
            });
          },
          () => p.step("fast path"),
        );

        p.step("see who is still reading", (k, l) => {
          tooEarly.warnOn(Reader.some((reader) => l.before[reader] === 1 && k.progress[reader] === 1));
          l.sum = 0;
          l.i = Counter.first;
        });
      });
    });

    return world.system({
      processes: { init: init.start(), reader: each(Reader, (me) => reader.start({ me })), updater: each(Updater, () => updater.start()) },
      properties: ({ reachable, alwaysPossible }) => [
        // With two of each there are more than a million states, and these need their graph.
        ...(updaters + readers < 4 ? Updater.members.map((i) => alwaysPossible(`${i} ends`, "a grace period can end", (_, { updater }) => updater[i].at("see who is still reading"))) : []),
        reachable("read", "a reader can come in", (k) => Reader.some((reader) => k.progress[reader] === 1)),
        reachable("fast", "a grace period can be quick", (_, { updater }) => Updater.some((i) => updater[i].at("fast path"))),
        reachable("slow", "a grace period can wait for a reader", (_, { updater }) => Updater.some((i) => updater[i].at("go on waiting"))),
      ],
    });
  },
  expect: [
    { when: { updaters: 1, readers: 1, bug: "none" }, violated: [], states: 386, transitions: 656 },
    { when: { updaters: 1, readers: 2, bug: "none" }, violated: [], states: 6_584, transitions: 15_431 },
    { when: { updaters: 2, readers: 1, bug: "none" }, violated: [], states: 38_864, transitions: 97_258 },
    { when: { updaters: 2, readers: 2, bug: "none" }, violated: [], states: 1_566_414, transitions: 4_699_825 },
    { when: { updaters: 2, readers: 1, bug: "one-look" }, violated: ["too-early"], shortest: { "too-early": 22 } },
    { when: { updaters: 1 }, violated: [] },
    { when: { bug: "none" }, violated: [] },
    { violated: ["too-early"] },
  ],
});
