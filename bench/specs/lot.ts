import { choice, each, indexSet, integer, setOf, spec, state } from "allways";

/** A set of sixteen members; a step looks at one of them, or at how many there are. */
export default spec({
  name: "lot",
  about: "cars park in a lot of sixteen places",
  parameters: {
    cars: integer("how many cars there are", { from: 1, to: 4, default: 4 }),
    guard: choice("what a car looks at before it parks: its place, or how many places are taken", { values: ["place", "size"], default: "place" }),
  },
  build({ cars, guard }) {
    const Place = indexSet("place", 16);
    const Car = indexSet("car", cars);
    const world = state({ taken: setOf(Place) });
    const park = world.procedure("park", { locals: { place: Place } }, (p) => {
      p.loop(() => {
        p.choose("park", Place, (k, _, place) => !k.taken.has(place) && (guard === "place" || k.taken.size < cars), (k, l, place) => {
          k.taken.add(place);
          l.place = place;
        });
        p.step("leave", (k, l) => {
          k.taken.delete(l.place);
        });
      });
    });
    return world.system({ processes: { car: each(Car, () => park.start()) } });
  },
});
