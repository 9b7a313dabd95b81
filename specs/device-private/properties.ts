import type { Index, ProcessView, Property, Prover, Views } from "allways";
import type { DeviceMemory, DeviceMemoryState as State } from "../../model/index.ts";
import type { Processes } from "./processes.ts";
import type { Scenario } from "./scenarios.ts";

type All = Views<Processes>;
type Page = Index<"page">;

/** The properties that can be seen in a state; those that steps check are in the model. */
export function propertiesOf(machine: DeviceMemory, scenario: Scenario, { invariant, terminal, reachable, temporal, eventually, always, or }: Prover<State, All>): readonly Property[] {
  const { Mm, Page, level, isDevice, device } = machine;

  const mappings = (k: State, page: Page): number => Mm.count((mm) => k.mms[mm].pte.page === page && (k.mms[mm].pte.maps === "present" || k.mms[mm].pte.maps === "private"));
  /** Before v6.1 the count of a page that nobody has says nothing while it is being freed or handed out. */
  const counted = (k: State, page: Page): boolean => !isDevice(page) || (k.pgmap.memmap && (level.privateIdleCount === 0 || k.pages[page].ghost.allocated));
  const references = (k: State, page: Page): number => mappings(k, page) + k.pages[page].ghost.references + k.pages[page].ghost.pins;

  const baseline = (k: State): number => (k.pgmap.live ? 1 : 0) * (level.privateHoldsPgmap ? 1 : 1 + device.length);
  const charged = (k: State): number => Page.sum((page) => k.pages[page].ghost.charged);

  const others = ({ fault, migrate, giveBack, munmap, pin, longterm, evict }: All): readonly ProcessView[] => [
    ...[fault, migrate, giveBack, munmap, pin, longterm].flatMap((group) => Object.values<ProcessView>(group)),
    evict,
  ];
  const crashed = (all: All): boolean => all.remove.crashed || others(all).some((each) => each.crashed);
  const allDone = (all: All): boolean => others(all).every((each) => each.done);
  const faultsDone = (all: All): boolean => Object.values<ProcessView>(all.fault).every((each) => each.done);
  const inDevice = (k: State): boolean => device.some((page) => mappings(k, page) > 0);

  const stated = [
    invariant("S2", "_refcount is exactly the sum of all references, and _mapcount the number of mappings", (k) =>
      Page.every((page) => !counted(k, page) || (k.pages[page]._refcount === references(k, page) && k.pages[page]._mapcount === mappings(k, page))),
    ),
    invariant("S7'", "pgmap->ref is 1 for the driver and one for each allocated page", (k) => k.pgmap.ref === baseline(k) + charged(k)),
    temporal("L4", "every fault comes to its end", eventually((_, all) => faultsDone(all) || crashed(all))),
    temporal("L7", "the memory goes away, unless somebody maps it for ever", or(eventually((_, all) => all.remove.done || crashed(all)), eventually(always(inDevice)))),
    temporal("L7'", "the memory goes away even if somebody keeps a mapping", eventually((_, all) => all.remove.done || crashed(all))),
    terminal("deadlock", "where no step can run, every process but the driver's removal has ended", (_, all) => allDone(all) || crashed(all)),
    reachable("quiet", "all processes can end, with no reference to the device left but those of mappings", (k, all) =>
      allDone(all) && all.remove.done && device.every((page) => references(k, page) === mappings(k, page)),
    ),
  ];
  if (scenario.starts !== "device") stated.push(reachable("can-migrate", "a page can go to the device", inDevice));
  if (scenario.faults !== undefined || scenario.evict === true || scenario.pinLongterm !== undefined) {
    stated.push(reachable("can-return", "all can have their memory in system memory", (k) => Mm.every((mm) => k.mms[mm].pte.maps === "present" && k.mms[mm].pte.page !== null && !isDevice(k.mms[mm].pte.page))));
  }
  if (scenario.pin !== undefined || scenario.pinLongterm !== undefined) stated.push(reachable("can-pin", "GUP can hand out a reference", (k) => Page.some((page) => k.pages[page].ghost.pins > 0)));
  if (scenario.pinLongterm !== undefined) {
    stated.push(reachable("can-be-busy", "a long-term pin can fail with -EBUSY", (_, all) => Object.values<ProcessView>(all.longterm).some((each) => each.at("-EBUSY: mmap_read_unlock"))));
  }
  return stated;
}
