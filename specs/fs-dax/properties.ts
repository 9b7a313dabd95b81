import type { Index, ProcessView, Property, Prover, Views } from "allways";
import { isIdle, type FsDax, type FsDaxState } from "../../model/index.ts";
import type { Processes } from "./processes.ts";
import type { Scenario } from "./scenarios.ts";

type Page = Index<"page">;
type All = Views<Processes>;

/** The properties that can be seen in a state; those that steps check are in the model. */
export function propertiesOf(dax: FsDax, scenario: Scenario, prove: Prover<FsDaxState, All>): readonly Property[] {
  return [...invariants(dax, prove), ...endings(dax, prove), ...loops(scenario, prove), ...possibilities(dax, scenario, prove)];
}

function invariants(dax: FsDax, { invariant }: Prover<FsDaxState, All>): readonly Property[] {
  const { Page, File, Pgoff, Mm, level, fileOf } = dax;

  const ptes = (k: FsDaxState, page: Page): number => Mm.sum((mm) => Pgoff.count((pgoff) => k.mms[mm].pte[pgoff].page === page));
  const entries = (k: FsDaxState, page: Page): number => File.sum((file) => Pgoff.count((pgoff) => k.files[file].i_pages[pgoff].page === page));

  function counted(k: FsDaxState, page: Page): boolean {
    const { _refcount, _mapcount, ghost } = k.pages[page];
    const mapped = level.fsdaxMapHoldsRef ? ptes(k, page) : 0;
    return _refcount === level.fsdaxIdleCount + mapped + ghost.pins + ghost.references && _mapcount === mapped;
  }

  const isFirst = (k: FsDaxState, page: Page): boolean => {
    const { mapping, word } = k.pages[page];
    return File.some((file) => mapping === file && Pgoff.some((pgoff) => Pgoff.ordinal(pgoff) === word && k.files[file].i_pages[pgoff].page === page));
  };

  function associated(k: FsDaxState, page: Page): boolean {
    const { mapping, word, ghost } = k.pages[page];
    if (ghost.associating > 0) return true;
    const n = entries(k, page);
    if (n === 0) return mapping === "NULL";
    const shared = mapping === (level.sharedMark === "share" ? "NULL" : level.sharedMark);
    return shared ? word === n : n === 1 && isFirst(k, page);
  }

  function untouched(k: FsDaxState, page: Page): boolean {
    const { _refcount, _mapcount, mapping, word } = k.pages[page];
    return _refcount === level.fsdaxIdleCount && _mapcount === 0 && mapping === "NULL" && word === 0;
  }

  function mapsItsBlock(k: FsDaxState, mm: Index<"mm">, pgoff: Index<"pgoff">): boolean {
    const { page } = k.mms[mm].pte[pgoff];
    const { extents, cowFork } = k.files[fileOf(mm)];
    return page === null || page === extents[pgoff] || page === cowFork[pgoff];
  }

  return [
    invariant("S2", "_refcount is exactly the sum of all references, and _mapcount that of the mappings that hold one", (k) => Page.every((page) => counted(k, page))),
    invariant("S5", "mapping, index and share say which entries name the page, unless one is just being changed", (k) => Page.every((page) => associated(k, page))),
    invariant("S5'", "a page that no entry names has nothing left in it: the word that is index and share is 0", (k) => Page.every((page) => entries(k, page) > 0 || k.pages[page].ghost.associating > 0 || k.pages[page].word === 0)),
    invariant("S9", "zero and empty entries touch no page: a block that no file ever had is as at the start", (k) => Page.every((page) => k.pages[page].ghost.used || untouched(k, page))),
    invariant("S13'", "what is mapped at an offset of a file is the file's current block there", (k) => Mm.every((mm) => Pgoff.every((pgoff) => mapsItsBlock(k, mm, pgoff)))),
  ];
}

/** What must be true where nothing can run any more. Every pin ends, mappings may stay for ever. */
function endings(dax: FsDax, { terminal }: Prover<FsDaxState, All>): readonly Property[] {
  const { Waiter, Mm } = dax;

  const asleepOnIdle = (k: FsDaxState): boolean =>
    Waiter.some((waiter) => {
      const { page, woken } = k.waiters[waiter];
      return page !== null && !woken && isIdle(dax, k, page);
    });
  const ended = (view: ProcessView): boolean => view.done || view.crashed;
  const cutters = ({ truncate, reclaim, reflink }: All): readonly ProcessView[] => [truncate, reclaim, reflink];
  const others = (all: All): readonly ProcessView[] => [...Mm.members.map((mm) => all.user[mm]), all.dma, all.write, all.writeback];

  return [
    terminal("L1", "truncate, dmap reclaim and reflink come to their end if every pin does, even if others keep their mappings", (_, all) => cutters(all).every(ended)),
    terminal("L2", "nobody sleeps for a page that is idle", (k) => !asleepOnIdle(k)),
    terminal("L3", "evict comes to its end once it has started", (_, all) => ended(all.evict) || all.evict.at("iput_final")),
    terminal("deadlock", "where no step can run, every process has ended but those that wait for pages", (_, all) => others(all).every(ended)),
  ];
}

/**
 * What must happen on every run on which no process is left out for ever, and nobody keeps taking references: a thread that pins and touches the page
 * again and again can make the loop begin anew for ever, at every level. Waiting for a page is L1's business.
 */
function loops({ reflink, dma }: Scenario, { temporal, leadsTo }: Prover<FsDaxState, All>): readonly Property[] {
  if (reflink !== true || dma !== undefined) return [];
  const isLooping = ({ reflink: view }: All): boolean => view.in("xfs_mmaplock_two_inodes_and_break_dax_layout") && !view.at("schedule");
  return [
    temporal(
      "L5",
      "the loop that locks two inodes comes to its end, or waits for a page",
      leadsTo(
        (_, all) => isLooping(all),
        (_, all) => !isLooping(all),
      ),
    ),
  ];
}

/** That the processes of a scenario can do what they are there for. */
function possibilities(dax: FsDax, scenario: Scenario, { reachable }: Prover<FsDaxState, All>): readonly Property[] {
  const { Page, Waiter } = dax;
  const { dma, truncate, evict, reflink, write, writeback } = scenario;
  const possible: Property[] = [];
  if (dma !== undefined && dma.longterm !== true) possible.push(reachable("can-pin", "a page can be pinned", (k) => Page.some((page) => k.pages[page].ghost.pins > 0)));
  if (dma !== undefined && (dma.pgoff ?? 0) === 0 && truncate === 0) {
    possible.push(reachable("can-wait", "truncate can wait for a page", (k) => Waiter.some((waiter) => k.waiters[waiter].page !== null)));
  }
  if (reflink === true) possible.push(reachable("can-clone", "a file can be cloned", (_, all) => all.reflink.done));
  if (evict !== undefined) possible.push(reachable("can-evict", "evict can come to its end", (_, all) => all.evict.done));
  if (write === true) possible.push(reachable("can-write", "write(2) can come to its end", (_, all) => all.write.done));
  if (writeback === true) possible.push(reachable("can-clean", "writeback can lock an entry", (_, all) => all.writeback.at("pfn_mkclean_range")));
  return possible;
}
