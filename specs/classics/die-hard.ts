import { range, spec, state } from "allways";

/**
 * How to measure 4 litres with jugs for 3 and 5, as in the film "Die Hard with a Vengeance"; after DieHard.tla of the TLA+ examples
 * (github.com/tlaplus/Examples), where TLC finds 16 states, generates 97 (the initial state and 96 transitions) and shows a solution of 7 states: 6 steps.
 */
export default spec({
  name: "die-hard",
  about: "4 litres can be measured with jugs for 3 and 5",
  build() {
    const world = state({ small: range(0, 3), big: range(0, 5) });

    const heroes = world.procedure("heroes", (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.step("fill the small jug", (k) => {
              k.small = 3;
            }),
          () =>
            p.step("fill the big jug", (k) => {
              k.big = 5;
            }),
          () =>
            p.step("empty the small jug", (k) => {
              k.small = 0;
            }),
          () =>
            p.step("empty the big jug", (k) => {
              k.big = 0;
            }),
          () =>
            p.step("pour small into big", (k) => {
              const poured = Math.min(k.small, 5 - k.big);
              k.small -= poured;
              k.big += poured;
            }),
          () =>
            p.step("pour big into small", (k) => {
              const poured = Math.min(k.big, 3 - k.small);
              k.big -= poured;
              k.small += poured;
            }),
        ),
      );
    });

    return world.system({
      processes: { heroes: heroes.start() },
      properties: ({ reachable }) => [reachable("solved", "4 litres are in the big jug", (k) => k.big === 4)],
    });
  },
  expect: [{ violated: [], states: 16, transitions: 96, depth: 7, shortest: { solved: 6 } }],
});
