import type { ProcessView, Property, Prover, Views } from "allways";
import type { DeviceDax, DeviceDaxState as State } from "../../model/index.ts";
import type { Processes } from "./processes.ts";
import type { Scenario } from "./scenarios.ts";

type All = Views<Processes>;

/** The properties that can be seen in a state; those that steps check are in the model. */
export function propertiesOf(machine: DeviceDax, scenario: Scenario, { invariant, terminal, reachable, temporal, eventually, always, implies }: Prover<State, All>): readonly Property[] {
  const { Mm, Thread, level } = machine;
  const mappings = (k: State): number => Mm.count((mm) => k.mms[mm].pte === "folio");
  const counted = (k: State): number => (level.genericMapHoldsRef ? mappings(k) : 0);
  const { references, pins } = { references: (k: State) => k.folio.ghost.references, pins: (k: State) => k.folio.ghost.pins };

  const processes = (all: All): readonly ProcessView[] => [...Mm.members.map((mm) => all.user[mm]), ...Thread.members.map((thread) => all.gup[thread])];
  const crashed = (all: All): boolean => all.device.crashed || processes(all).some((each) => each.crashed);
  const allDone = (all: All): boolean => processes(all).every((each) => each.done);

  const stated = [
    invariant("S2", "_refcount is 1 for the driver and one for each mapping that holds one, pin and reference in transit; _mapcount counts the mappings that hold one", (k) =>
      !k.pgmap.memmap || (k.folio._refcount === 1 + counted(k) + pins(k) + references(k) && k.folio._mapcount === counted(k)),
    ),
    terminal("L7", "the device goes away once all users have stopped", (k, all) => all.device.done || crashed(all) || pins(k) > 0),
    terminal("L7'", "the device goes away even if somebody keeps a pin", (_, all) => all.device.done || crashed(all)),
    temporal("live-L7", "with fair threads: the device goes away if every pin ends", implies(eventually(always((k) => pins(k) === 0)), eventually((_, all) => all.device.done || crashed(all)))),
    temporal("live-L7'", "with fair threads: the device goes away even if somebody keeps a pin", eventually((_, all) => all.device.done || crashed(all))),
    terminal("deadlock", "where no step can run, every process but the device's has ended", (_, all) => allDone(all) || crashed(all)),
    reachable("quiet", "all processes can end, with the driver's reference alone", (k, all) => allDone(all) && all.device.done && k.folio._refcount === 1),
    reachable("can-map", "the memory can be mapped", (k) => mappings(k) > 0),
  ];
  if (scenario.gup !== undefined) stated.push(reachable("can-pin", "GUP can hand out a reference", (k) => pins(k) > 0));
  if (scenario.gup === "fast") {
    stated.push(reachable("can-undo", "GUP-fast can find that the entry has changed", (_, all) => Thread.some((thread) => all.gup[thread].at("gup_put_folio"))));
  }
  return stated;
}
