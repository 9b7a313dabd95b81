import { anyOf, integer, range, spec, state } from "allways";

/**
 * D. Gries, "The science of programming", 1981, chapter 13, from a letter of E. W. Dijkstra: from a can of beans two are taken at a time. If they have the same
 * colour, a black bean is put back, else the white one. What colour has the last bean? After CoffeeCan.tla of the TLA+ examples
 * (github.com/tlaplus/Examples): every can of 1 to 100 (1,000) beans is an initial state, so all 5,150 (501,500) states are. TLC generates 20,002
 * (2,000,002): as many transitions as that less the initial states. A can with one bean stays as it is.
 */
export default spec({
  name: "coffee-can",
  about: "the last bean in the coffee can is white if, and only if, the white beans were odd in number",
  parameters: { beans: integer("how many beans the can holds at most", { from: 1, to: 1000, default: 100 }) },
  build({ beans }) {
    const can = { black: range(0, beans), white: range(0, beans) };
    const world = state(can);

    const hand = world.procedure("hand", (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.await(
              "two black",
              (k) => k.black >= 2,
              (k) => {
                k.black--;
              },
            ),
          () =>
            p.await(
              "two white",
              (k) => k.white >= 2,
              (k) => {
                k.white -= 2;
                k.black++;
              },
            ),
          () =>
            p.await(
              "one of each",
              (k) => k.black >= 1 && k.white >= 1,
              (k) => {
                k.black--;
              },
            ),
          () => p.await("look at the last", (k) => k.black + k.white === 1),
        ),
      );
    });

    return world.system({
      processes: { hand: hand.start() },
      initially: anyOf(
        can,
        ({ black, white }) => black + white >= 1 && black + white <= beans,
        (k, { black, white }) => {
          k.black = black;
          k.white = white;
        },
      ),
      properties: ({ invariant, transition }) => [
        invariant("filled", "there is always a bean", (k) => k.black + k.white >= 1),
        transition("parity", "white beans stay odd or even in number", (before, after) => before.white % 2 === after.white % 2),
        transition("fewer", "there are fewer beans after every step, until one is left", (before, after) => after.black + after.white < before.black + before.white || before.black + before.white === 1),
      ],
    });
  },
  expect: [
    { when: { beans: 100 }, violated: [], states: 5_150, transitions: 14_852, depth: 0 },
    { when: { beans: 1000 }, violated: [], states: 501_500, transitions: 1_498_502, depth: 0 },
    { violated: [] },
  ],
});
