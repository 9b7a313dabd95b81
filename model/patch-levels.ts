/*
 * What each kernel version does. One row a version, one column a behaviour that some version changed; the model reads this
 * table and never asks for a version by name.
 */

/** A point of the version ladder. V4 and V5 are candidates that nobody has merged. */
export const variants = ["V0", "V1", "V2", "V2h", "V3", "V4", "V5"] as const;
export type Variant = (typeof variants)[number];

/** What p2pmem_alloc_mmap() does with the page whose insertion failed, and in which order. */
export type ErrorPath =
  /** gen_pool_free(); the count stays as it is. */
  | "free"
  /** gen_pool_free(), then a plain store of 0. */
  | "free, store 0"
  /** A plain store of 0, then gen_pool_free(). */
  | "store 0, free"
  /** Compare-and-exchange 1 -> 0, then gen_pool_free(); if others hold references, an ordinary put instead. */
  | "freeze or put";

export interface PatchLevel {
  /** `_refcount` of a P2PDMA page that lies in the pool: mm/mm_init.c __init_zone_device_page(). */
  readonly freeCount: 0 | 1;
  /** What free_zone_device_folio() does after the driver's callback has returned the page to the pool. */
  readonly afterCallback: "read type, store 1" | "read type" | "nothing";
  /** p2pmem_alloc_mmap() stores 1 to `_refcount` before it inserts a page. */
  readonly storesOne: boolean;
  /** When the VM_WARN_ON_ONCE_PAGE() in front of that store fires. */
  readonly warnsIf: "never" | "count is zero" | "count is not zero";
  readonly errorPath: ErrorPath;
  /** The error path gives back the pgmap reference that the call took. */
  readonly errorPathPutsRef: boolean;
  /**
   * With CONFIG_SECRETMEM, gup_fast_folio_allowed() refuses a folio without a mapping: read so in v6.12 and v6.17, not so in
   * the newest tree.
   */
  readonly gupFastNeedsMapping: boolean;
}

/** v6.2 - v6.14. */
const V0: PatchLevel = {
  freeCount: 1,
  afterCallback: "read type, store 1",
  storesOne: false,
  warnsIf: "never",
  errorPath: "free",
  errorPathPutsRef: false,
  gupFastNeedsMapping: true,
};

/** V0 and b7e282378773 "mm/mm_init: move p2pdma page refcount initialisation to p2pdma" alone. */
const V1: PatchLevel = { ...V0, freeCount: 0, afterCallback: "read type", storesOne: true, warnsIf: "count is zero" };

/** v6.15 - v6.19: the callback has become the last thing that the free path does. */
const V2: PatchLevel = { ...V1, afterCallback: "nothing" };

/** V2, 6220694c52a5 (release the pgmap reference) and cb500023a752 (the warning's condition). */
const V2h: PatchLevel = { ...V2, warnsIf: "count is not zero", errorPathPutsRef: true };

/** v7.0: V2h and 83014d82a110 "PCI/P2PDMA: Reset page reference count when page mapping fails". */
const V3: PatchLevel = { ...V2h, errorPath: "free, store 0", gupFastNeedsMapping: false };

/** Candidate A: V3 with the two statements exchanged. */
const V4: PatchLevel = { ...V3, errorPath: "store 0, free" };

/** Candidate B: V3 with a freeze in place of the store. */
const V5: PatchLevel = { ...V3, errorPath: "freeze or put" };

export const patchLevels: Readonly<Record<Variant, PatchLevel>> = { V0, V1, V2, V2h, V3, V4, V5 };
