import type { Formula, Index, ProcessView, Property, Prover, Views } from "allways";
import { isIdle, type FsDax, type FsDaxState } from "../../model/index.ts";
import type { Processes } from "./processes.ts";
import type { Scenario } from "./scenario.ts";

type Page = Index<"page">;
type All = Views<Processes>;

/** The properties that can be seen in a state; those that steps check are in the model. */
export function propertiesOf(dax: FsDax, scenario: Scenario, prove: Prover<FsDaxState, All>): readonly Property[] {
  return [...invariants(dax, prove), ...endings(dax, prove), ...runs(dax, scenario, prove), ...possibilities(dax, scenario, prove)];
}

function invariants(dax: FsDax, { invariant }: Prover<FsDaxState, All>): readonly Property[] {
  const { Page, File, Pgoff, Mm, level, fileOf, indexOf, offsetOf } = dax;

  const ptes = (k: FsDaxState, page: Page): number => Mm.sum((mm) => Pgoff.count((pgoff) => k.mms[mm].pte[pgoff].page === page));
  const entries = (k: FsDaxState, page: Page): number => File.sum((file) => Pgoff.count((pgoff) => k.files[file].i_pages[pgoff].page === page));

  function counted(k: FsDaxState, page: Page): boolean {
    const { _refcount, _mapcount, ghost } = k.pages[page];
    const mapped = level.fsdaxMapHoldsRef ? ptes(k, page) : 0;
    return _refcount === level.fsdaxIdleCount + mapped + ghost.pins + ghost.references && _mapcount === mapped;
  }

  const isFirst = (k: FsDaxState, page: Page): boolean => {
    const { mapping, word } = k.pages[page];
    return File.some((file) => mapping === file && Pgoff.some((pgoff) => Pgoff.ordinal(pgoff) === word && k.files[file].i_pages[indexOf(pgoff)].page === page));
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
    return page === null || page === extents[offsetOf(pgoff)] || page === cowFork[offsetOf(pgoff)];
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
  const { Waiter, Mm, Fsync } = dax;

  const cutters = ({ truncate, reclaim, punch, reflink }: All): readonly ProcessView[] => [truncate, reclaim, punch, reflink];
  const others = (all: All): readonly ProcessView[] => [...Mm.members.map((mm) => all.user[mm]), all.dma, all.write, ...Fsync.members.map((fsync) => all.fsync[fsync])];

  return [
    terminal("L1", "truncate, dmap reclaim and reflink come to their end if every pin does, even if others keep their mappings", (_, all) => cutters(all).every(ended)),
    terminal("L2", "nobody sleeps for a page that is idle", (k) => !Waiter.some((waiter) => sleepsOnIdle(dax, k, waiter))),
    terminal("L3", "evict comes to its end once it has started", (_, all) => ended(all.evict) || all.evict.at("iput_final")),
    terminal("deadlock", "where no step can run, every process has ended but those that wait for pages", (_, all) => others(all).every(ended)),
  ];
}

const ended = (view: ProcessView): boolean => view.done || view.crashed;

function sleepsOnIdle(dax: FsDax, k: FsDaxState, waiter: Index<"waiter">): boolean {
  const { page, woken } = k.waiters[waiter];
  return page !== null && !woken && isIdle(dax, k, page);
}

/** It looks whether an entry is locked, or sleeps until it is not. */
const isAtEntry = (view: ProcessView, looks: readonly string[]): boolean => looks.some((look) => view.at(look) || view.at(`${look}: schedule`));

/**
 * What must happen on every run that is fair: kernel code goes on where it can always go on. Nothing is promised of user space and devices: a process need not touch its memory, nor ever unmap it,
 * and a device may keep a page, but where a property says otherwise. Everybody can do only so much: who pins and touches a page again and again can make
 * truncate begin anew for ever, at every level.
 */
function runs(dax: FsDax, scenario: Scenario, { temporal, leadsTo, always, eventually, and, implies }: Prover<FsDaxState, All>): readonly Property[] {
  const { Page, Waiter, Mm, Fsync } = dax;
  const { reflink, dma, evict, entryQueue, users } = scenario;
  const stated: Property[] = [];

  const everyPinEnds = and(...Page.members.map((page) => leadsTo((k) => k.pages[page].ghost.pins > 0, (k) => k.pages[page].ghost.pins === 0)));
  /** GUP that is disturbed begins anew, as often as it takes: a thread can do that for ever while truncate does the same, and this is accepted. */
  const pinningEnds = eventually((_, all) => ended(all.dma));
  const everyMappingEnds = eventually((k) => Mm.every((mm) => !k.mms[mm].vma));
  const wait = (waiter: Index<"waiter">, page: Page) => leadsTo((k) => k.waiters[waiter].page === page, (k) => k.waiters[waiter].page !== page);
  const everyWait = (ifThat: Formula): Formula => and(...Waiter.members.flatMap((waiter) => Page.members.map((page) => implies(ifThat, wait(waiter, page)))));

  if (dax.bounds.waiters > 0) {
    stated.push(temporal("live-L1", "with fair kernel threads: a wait for a page ends if every pin does", everyWait(everyPinEnds)));
    stated.push(temporal("live-L2", "with fair kernel threads: who sleeps for a page that is idle is woken, or it is no longer idle", and(...Waiter.members.map((waiter) => always(eventually((k) => !sleepsOnIdle(dax, k, waiter)))))));
    if (users.every(({ unmaps }) => unmaps === true)) {
      stated.push(temporal("live-L1'", "the same if every mapping ends, too", everyWait(and(everyPinEnds, everyMappingEnds))));
    }
  }
  const begins = { truncate: "inode_lock", reclaim: "inode_lock", punch: "inode_lock", reflink: "lock_two_nondirectories" } as const;
  const names = (["truncate", "reclaim", "punch", "reflink"] as const).filter((name) => scenario[name] !== undefined);
  if (names.length > 0) {
    const runs = (name: keyof typeof begins) => leadsTo((_, all) => !all[name].at(begins[name]) && !ended(all[name]), (_, all) => ended(all[name]));
    stated.push(temporal("live-L1b", "with fair kernel threads: truncate, punching a hole, dmap reclaim and reflink come to their end if every pin does, and nobody pins again and again", and(...names.map((name) => implies(pinningEnds, runs(name))))));
  }
  if (evict !== undefined) {
    const started = (_: FsDaxState, all: All): boolean => !all.evict.at("iput_final") && !ended(all.evict);
    stated.push(temporal("live-L3", "with fair kernel threads: evict comes to its end once it has started, if every pin does", implies(everyPinEnds, leadsTo(started, (_, all) => ended(all.evict)))));
  }
  // Waiting for a page is L1's business.
  if (reflink === true && dma === undefined) {
    const isLooping = ({ reflink: view }: All): boolean => view.in("xfs_mmaplock_two_inodes_and_break_dax_layout") && !view.at("schedule");
    stated.push(temporal("L5", "the loop that locks two inodes comes to its end, or waits for a page", leadsTo((_, all) => isLooping(all), (_, all) => !isLooping(all))));
  }
  if (entryQueue === true) {
    const waits: readonly ((all: All) => boolean)[] = [
      ...Fsync.members.map((fsync) => (all: All) => isAtEntry(all.fsync[fsync], ["get_next_unlocked_entry"])),
      
      
      (all) => isAtEntry(all.truncate, ["wait_entry_unlocked_exclusive", "dax_delete_mapping_entry"]),
    ];
    stated.push(temporal("L6", "with fair kernel threads: who waits for a locked entry gets it, or finds that there is none", and(...waits.map((waiting) => always(eventually((_, all) => !waiting(all)))))));
  }
  return stated;
}

/** That the processes of a scenario can do what they are there for. */
function possibilities(dax: FsDax, scenario: Scenario, { reachable }: Prover<FsDaxState, All>): readonly Property[] {
  const { Page, Waiter, Fsync } = dax;
  const { dma, truncate, evict, reflink, write, fsyncs = 0, insertFails, signals } = scenario;
  const possible: Property[] = [];
  if (dma !== undefined && dma.longterm !== true) possible.push(reachable("can-pin", "a page can be pinned", (k) => Page.some((page) => k.pages[page].ghost.pins > 0)));
  if (dma !== undefined && (dma.pgoff ?? 0) === 0 && truncate === 0) {
    possible.push(reachable("can-wait", "truncate can wait for a page", (k) => Waiter.some((waiter) => k.waiters[waiter].page !== null)));
  }
  if (reflink === true) possible.push(reachable("can-clone", "a file can be cloned", (_, all) => all.reflink.done));
  if (evict !== undefined) possible.push(reachable("can-evict", "evict can come to its end", (_, all) => all.evict.done));
  if (write === true) possible.push(reachable("can-write", "write(2) can come to its end", (_, all) => all.write.done));
  if (fsyncs > 0) possible.push(reachable("can-clean", "fsync() can lock an entry", (_, all) => Fsync.some((fsync) => all.fsync[fsync].at("pfn_mkclean_range"))));
  if (insertFails === true) possible.push(reachable("can-fail", "a page fault can fail at its end", (_, all) => dax.Mm.some((mm) => all.user[mm].at("get_locked_pte: -ENOMEM"))));
  if (signals === true) possible.push(reachable("can-give-up", "a signal can end a truncate", (k, all) => all.truncate.done && dax.File.every((file) => k.files[file].i_size > 0)));
  return possible;
}
