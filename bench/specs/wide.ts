import { each, indexSet, integer, range, spec, state, table } from "allways";

/** A state of 128 bytes: 256 fields of 4 bits. Each step changes one, and the fields of all steps are spread over all words. */
export default spec({
  name: "wide",
  about: "processes walk in circles through a wide state",
  parameters: { processes: integer("how many processes walk", { from: 1, to: 5, default: 3 }) },
  build({ processes }) {
    const Cell = indexSet("cell", 32);
    const Process = indexSet("process", processes);
    const field = range(0, 15);
    const world = state({ cells: table(Cell, { a: field, b: field, c: field, d: field, e: field, f: field, g: field, h: field }) });
    const fields = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;
    const walk = world.procedure("walk", { params: { own: Process } }, (p) => {
      p.loop(() => {
        for (let position = 0; position < 16; position++) {
          p.step(`visit ${position}`, (k, l) => {
            const cell = k.cells[Cell.at((Process.ordinal(l.own) * 8 + position * 5) % 32)];
            const name = fields[position % 8] ?? "a";
            cell[name] = 15 - cell[name];
          });
        }
      });
    });
    return world.system({ processes: { walk: each(Process, (own) => walk.start({ own })) } });
  },
});
