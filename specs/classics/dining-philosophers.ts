import { bool, choice, each, indexSet, integer, spec, state, table, type Index, type StateOf } from "allways";

/**
 * K. M. Chandy and J. Misra, "The drinking philosophers problem", ACM Transactions on Programming Languages and Systems 6(4), 1984: hygienic dining philosophers,
 * who hand on every dirty fork and clean it for the other. Step by step as DiningPhilosophers.tla of the TLA+ examples (github.com/tlaplus/Examples), where
 * TLC finds 19 states for 3 philosophers and 67 for 5, and generates 58 (336): the initial state and the transitions.
 *
 * The bug is a philosopher who eats with one fork.
 */
export default spec({
  name: "dining-philosophers",
  about: "hygienic philosophers never eat with the same fork, and all of them eat",
  parameters: {
    philosophers: integer("how many sit at the table", { from: 2, to: 8, default: 3 }),
    bug: choice("one-fork: a philosopher eats with one clean fork", { values: ["none", "one-fork"], default: "none" }),
  },
  matrix: [{ philosophers: [3, 5] }, { bug: "one-fork" }],
  build({ philosophers, bug }) {
    const Philosopher = indexSet("philosopher", philosophers);
    const left = (me: Index<"philosopher">): Index<"philosopher"> => Philosopher.previous(me);
    const right = (me: Index<"philosopher">): Index<"philosopher"> => Philosopher.next(me);
    // A fork is called after the philosopher to whose left it lies.
    const world = state({ forks: table(Philosopher, { holder: Philosopher, clean: bool }) });

    type Forks = StateOf<typeof world>["forks"];
    const has = (forks: Forks, me: Index<"philosopher">, fork: Index<"philosopher">, clean: boolean): boolean => forks[fork].holder === me && forks[fork].clean === clean;
    /** The left one first; one at a time. */
    const handOnDirty = (forks: Forks, me: Index<"philosopher">): void => {
      if (has(forks, me, me, false)) forks[me] = { holder: left(me), clean: true };
      else if (has(forks, me, right(me), false)) forks[right(me)] = { holder: right(me), clean: true };
    };
    const canEat = (forks: Forks, me: Index<"philosopher">): boolean => {
      const clean = [me, right(me)].filter((fork) => has(forks, me, fork, true));
      return clean.length >= (bug === "one-fork" ? 1 : 2);
    };

    const philosopher = world.procedure("philosopher", { params: { me: Philosopher }, locals: { hungry: bool } }, (p) => {
      p.do((l) => {
        l.hungry = true;
      });
      p.loop(() =>
        p.if(
          (l) => l.hungry,
          () =>
            p.if(
              "hand on a dirty fork; both here and clean?",
              (k, l) => {
                handOnDirty(k.forks, l.me);
                return canEat(k.forks, l.me);
              },
              () =>
                p.step("eat", (k, l) => {
                  k.forks[l.me].clean = k.forks[right(l.me)].clean = false;
                  l.hungry = false;
                }),
            ),
          () => {
            p.step("hand on a dirty fork", (k, l) => handOnDirty(k.forks, l.me));
            p.step("think", (_, l) => {
              l.hungry = true;
            });
          },
        ),
      );
    });

    return world.system({
      processes: { philosopher: each(Philosopher, (me) => philosopher.start({ me })) },
      initially(k) {
        // Each fork lies with the lower-numbered of its two philosophers.
        for (const fork of Philosopher) k.forks[fork].holder = fork === "philosopher1" ? "philosopher0" : fork;
      },
      properties: ({ invariant, alwaysPossible }) => [
        invariant("exclusive", "neighbours do not eat at the same time", (_, { philosopher }) => !Philosopher.some((me) => philosopher[me].at("eat") && philosopher[right(me)].at("eat"))),
        ...[...Philosopher].map((me) => alwaysPossible(`${me} eats`, "can come to eat, again and again", (_, { philosopher }) => philosopher[me].at("eat"))),
      ],
    });
  },
  expect: [
    { when: { philosophers: 3, bug: "none" }, violated: [], states: 19, transitions: 57, depth: 16 },
    { when: { philosophers: 5, bug: "none" }, violated: [], states: 67, transitions: 335, depth: 28 },
    { when: { philosophers: 3, bug: "one-fork" }, violated: ["exclusive"], shortest: { exclusive: 3 } },
    { when: { bug: "none" }, violated: [] },
    { violated: ["exclusive"] },
  ],
});
