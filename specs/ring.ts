import { choice, indexSet, integer, range, spec, state, table } from "allways";

/**
 * How states travel from one thread of a search to another (checker/search/parallel/channel.ts), as a spec: a ring with one writer and one reader, L. Lamport,
 * "Specifying Concurrent Program Modules", ACM Transactions on Programming Languages and Systems 5(2), 1983. What was ever written and ever read is counted, modulo a
 * multiple of the capacity (there 2^32); how many wait is the difference. Each side asks for the counters, moves states one by one, and then adds to its own counter, so that
 * the other side sees only whole states and only free places. level-barrier is the other half: there a ring is a bit.
 *
 * The bugs are what one could get wrong. `early-add`: the writer counts before the states are there. `early-free`: the reader counts before it has taken them.
 * `one-lap`: counters go round with the ring, so that a full ring looks empty.
 */
export default spec({
  name: "ring",
  about: "what one thread writes into a ring, another reads once and in order",
  parameters: {
    capacity: integer("how many states the ring holds", { from: 1, to: 4, default: 2 }),
    laps: integer("how often a counter goes round the ring before it begins again", { from: 2, to: 4, default: 2 }),
    bug: choice("what is done wrongly", { values: ["none", "early-add", "early-free", "one-lap"], default: "none" }),
  },
  matrix: [{ capacity: [1, 2, 3] }, { bug: ["early-add", "early-free", "one-lap"] }],
  build({ capacity, laps, bug }) {
    const Place = indexSet("place", capacity);
    const round = capacity * (bug === "one-lap" ? 1 : laps);
    // Stands for the states: what lies in a place from one lap before is another one.
    const content = range(0, 2 * capacity);
    const batch = range(0, capacity);
    const world = state({ written: range(0, round - 1), read: range(0, round - 1), places: table(Place, content) });
    type Counters = Readonly<Record<"written" | "read", number>>;
    const waiting = ({ written, read }: Counters): number => (written - read + round) % round;
    const after = (value: number): number => (value + 1) % (2 * capacity + 1);
    const inOrder = world.assertion("in-order", "states are read in the order in which they were written, and each once");

    const writer = world.procedure("write", { locals: { count: batch, done: batch, next: content } }, (p) => {
      const add = (): void =>
        p.step("Atomics.add(written)", (k, l) => {
          k.written = (k.written + l.count) % round;
        });
      p.do((l) => {
        l.next = 1;
      });
      p.loop(() => {
        p.choose("is there room?", range(1, capacity), (k, l, states) => {
          l.count = Math.min(states, capacity - waiting(k));
          l.done = 0;
        });
        if (bug === "early-add") add();
        p.while((l) => l.done < l.count, () => {
          p.step("set a state", (k, l) => {
            k.places[Place.at((k.written + (bug === "early-add" ? round - l.count : 0) + l.done) % capacity)] = l.next;
            l.next = after(l.next);
            l.done++;
          });
        });
        if (bug !== "early-add") add();
      });
    });

    const reader = world.procedure("read", { locals: { count: batch, done: batch, expected: content } }, (p) => {
      const add = (): void =>
        p.step("Atomics.add(read)", (k, l) => {
          k.read = (k.read + l.count) % round;
        });
      p.do((l) => {
        l.expected = 1;
      });
      p.loop(() => {
        p.choose("does anything wait?", range(1, capacity), (k, l, room) => {
          l.count = Math.min(room, waiting(k));
          l.done = 0;
        });
        if (bug === "early-free") add();
        p.while((l) => l.done < l.count, () => {
          p.step("take a state", (k, l) => {
            const at = Place.at((k.read + (bug === "early-free" ? round - l.count : 0) + l.done) % capacity);
            inOrder.bugOn(k.places[at] !== l.expected);
            l.expected = after(l.expected);
            l.done++;
          });
        });
        if (bug !== "early-free") add();
      });
    });

    return world.system({
      processes: { writer: writer.start(), reader: reader.start() },
      properties: ({ invariant, reachable, alwaysPossible }) => [
        invariant("bounded", "no more states wait than there are places", (k) => waiting(k) <= capacity),
        reachable("taken", "a state can be taken", (_, { reader }) => reader.at("take a state")),
        reachable("full", "the ring can be full", (k) => waiting(k) === capacity),
        alwaysPossible("empty", "what waits can be read", (k) => waiting(k) === 0),
      ],
    });
  },
  expect: [
    { when: { capacity: 2, laps: 2, bug: "none" }, violated: [], states: 1_999, transitions: 6_061, depth: 92 },
    { when: { capacity: 3, laps: 2, bug: "none" }, violated: [], states: 10_815, transitions: 43_086, depth: 155 },
    { when: { bug: "none" }, violated: [] },
    // A reader that has read the wrong state ends there, and what waits stays.
    { when: { bug: "early-add" }, violated: ["in-order", "empty"], shortest: { "in-order": 4 } },
    { when: { capacity: 2, laps: 2, bug: "early-free" }, violated: ["in-order", "empty"], shortest: { "in-order": 9 } },
    { when: { capacity: 2, laps: 2, bug: "one-lap" }, violated: ["in-order", "full"], shortest: { "in-order": 9 } },
    { when: { bug: "early-free" }, violated: ["in-order", "empty"] },
    { when: { bug: "one-lap" }, violated: ["in-order", "full"] },
  ],
});
