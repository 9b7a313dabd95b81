import { indexSet, integer, range, spec, state, table, type Index } from "allways";

/**
 * A production line of four cells that is controlled by cards, as a Petri net; G. Ciardo and M. Tilgner, "On the use of Kronecker operators for the solution of
 * generalized stochastic Petri nets", ICASE report 96-35, 1996. The Model Checking Contest (mcc.lip6.fr), model Kanban-PT-00005, publishes 2,546,432 markings
 * and 24,460,016 firings for 5 cards in each cell; 160, 4,600, 58,400 and 454,475
 * markings for 1 to 4 are known from the literature since.
 */
export default spec({
  name: "kanban",
  about: "a production line never has more parts than cards, and never stands still",
  parameters: { cards: integer("how many cards each of the four cells has", { from: 1, to: 5, default: 2 }) },
  build({ cards }) {
    const Cell = indexSet("cell", 4);
    const tokens = range(0, cards);
    const world = state({ cells: table(Cell, { card: range(0, cards, cards), machine: tokens, rework: tokens, done: tokens }) });

    type Place = "card" | "machine" | "rework" | "done";
    type Move = readonly [cell: Index<"cell">, from: Place, to: Place];

    const line = world.procedure("line", (p) => {
      /** A transition of the net moves a token in each of the cells that take part, all in the same instant. */
      const transition = (label: string, ...moves: readonly Move[]) => (): void =>
        p.await(
          label,
          (k) => moves.every(([cell, from]) => k.cells[cell][from] > 0),
          (k) => {
            for (const [cell, from, to] of moves) {
              k.cells[cell][from]--;
              k.cells[cell][to]++;
            }
          },
        );

      p.loop(() =>
        p.either(
          transition("a part comes in", ["cell0", "card", "machine"]),
          ...Cell.members.flatMap((cell) => [
            transition(`${cell}: good`, [cell, "machine", "done"]),
            transition(`${cell}: bad`, [cell, "machine", "rework"]),
            transition(`${cell}: once more`, [cell, "rework", "machine"]),
          ]),
          transition("split", ["cell0", "done", "card"], ["cell1", "card", "machine"], ["cell2", "card", "machine"]),
          transition("join", ["cell1", "done", "card"], ["cell2", "done", "card"], ["cell3", "card", "machine"]),
          transition("a part goes out", ["cell3", "done", "card"]),
        ),
      );
    });

    return world.system({
      processes: { line: line.start() },
      properties: ({ invariant, reachable, alwaysPossible }) => [
        invariant("cards", "every card lies in its cell, free or at a part", (k) =>
          Cell.every((cell) => {
            const { card, machine, rework, done } = k.cells[cell];
            return card + machine + rework + done === cards;
          }),
        ),
        reachable("bad", "every cell can be full of parts that are bad", (k) => Cell.every((cell) => k.cells[cell].rework === cards)),
        // More cards make too many states to keep their graph.
        ...(cards < 3 ? [alwaysPossible("empty", "all parts can go out", (k) => Cell.every((cell) => k.cells[cell].card === cards))] : []),
        reachable("full", "every cell can be full of parts that are done", (k) => Cell.every((cell) => k.cells[cell].done === cards)),
      ],
    });
  },
  expect: [
    { when: { cards: 1 }, violated: [], states: 160 },
    { when: { cards: 2 }, violated: [], states: 4_600 },
    { when: { cards: 3 }, violated: [], states: 58_400 },
    { when: { cards: 4 }, violated: [], states: 454_475 },
    { when: { cards: 5 }, violated: [], states: 2_546_432, transitions: 24_460_016 },
  ],
});
