import type { Index, ProcessView, Property, Prover, Views } from "allways";
import { percpuRef, type Kernel, type State } from "../../model/index.ts";
import type { Processes } from "./processes.ts";
import type { Scenario } from "./scenarios.ts";

type Page = Index<"page">;
type All = Views<Processes>;

/** The properties that can be seen in a state; those that steps check are in the model. */
export function propertiesOf(kernel: Kernel, scenario: Scenario, { invariant, terminal, reachable }: Prover<State, All>): readonly Property[] {
  const { Bar, Page, Mm, Vaddr, Thread, bias, barOf, level } = kernel;
  const ref = percpuRef(kernel);

  const ptes = (k: State, page: Page): number => Mm.sum((mm) => Vaddr.count((vaddr) => k.mms[mm].pte[vaddr] === page));
  const somethingMapped = (k: State): boolean => Mm.some((mm) => Vaddr.some((vaddr) => k.mms[mm].pte[vaddr] !== null));
  const somethingHeld = (k: State): boolean => Page.some((page) => k.pages[page].ghost.gup > 0 || k.pages[page].ghost.owner === "driver");
  /** The reference that a V0 page has while no mmap() has it. */
  const idle = (k: State, page: Page): number => {
    const { owner } = k.pages[page].ghost;
    return owner === "pool" || owner === "driver" ? level.freeCount : 0;
  };
  const counted = (k: State, page: Page): boolean => k.pgmaps[barOf(page)].memmap && k.pages[page].ghost.freeing === 0;

  const threads = (all: All): readonly ProcessView[] => [
    ...Mm.members.map((mm) => all.user[mm]),
    ...Thread.members.map((thread) => all.gup[thread]),
    all.fork,
    all.madvise,
    all.driver,
    all.consumer,
    all.memoryFailure,
  ];
  const allDone = (all: All): boolean => threads(all).every((each) => each.done);
  const crashed = (all: All): boolean => all.unbind.crashed || threads(all).some((each) => each.crashed);
  const unbindBlocked = (all: All): boolean => !all.unbind.done && !crashed(all);
  const baseline = (k: State): boolean =>
    Page.every((page) => !k.pages[page].allocated && (!k.pgmaps[barOf(page)].memmap || k.pages[page]._refcount === level.freeCount)) &&
    Bar.every((bar) => k.pgmaps[bar].ref === ref.baseline(k, bar));
  const quiet = (k: State, all: All): boolean => allDone(all) && !somethingMapped(k) && !somethingHeld(k);

  const claims = [
    invariant("P1", "a page that a PTE maps is allocated", (k) => Mm.every((mm) => Vaddr.every((vaddr) => {
      const page = k.mms[mm].pte[vaddr];
      return page === null || k.pages[page].allocated;
    }))),
    invariant("P2", "_refcount is exactly the sum of all references, unless the free path is at work on the page", (k) =>
      Page.every((page) => {
        if (!counted(k, page)) return true;
        const { references, pins } = k.pages[page].ghost;
        return k.pages[page]._refcount === ptes(k, page) + references + bias * pins + idle(k, page);
      }),
    ),
    invariant("P2'", "from V1 on, a settled page that no driver owns is free if and only if its _refcount is 0", (k) =>
      Page.every((page) => {
        const { owner } = k.pages[page].ghost;
        if (level.freeCount !== 0 || owner === "driver" || owner === "inFlight" || !counted(k, page)) return true;
        return (k.pages[page]._refcount === 0) === !k.pages[page].allocated;
      }),
    ),
    invariant("P5", "a reference that GUP has handed out keeps the page allocated", (k) => Page.every((page) => k.pages[page].ghost.gup === 0 || k.pages[page].allocated)),
    invariant("P7", "pgmap->ref counts the running mmaps, the mmapped pages and the driver allocations", (k) =>
      Bar.every((bar) => k.pgmaps[bar].ref === ref.baseline(k, bar) + k.pgmaps[bar].owed),
    ),
    terminal("L1", "unbind comes to its end if everybody unmaps, unpins and frees", (k, all) => !unbindBlocked(all) || somethingMapped(k) || somethingHeld(k)),
    terminal("L2", "unbind comes to its end even if somebody keeps a mapping", (k, all) => !unbindBlocked(all) || !somethingMapped(k)),
    terminal("L3", "when all are done and nothing is mapped or pinned, every bit and every count is as at the start", (k, all) => !quiet(k, all) || baseline(k)),
    terminal("deadlock", "where no step can run, every process but unbind has ended", (_, all) => allDone(all) || crashed(all)),
    reachable("quiet", "all processes can end, with every page free and every count as at the start", (k, all) => quiet(k, all) && all.unbind.done && baseline(k)),
  ];
  if (scenario.mms > 0) claims.push(reachable("can-map", "a page can be mapped", somethingMapped));
  if (scenario.fork === true) claims.push(reachable("can-share", "two mms can map one page", (k) => Page.some((page) => ptes(k, page) > 1)));
  if (scenario.gup !== undefined) claims.push(reachable("can-pin", "GUP can hand out a reference", (k) => Page.some((page) => k.pages[page].ghost.gup > 0)));
  if (scenario.gup === "fast") claims.push(reachable("can-undo", "GUP-fast can find that the PTE has changed", (_, all) => Thread.some((thread) => all.gup[thread].at("gup_put_folio"))));
  if (scenario.driver === true) claims.push(reachable("can-drive", "a driver can own a page", (k) => Page.some((page) => k.pages[page].ghost.owner === "driver")));
  if (kernel.knobs.failBudget > 0) claims.push(reachable("can-fail", "an insertion can fail", (k) => k.failBudget < kernel.knobs.failBudget));
  return claims;
}
