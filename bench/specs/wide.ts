import { each, indexSet, integer, range, spec, state, table } from "allways";

/** A state of 128 bytes: 256 fields of 4 bits, all of which change. Each step writes a cell of its process, and looks at one field of it. */
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
            const own = Cell.filter((cell) => Cell.ordinal(cell) % processes === Process.ordinal(l.own));
            const cell = k.cells[own[position % own.length] ?? "cell0"];
            const looked = fields[position % 8] ?? "a";
            for (const name of fields) cell[name] = name === looked ? 15 - cell[name] : position;
          });
        }
      });
    });
    return world.system({ processes: { walk: each(Process, (own) => walk.start({ own })) } });
  },
});
