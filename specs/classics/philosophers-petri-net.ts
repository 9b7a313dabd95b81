import { bool, indexSet, integer, spec, state, table } from "allways";

/**
 * The dining philosophers as a Petri net with one-safe places, after the model Philosophers-PT of the Model Checking Contest (mcc.lip6.fr), which publishes 243
 * markings and 945 firings for 5 philosophers, 59,049 and 459,270 for 10. A philosopher takes the forks in either order, so all can hold one and wait for ever.
 */
export default spec({
  name: "philosophers-petri-net",
  about: "dining philosophers who take their forks in either order come to a deadlock",
  parameters: { philosophers: integer("how many sit at the table", { from: 2, to: 12, default: 5 }) },
  matrix: [{ philosophers: [5, 10] }],
  build({ philosophers }) {
    const Seat = indexSet("seat", philosophers);
    const world = state({ think: table(Seat, bool), fork: table(Seat, bool), hasOwn: table(Seat, bool), hasNext: table(Seat, bool), eat: table(Seat, bool) });

    const net = world.procedure("net", (p) => {
      p.loop(() =>
        p.either(
          () =>
            p.choose(
              "take own fork",
              Seat,
              (k, _, seat) => k.think[seat] && k.fork[seat],
              (k, _, seat) => {
                k.think[seat] = k.fork[seat] = false;
                k.hasOwn[seat] = true;
              },
            ),
          () =>
            p.choose(
              "take next fork",
              Seat,
              (k, _, seat) => k.think[seat] && k.fork[Seat.next(seat)],
              (k, _, seat) => {
                k.think[seat] = k.fork[Seat.next(seat)] = false;
                k.hasNext[seat] = true;
              },
            ),
          () =>
            p.choose(
              "take next fork too",
              Seat,
              (k, _, seat) => k.hasOwn[seat] && k.fork[Seat.next(seat)],
              (k, _, seat) => {
                k.hasOwn[seat] = k.fork[Seat.next(seat)] = false;
                k.eat[seat] = true;
              },
            ),
          () =>
            p.choose(
              "take own fork too",
              Seat,
              (k, _, seat) => k.hasNext[seat] && k.fork[seat],
              (k, _, seat) => {
                k.hasNext[seat] = k.fork[seat] = false;
                k.eat[seat] = true;
              },
            ),
          () =>
            p.choose(
              "finish",
              Seat,
              (k, _, seat) => k.eat[seat],
              (k, _, seat) => {
                k.eat[seat] = false;
                k.think[seat] = k.fork[seat] = k.fork[Seat.next(seat)] = true;
              },
            ),
        ),
      );
    });

    return world.system({
      processes: { net: net.start() },
      initially: (k) => {
        for (const seat of Seat) k.think[seat] = k.fork[seat] = true;
      },
      properties: ({ invariant }) => [
        invariant("forks", "a fork lies on the table or is in one hand", (k) =>
          Seat.every((seat) => {
            const left = Seat.previous(seat);
            return [k.fork[seat], k.hasOwn[seat], k.eat[seat], k.hasNext[left], k.eat[left]].filter(Boolean).length === 1;
          }),
        ),
      ],
    });
  },
  expect: [
    { when: { philosophers: 5 }, violated: ["deadlock"], states: 243, transitions: 945 },
    { when: { philosophers: 10 }, violated: ["deadlock"], states: 59_049, transitions: 459_270 },
    { violated: ["deadlock"] },
  ],
});
