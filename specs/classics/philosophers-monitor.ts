import { choice, each, indexSet, integer, range, spec, state, table } from "allways";

/**
 * Dining philosophers who take both forks at once, in a monitor that counts for each of them how many are free. Step by step as dp4.m of the Murphi examples
 * (ex/others of CMurphi), which publish 112 states and 672 rules for 4 philosophers. Thinking and eating go on for any time, and a philosopher who finds a
 * fork missing tries again, so some of the steps change nothing.
 *
 * The bug is a philosopher who is content with one free fork.
 */
export default spec({
  name: "philosophers-monitor",
  about: "dining philosophers who take both forks in one step do not eat beside each other",
  parameters: {
    philosophers: integer("how many sit at the table", { from: 3, to: 8, default: 4 }),
    bug: choice("one-fork: one free fork is enough to eat", { values: ["none", "one-fork"], default: "none" }),
  },
  matrix: [{ bug: ["none", "one-fork"] }],
  build({ philosophers, bug }) {
    const Philosopher = indexSet("philosopher", philosophers);
    const world = state({ free: table(Philosopher, range(0, 2, 2)) });

    const philosopher = world.procedure("philosopher", { params: { me: Philosopher } }, (p) => {
      p.loop(() => {
        p.label("think");
        p.either(
          () => {
            p.step("go on thinking");
            p.goto("think");
          },
          () => p.step("become hungry"),
        );
        p.while("take the forks", (k, l) => {
          const enough = k.free[l.me] >= (bug === "none" ? 2 : 1);
          if (enough) {
            k.free[Philosopher.previous(l.me)]--;
            k.free[Philosopher.next(l.me)]--;
          }
          return !enough;
        });
        p.label("eat");
        p.either(
          () => {
            p.step("go on eating");
            p.goto("eat");
          },
          () => p.step("have enough"),
        );
        p.step("put the forks back", (k, l) => {
          k.free[Philosopher.previous(l.me)]++;
          k.free[Philosopher.next(l.me)]++;
        });
      });
    });

    return world.system({
      processes: { philosopher: each(Philosopher, (me) => philosopher.start({ me })) },
      properties: ({ invariant, reachable }) => [
        invariant("forks", "who eats has both forks", (k, { philosopher }) => Philosopher.every((i) => !philosopher[i].at("go on eating") || k.free[i] === 2)),
        reachable("opposite", "two can eat at the same time", (_, { philosopher }) => Philosopher.count((i) => philosopher[i].at("go on eating")) === 2),
      ],
    });
  },
  expect: [
    { when: { philosophers: 3, bug: "none" }, violated: ["opposite"] },
    { when: { philosophers: 4, bug: "none" }, violated: [], states: 112, transitions: 672 },
    { when: { bug: "none" }, violated: [] },
    { when: { philosophers: 4, bug: "one-fork" }, violated: ["forks"], shortest: { forks: 4 } },
    { violated: ["forks"] },
  ],
});
