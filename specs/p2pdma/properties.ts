import { sumOf, type Index, type ProcessView, type Property, type Prover, type Views } from "allways";
import { percpuRef, type Kernel, type State } from "../../model/index.ts";
import type { Processes } from "./processes.ts";
import type { Scenario } from "./scenarios.ts";

type Page = Index<"page">;
type All = Views<Processes>;

/** The properties that can be seen in a state; those that steps check are in the model. */
export function propertiesOf(kernel: Kernel, scenario: Scenario, prove: Prover<State, All>): readonly Property[] {
  return [...invariants(kernel, prove), ...endings(kernel, scenario, prove), ...runs(kernel, prove), ...possibilities(kernel, scenario, prove)];
}

function invariants(kernel: Kernel, { invariant }: Prover<State, All>): readonly Property[] {
  const { Bar, Page, Mm, Vaddr, bias, barOf, level } = kernel;
  const ref = percpuRef(kernel);

  /** Its struct page exists, and no free path is between the drop to 0 and its last access to the count. */
  const counted = (k: State, page: Page): boolean => k.pgmaps[barOf(page)].memmap && k.pages[page].ghost.freeing === 0;

  /** The references to a page, by what tasks did: those of PTEs, of tasks, of pins, and the one of a V0 page that no mmap() has. */
  function references(k: State, page: Page): number {
    const { ghost } = k.pages[page];
    return sumOf(
      () => ptes(kernel, k, page),
      () => ghost.references,
      () => bias * ghost.pins,
      () => (ghost.owner === "pool" || ghost.owner === "driver" ? level.freeCount : 0),
    );
  }

  /** Neither in transit nor a driver's, who does not touch the count. */
  function settled(k: State, page: Page): boolean {
    const { owner } = k.pages[page].ghost;
    return counted(k, page) && (owner === "pool" || owner === "mmap");
  }

  function mapsOnlyAllocated(k: State, mm: Index<"mm">, vaddr: Index<"vaddr">): boolean {
    const page = k.mms[mm].pte[vaddr];
    return page === null || k.pages[page].allocated;
  }

  return [
    invariant("P1", "a page that a PTE maps is allocated", (k) => Mm.every((mm) => Vaddr.every((vaddr) => mapsOnlyAllocated(k, mm, vaddr)))),
    invariant("P2", "_refcount is exactly the sum of all references, unless the free path is at work on the page", (k) =>
      Page.every((page) => !counted(k, page) || k.pages[page]._refcount === references(k, page)),
    ),
    invariant("P2'", "from V1 on, a settled page that no driver owns is free if and only if its _refcount is 0", (k) =>
      Page.every((page) => level.freeCount !== 0 || !settled(k, page) || (k.pages[page]._refcount === 0) === !k.pages[page].allocated),
    ),
    invariant("P5", "a reference that GUP has handed out keeps the page allocated", (k) =>
      Page.every((page) => k.pages[page].ghost.gup === 0 || k.pages[page].allocated),
    ),
    invariant("P7", "pgmap->ref counts the running mmaps, the mmapped pages and the driver allocations", (k) =>
      Bar.every((bar) => k.pgmaps[bar].ref === ref.baseline(k, bar) + k.pgmaps[bar].ghost.owed),
    ),
  ];
}

/** What must be true where nothing can run any more. A process that a BUG has stopped takes the machine with it: the BUG is reported, not what follows. */
function endings(kernel: Kernel, scenario: Scenario, { terminal, reachable }: Prover<State, All>): readonly Property[] {
  const { Bar, Page, Mm } = kernel;
  /** Without a device that goes away, nobody keeps a mapping for ever. */
  const mayKeep = scenario.unbind === true;
  const unbindBlocked = (all: All): boolean => !unbindEnded(kernel, all);

  /** No PTE, and no VMA: not in its mm, not in i_mmap. */
  function nothingMapped(k: State): boolean {
    return !somethingMapped(kernel, k) && Mm.every((mm) => !k.mms[mm].inTree && !k.mms[mm].inIMmap && k.mms[mm].mmap_lock === 0);
  }

  return [
    terminal("L1", "unbind comes to its end if everybody unmaps, unpins and frees", (k, all) =>
      !unbindBlocked(all) || somethingMapped(kernel, k) || somethingHeld(kernel, k),
    ),
    terminal("L2", "unbind comes to its end even if somebody keeps a mapping", (k, all) => !unbindBlocked(all) || !somethingMapped(kernel, k)),
    terminal("L3", "when all are done and nothing is mapped or pinned, every bit and every count is as at the start", (k, all) =>
      !isQuiet(kernel, k, all) || asAtTheStart(kernel, k),
    ),
    terminal("L4", "when all are done, nobody holds a page or is about to free one, and only who keeps a mapping has one", (k, all) =>
      !allDone(kernel, all) || crashed(kernel, all) || (!somethingHeld(kernel, k) && Page.every((page) => k.pages[page].ghost.freeing === 0) && (mayKeep || nothingMapped(k))),
    ),
    terminal("L5", "a device that was unbound is gone, with its pgmaps and struct pages", (k, all) =>
      !mayKeep || !all.unbind.done || (!k.pdev.p2pdma && Bar.every((bar) => k.pgmaps[bar].freed && !k.pgmaps[bar].memmap)),
    ),
    terminal("deadlock", "where no step can run, every process but unbind has ended", (_, all) => allDone(kernel, all) || crashed(kernel, all)),
    reachable("quiet", "all processes can end, with every page free and every count as at the start", (k, all) =>
      isQuiet(kernel, k, all) && all.unbind.done && asAtTheStart(kernel, k),
    ),
  ];
}

/**
 * The same of runs in which every process is fair, as section L of the properties words it; also of runs that never end. Fair is only that a process which can always
 * take a step takes one: a user may choose to keep its mapping. "live-L2" says nothing of mappings, so it is violated wherever "live-L1" is.
 */
function runs(kernel: Kernel, { temporal, always, eventually, implies }: Prover<State, All>): readonly Property[] {
  const ended = eventually((_, all) => unbindEnded(kernel, all));
  const nothingHeld = eventually(always((k) => !somethingHeld(kernel, k)));
  const nothingKept = eventually(always((k) => !somethingMapped(kernel, k) && !somethingHeld(kernel, k)));
  return [
    temporal("live-L1", "with fair threads: unbind comes to its end if everybody unmaps, unpins and frees in the end", implies(nothingKept, ended)),
    temporal("live-L2", "with fair threads: unbind comes to its end if everybody unpins and frees in the end", implies(nothingHeld, ended)),
    temporal("live-L3", "with fair threads: in the end, when all are done and nothing is mapped or pinned, every bit and every count is as at the start",
      eventually(always((k, all) => !isQuiet(kernel, k, all) || asAtTheStart(kernel, k))),
    ),
  ];
}

/** That the processes of a scenario can do what they are there for. */
function possibilities(kernel: Kernel, { fork, gup, driver, madvise, unbind }: Scenario, { reachable }: Prover<State, All>): readonly Property[] {
  const { Page, Thread, knobs } = kernel;
  const possible = [reachable("can-map", "a page can be mapped", (k) => somethingMapped(kernel, k))];
  if (fork === true) possible.push(reachable("can-share", "two mms can map one page", (k) => Page.some((page) => ptes(kernel, k, page) > 1)));
  if (gup !== undefined) possible.push(reachable("can-pin", "GUP can hand out a reference", (k) => Page.some((page) => k.pages[page].ghost.gup > 0)));
  if (gup === "fast") {
    const undoes = (all: All): boolean => Thread.some((thread) => all.gup[thread].at("gup_put_folio"));
    possible.push(reachable("can-undo", "GUP-fast can find that the PTE has changed", (_, all) => undoes(all)));
    const fallsBack = (all: All): boolean => Thread.some((thread) => all.gup[thread].at("try_grab_folio"));
    possible.push(reachable("can-fall-back", "where GUP-fast fails, GUP-slow can be tried", (_, all) => fallsBack(all)));
  }
  if (driver === true) {
    possible.push(reachable("can-drive", "a driver can own a page", (k) => Page.some((page) => k.pages[page].ghost.owner === "driver")));
  }
  if (madvise === true) possible.push(reachable("can-zap", "MADV_DONTNEED can unmap a page", (_, all) => all.madvise.in("tlb_finish_mmu")));
  if (unbind === true) possible.push(reachable("can-revoke", "unbind can take a mapping away from a process", (_, all) => all.unbind.in("tlb_finish_mmu")));
  if (knobs.failBudget > 0) possible.push(reachable("can-fail", "an insertion can fail", (k) => k.failBudget < knobs.failBudget));
  return possible;
}

function ptes({ Mm, Vaddr }: Kernel, k: State, page: Page): number {
  return Mm.sum((mm) => Vaddr.count((vaddr) => k.mms[mm].pte[vaddr] === page));
}

function somethingMapped({ Mm, Vaddr }: Kernel, k: State): boolean {
  return Mm.some((mm) => Vaddr.some((vaddr) => k.mms[mm].pte[vaddr] !== null));
}

/** By GUP or by a driver. */
function somethingHeld({ Page }: Kernel, k: State): boolean {
  return Page.some((page) => k.pages[page].ghost.gup > 0 || k.pages[page].ghost.owner === "driver");
}

/** Every process but unbind. */
function threads({ Mm, Thread }: Kernel, all: All): readonly ProcessView[] {
  const { fork, madvise, driver, consumer, memoryFailure } = all;
  return [...Mm.members.map((mm) => all.user[mm]), ...Thread.members.map((thread) => all.gup[thread]), fork, madvise, driver, consumer, memoryFailure];
}

/** It has, or a BUG has stopped the machine. */
function unbindEnded(kernel: Kernel, all: All): boolean {
  return all.unbind.done || crashed(kernel, all);
}

/** All are done, and nothing is mapped or held. */
function isQuiet(kernel: Kernel, k: State, all: All): boolean {
  return allDone(kernel, all) && !somethingMapped(kernel, k) && !somethingHeld(kernel, k);
}

function asAtTheStart(kernel: Kernel, k: State): boolean {
  const { Bar, Page, barOf, level } = kernel;
  const ref = percpuRef(kernel);
  const idle = (page: Page): boolean => !k.pages[page].allocated && (!k.pgmaps[barOf(page)].memmap || k.pages[page]._refcount === level.freeCount);
  return Page.every(idle) && Bar.every((bar) => k.pgmaps[bar].ref === ref.baseline(k, bar));
}

function allDone(kernel: Kernel, all: All): boolean {
  return threads(kernel, all).every((each) => each.done);
}

function crashed(kernel: Kernel, all: All): boolean {
  return all.unbind.crashed || threads(kernel, all).some((each) => each.crashed);
}
