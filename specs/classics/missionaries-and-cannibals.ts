import { indexSet, integer, oneOf, setOf, spec, state, type Index } from "allways";

/**
 * A boat for two, a river, and as many missionaries as cannibals who must cross it: where missionaries are outnumbered, they are eaten. A puzzle of Alcuin's
 * time in its later clothes; S. Amarel, "On representations of problems of reasoning about actions", Machine Intelligence 3, 1968. After
 * MissionariesAndCannibals.tla of the TLA+ examples (github.com/tlaplus/Examples): for 3 + 3 persons, who are told apart, TLC finds 64 states and a solution of
 * 12 states: 11 crossings. It generates 283: the initial state, 252 transitions, and 30 of them once more, because a bank that is left empty is safe for two
 * reasons.
 */
export default spec({
  name: "missionaries-and-cannibals",
  about: "missionaries and cannibals can cross a river in a boat for two, and nobody is eaten",
  parameters: { pairs: integer("how many missionaries there are, and how many cannibals", { from: 1, to: 5, default: 3 }) },
  matrix: [{ pairs: [3, 4] }],
  build({ pairs }) {
    const Person = indexSet("person", 2 * pairs);
    const isMissionary = (person: Index<"person">): boolean => Person.ordinal(person) < pairs;
    const world = state({ boat: oneOf("east", "west"), east: setOf(Person) });

    /** Whether nobody is eaten on a bank where the persons in question are. */
    const isSafe = (isThere: (person: Index<"person">) => boolean): boolean => {
      const missionaries = Person.count((person) => isThere(person) && isMissionary(person));
      const cannibals = Person.count((person) => isThere(person) && !isMissionary(person));
      return missionaries === 0 || missionaries >= cannibals;
    };

    const travellers = world.procedure("travellers", (p) => {
      p.loop(() =>
        p.choose(
          "cross",
          setOf(Person),
          (k, _, crew) => {
            const isEast = (person: Index<"person">): boolean => k.east.has(person);
            const staysEast = (person: Index<"person">): boolean => isEast(person) !== crew.has(person);
            return (
              (crew.size === 1 || crew.size === 2) && // somebody must row
              [...crew].every((person) => isEast(person) === (k.boat === "east")) &&
              isSafe((person) => staysEast(person)) &&
              isSafe((person) => !staysEast(person))
            );
          },
          (k, _, crew) => {
            for (const person of crew) {
              if (k.boat === "east") k.east.delete(person);
              else k.east.add(person);
            }
            k.boat = k.boat === "east" ? "west" : "east";
          },
        ),
      );
    });

    return world.system({
      processes: { travellers: travellers.start() },
      initially: (k) => {
        for (const person of Person) k.east.add(person);
      },
      properties: ({ reachable }) => [reachable("solved", "all have crossed", (k) => k.east.size === 0)],
    });
  },
  expect: [
    { when: { pairs: [1, 2] }, violated: [] },
    { when: { pairs: 3 }, violated: [], states: 64, transitions: 252, depth: 12, shortest: { solved: 11 } },
    { violated: ["solved"] },
  ],
});
