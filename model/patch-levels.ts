/*
 * What each kernel version does. One row a version, one column a behaviour that some version changed; the model reads this
 * table and never asks for a version by name. The columns are in model/switches.ts.
 *
 * The ladder is the series "fs/dax: Fix ZONE_DEVICE page reference counts" of February 2025, commit by commit, from the tree
 * before it to the newest one. A level is the level before it and what its own row says.
 */
import type { PatchLevel } from "./switches.ts";

interface Patch {
  /** The subject of the commit, or what is between this level and the one before it. */
  readonly subject: string;
  /** The kernel function that each switch stands for is named at the switch. */
  readonly changes: Partial<PatchLevel>;
}

/** v6.14, before the series. */
const v6_14: PatchLevel = {
  // P2PDMA
  freeCount: 1,
  afterCallback: "read type, store 1",
  storesOne: false,
  warnsIf: "never",
  errorPath: "free",
  errorPathPutsRef: false,
  gupFastNeedsMapping: true,
  // free_zone_device_folio()
  freeNeedsOps: true,
  freeKeepsMapping: [],
  // FS_DAX
  fuseBreaks: "page 0",
  scansUnmapped: false,
  scanMeetsLocked: "skip",
  twoInodeRetry: "count is not 1",
  breakDeletes: false,
  evictBreaks: [],
  sharedMark: "PAGE_MAPPING_DAX_SHARED",
  refusesLongterm: "devmap",
  fsdaxIdleCount: 1,
  fsdaxBusyTest: "count > 1",
  fsdaxWake: "put_devmap_managed_folio_refs",
  fsdaxMapHoldsRef: false,
  compoundPmd: false,
  zapDropsHuge: "none",
  clearsWord: true,
  fsdaxIdleTest: "count",
  associatesAtomically: false,
  clearsTowrite: "before the flush",
  remapDemotesLock: true,
  replacesSameEntry: true,
  failedCowDeletes: false,
  splitsSharedPmd: false,
  writeHoldsInvalidateLock: false,
  cowWaits: false,
  // GENERIC
  genericMapHoldsRef: false,
  daxPgmapSet: "before memremap_pages",
  genericUnbindWaits: false,
  // PRIVATE, COHERENT
  privateIdleCount: 0,
  privateHoldsPgmap: true,
  privateFault: "get_page",
  privateInit: "store 1",
  privatePmdFault: "none",
  privateFaultGivesUp: "unlock, put",
  privateRemoval: "once",
};

/** v6.0, for device-private memory only: before 16ce101db85d, ef233450898f and 0dc45ca1ce18. */
const V60: PatchLevel = { ...v6_14, privateIdleCount: 1, privateHoldsPgmap: false, privateFault: "no reference" };

/** The ladder, from the oldest to the newest. */
export const patches = {
  V0: { subject: "v6.14: the tree before the series", changes: {} },
  P1: { subject: "fuse: fix dax truncate/punch_hole fault path", changes: { fuseBreaks: "whole file" } },
  P2: { subject: "fs/dax: return unmapped busy pages from dax_layout_busy_page_range()", changes: { scansUnmapped: true } },
  P3: { subject: "fs/dax: don't skip locked entries when scanning entries (6be3e21d25ca)", changes: { scanMeetsLocked: "wait, move on" } },
  P4: { subject: "fs/dax: refactor wait for dax idle page", changes: {} },
  P5: { subject: "fs/dax: create a common implementation to break DAX layouts", changes: { twoInodeRetry: "not idle, or no page" } },
  P6: {
    subject: "fs/dax: always remove DAX page-cache entries when breaking layouts (bde708f1a65d)",
    changes: { breakDeletes: true, twoInodeRetry: "would block" },
  },
  P7: { subject: "fs/dax: ensure all pages are idle prior to filesystem unmount (0e2f80afcfa6)", changes: { evictBreaks: ["ext4", "xfs"] } },
  P8: { subject: "fs/dax: remove PAGE_MAPPING_DAX_SHARED mapping flag", changes: { sharedMark: "share" } },
  P9: { subject: "mm/gup: remove redundant check for PCI P2PDMA page", changes: {} },
  P10: {
    subject: "mm/mm_init: move p2pdma page refcount initialisation to p2pdma (b7e282378773)",
    changes: { freeCount: 0, afterCallback: "read type", storesOne: true, warnsIf: "count is zero" },
  },
  P11: { subject: "mm: allow compound zone device pages", changes: {} },
  P12: { subject: "mm/memory: enhance insert_page_into_pte_locked() to create writable mappings", changes: {} },
  P13: { subject: "mm/memory: add vmf_insert_page_mkwrite()", changes: {} },
  P14: { subject: "rmap: add support for PUD sized mappings to rmap", changes: {} },
  P15: { subject: "huge_memory: add vmf_insert_folio_pud() (dbe54153296d)", changes: { zapDropsHuge: "pud" } },
  P16: { subject: "huge_memory: add vmf_insert_folio_pmd()", changes: {} },
  P17: { subject: "mm/gup: don't allow FOLL_LONGTERM pinning of FS DAX pages", changes: { refusesLongterm: "devmap or folio" } },
  P18: {
    subject: "fs/dax: properly refcount fs dax pages (38607c62b34b)",
    changes: {
      fsdaxIdleCount: 0,
      fsdaxBusyTest: "count != mapcount",
      fsdaxWake: "free_zone_device_folio",
      fsdaxMapHoldsRef: true,
      compoundPmd: true,
      zapDropsHuge: "pmd and pud",
      clearsWord: false,
      freeKeepsMapping: ["fsdax"],
    },
  },
  P19: {
    subject: "device/dax: properly refcount device dax pages when mapping",
    changes: { genericMapHoldsRef: true, freeNeedsOps: false, freeKeepsMapping: ["fsdax", "generic"], afterCallback: "nothing" },
  },
  V15: { subject: "v6.15: 1afaeb8293c9, device-private faults lock the page", changes: { privateFault: "trylock" } },
  V16: {
    subject: "v6.16: the scan reads the entry that it waited for again (dd59137bfe70), and fuse breaks layouts on evict",
    changes: { scanMeetsLocked: "wait, look again", evictBreaks: ["ext4", "xfs", "fuse"] },
  },
  V17: { subject: "v6.17: no PTE_DEVMAP, and erofs breaks layouts on evict", changes: { evictBreaks: ["ext4", "xfs", "fuse", "erofs"], refusesLongterm: "folio" } },
  V19: { subject: "v6.19: large device-private folios (d245f9b4ab80)", changes: { privateInit: "initialise folio", privatePmdFault: "trylock" } },
  V26: {
    subject: "linux-next of mid-2026: dax_folio_reset_order() (59eb73b98ae0b), device-private faults wait, P2PDMA's error path",
    changes: { clearsWord: true, daxPgmapSet: "after run_dax", privateFault: "wait on lock", warnsIf: "count is not zero", errorPathPutsRef: true, errorPath: "free, store 0", gupFastNeedsMapping: false },
  },
} as const satisfies Readonly<Record<string, Patch>>;

/** A level of the ladder. */
export type Level = keyof typeof patches;
export const levels = Object.keys(patches) as readonly Level[] as readonly [Level, ...Level[]];

function climb<Name extends string>(start: PatchLevel, rungs: Readonly<Record<Name, Patch>>): Readonly<Record<Name, PatchLevel>> {
  let level = start;
  const climbed = Object.entries<Patch>(rungs).map(([name, { changes }]) => {
    level = { ...level, ...changes };
    return [name, level] as const;
  });
  return Object.fromEntries(climbed) as Record<Name, PatchLevel>;
}

/** Each level of the ladder, and v6.0. */
export const ladder: Readonly<Record<Level | "V60", PatchLevel>> = { V60, ...climb(v6_14, patches) };

/*
 * P2PDMA has a ladder of its own: the seed patch without the nine before it, two of the fixes of 2026 without the third, and
 * two candidates that nobody has merged.
 */

export const variants = ["V0", "V1", "V2", "V2h", "V3", "V4", "V5"] as const;
export type Variant = (typeof variants)[number];

/** v6.2 - v6.14. */
const V0 = ladder.V0;

/** V0 and b7e282378773 "mm/mm_init: move p2pdma page refcount initialisation to p2pdma" alone. */
const V1: PatchLevel = { ...V0, ...patches.P10.changes };

/** v6.15 - v6.19: the callback has become the last thing that the free path does. */
const V2 = ladder.V15;

/** V2, 6220694c52a5 (release the pgmap reference) and cb500023a752 (the warning's condition). */
const V2h: PatchLevel = { ...V2, warnsIf: "count is not zero", errorPathPutsRef: true };

/** v7.0: V2h and 83014d82a110 "PCI/P2PDMA: Reset page reference count when page mapping fails". */
const V3: PatchLevel = { ...V2h, errorPath: "free, store 0", gupFastNeedsMapping: false };

/** Candidate A: V3 with the two statements exchanged. */
const V4: PatchLevel = { ...V3, errorPath: "store 0, free" };

/** Candidate B: V3 with a freeze in place of the store. */
const V5: PatchLevel = { ...V3, errorPath: "freeze or put" };

export const patchLevels: Readonly<Record<Variant, PatchLevel>> = { V0, V1, V2, V2h, V3, V4, V5 };

/*
 * Device-dax: candidates that nobody has merged, on top of the newest level. Each keeps what the one before it does.
 */

const daxCandidates = {
  D1: { subject: "candidate: dev_dax_probe() sets dev_dax->pgmap before run_dax()", changes: { daxPgmapSet: "before run_dax" } },
  D2: { subject: "candidate: unbind waits until only the driver has a reference", changes: { genericUnbindWaits: true } },
} as const satisfies Readonly<Record<string, Patch>>;

export const deviceDaxLevels: Readonly<Record<Level | keyof typeof daxCandidates, PatchLevel>> = { ...climb(v6_14, patches), ...climb(ladder.V26, daxCandidates) };

/*
 * FS_DAX: the same. F2 and F3 are for files that share blocks, F4 and F5 for copies of such blocks, F6 for fsync(), F7 for FICLONE, F8 for shared blocks with entries of a PMD, F9 for copies that fail, F10 for PTEs in place of a PMD.
 */

const fsDaxCandidates = {
  F1: { subject: "candidate: a page that is only mapped is idle, and every put wakes those who wait for that", changes: { fsdaxIdleTest: "count == mapcount", fsdaxWake: "every put" } },
  F2: { subject: "candidate: dax_busy_page() reads _mapcount before and after _refcount", changes: { fsdaxBusyTest: "count != mapcount, read twice" } },
  F3: { subject: "candidate: dax_associate_entry() holds a lock that all files of a page share", changes: { associatesAtomically: true } },
  F4: { subject: "candidate: a write(2) that copies a shared block holds the invalidate_lock", changes: { writeHoldsInvalidateLock: true } },
  F5: { subject: "candidate: and, like a write fault that copies one, waits until nobody uses the old page", changes: { cowWaits: true } },
  F6: { subject: "candidate: dax_writeback_one() clears PAGECACHE_TAG_TOWRITE together with PAGECACHE_TAG_DIRTY", changes: { clearsTowrite: "after the flush" } },
  F7: { subject: "candidate: FICLONE keeps read faults of the source out until its blocks are shared", changes: { remapDemotesLock: false } },
  F8: { subject: "candidate: dax_insert_entry() leaves the entry of a shared block alone if it is of that block already", changes: { replacesSameEntry: false } },
  F9: { subject: "candidate: a write fault that cannot map its copy of a shared block removes the entry of the copy", changes: { failedCowDeletes: true } },
  F10: { subject: "candidate: grab_mapping_entry() takes the PMD entry of a shared block apart for a PTE, as it does with an empty one", changes: { splitsSharedPmd: true } },
} as const satisfies Readonly<Record<string, Patch>>;

export const fsDaxLevels: Readonly<Record<Level | keyof typeof fsDaxCandidates, PatchLevel>> = { ...climb(v6_14, patches), ...climb(ladder.V26, fsDaxCandidates) };

/*
 * Device-private and coherent memory: v6.0 before the ladder, and candidates that nobody has merged on top of the newest level. Each keeps
 * what the one before it does.
 */

const privateCandidates = {
  M1: { subject: "candidate: do_huge_pmd_device_private() waits for the page's lock", changes: { privatePmdFault: "wait on lock" } },
  M2: { subject: "candidate: a fault that could not migrate its page puts it before it unlocks it", changes: { privateFaultGivesUp: "put, unlock" } },
  M3: { subject: "candidate: a driver evicts until no page is in use, and waits for locked pages", changes: { privateRemoval: "until empty" } },
  M4: { subject: "candidate: before that, it waits for migrations that run, and starts none", changes: { privateRemoval: "waits, until empty" } },
} as const satisfies Readonly<Record<string, Patch>>;

export const devicePrivateLevels: Readonly<Record<"V60" | Level | keyof typeof privateCandidates, PatchLevel>> = { ...ladder, ...climb(ladder.V26, privateCandidates) };

const subjectsOf = (rungs: Readonly<Record<string, Patch>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(rungs).map(([name, { subject }]) => [name, subject]));

/** What is new at each level: the subject of the commit. */
export const fsDaxSubjects = subjectsOf({ ...patches, ...fsDaxCandidates });
export const deviceDaxSubjects = subjectsOf({ ...patches, ...daxCandidates });
export const devicePrivateSubjects = subjectsOf({ V60: { subject: "v6.0: before 16ce101db85d, ef233450898f and 0dc45ca1ce18", changes: {} }, ...patches, ...privateCandidates });
