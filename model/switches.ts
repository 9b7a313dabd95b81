/*
 * The columns of model/patch-levels.ts: each behaviour that some version changed, with the function that has it and the patch
 * that changed it.
 */

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

/** MEMORY_DEVICE_PCI_P2PDMA. */
export interface P2pdmaSwitches {
  /** `_refcount` of a P2PDMA page that lies in the pool: mm/mm_init.c __init_zone_device_page(). P10. */
  readonly freeCount: 0 | 1;
  /** What free_zone_device_folio() does after the driver's callback has returned the page to the pool. P10, P19. */
  readonly afterCallback: "read type, store 1" | "read type" | "nothing";
  /** p2pmem_alloc_mmap() stores 1 to `_refcount` before it inserts a page. P10. */
  readonly storesOne: boolean;
  /** When the VM_WARN_ON_ONCE_PAGE() in front of that store fires. P10, cb500023a752. */
  readonly warnsIf: "never" | "count is zero" | "count is not zero";
  /** 83014d82a110. */
  readonly errorPath: ErrorPath;
  /** The error path gives back the pgmap reference that the call took. 6220694c52a5. */
  readonly errorPathPutsRef: boolean;
  /**
   * With CONFIG_SECRETMEM, gup_fast_folio_allowed() refuses a folio without a mapping: read so in v6.12 and v6.17, not so in
   * the newest tree.
   */
  readonly gupFastNeedsMapping: boolean;
}

/** The types of ZONE_DEVICE memory that outlive a count of 0 with their `mapping`. */
export type MappedType = "fsdax" | "generic";

/** mm/memremap.c free_zone_device_folio(), for every type. */
export interface FreeSwitches {
  /** It warns and returns at once if `pgmap->ops` is NULL, as virtiofs has it; later only for the types that call an op. P19, in its v9. */
  readonly freeNeedsOps: boolean;
  /** The types whose `folio->mapping` it leaves alone. P18, P19. */
  readonly freeKeepsMapping: readonly MappedType[];
}

export type FileSystem = "ext4" | "xfs" | "fuse" | "erofs";

/** MEMORY_DEVICE_FS_DAX. */
export interface FsDaxSwitches {
  /** The range that fs/fuse/dax.c fuse_dax_break_layouts() gets from truncate, open with O_TRUNC and fallocate: (0, 0) or (0, -1). P1. */
  readonly fuseBreaks: "page 0" | "whole file";
  /** dax_layout_busy_page_range() looks at a file that no VMA maps. P2. */
  readonly scansUnmapped: boolean;
  /**
   * dax_layout_busy_page_range() and, from P6 on, dax_delete_mapping_range() meet a locked entry: leave it, wait and go on with the
   * entry after it (wait_entry_unlocked_exclusive() pauses the cursor, P3), or wait and read it again (dd59137bfe70).
   */
  readonly scanMeetsLocked: "skip" | "wait, move on" | "wait, look again";
  /** When xfs_mmaplock_two_inodes_and_break_dax_layout() unlocks both and starts again. P5, P6. */
  readonly twoInodeRetry: "count is not 1" | "not idle, or no page" | "would block";
  /** Breaking layouts ends with dax_delete_mapping_range(), and truncate warns about a DAX entry that is left. P6. */
  readonly breakDeletes: boolean;
  /** Whose evict calls dax_break_layout_final(). P7, V16, V17. */
  readonly evictBreaks: readonly FileSystem[];
  /** What says that a page belongs to several files: a value of `mapping`, or `mapping` NULL and `share` not 0. P8. */
  readonly sharedMark: "PAGE_MAPPING_DAX_SHARED" | "share";
  /** What GUP with FOLL_LONGTERM refuses: a devmap PTE, or folio_is_longterm_pinnable(). P17; V17 has no devmap PTEs. */
  readonly refusesLongterm: "devmap" | "devmap or folio" | "folio";
  /** `_refcount` of a page that nobody uses, and so dax_page_is_idle(). P18. */
  readonly fsdaxIdleCount: 0 | 1;
  /** dax_busy_page(). From P18 on it reads the one count and then the other; F2 reads the second before as well, and begins anew if it has changed. */
  readonly fsdaxBusyTest: "count > 1" | "count != mapcount" | "count != mapcount, read twice";
  /** Who calls wake_up_var() on the page: some puts, when they leave a count of 1; the free path, at 0, from P18 on; or, in F1, every put. */
  readonly fsdaxWake: "put_devmap_managed_folio_refs" | "free_zone_device_folio" | "every put";
  /** dax_page_is_idle(): the count is that of an unused page; or, in F1, that of one that is only mapped. */
  readonly fsdaxIdleTest: "count" | "count == mapcount";
  /** A PTE or PMD holds a reference, and is counted in `_mapcount`. P18. */
  readonly fsdaxMapHoldsRef: boolean;
  /** dax_associate_entry() makes a compound page of a PMD entry. P18. */
  readonly compoundPmd: boolean;
  /** The huge mappings for which zap_huge_pmd() and zap_huge_pud() drop a reference, in any DAX VMA. P15, P18. */
  readonly zapDropsHuge: "none" | "pud" | "pmd and pud";
  /** The last dax_disassociate_entry() of a small page clears `index`, which is `share` as well. P18, 59eb73b98ae0b. */
  readonly clearsWord: boolean;
  /** dax_associate_entry() reads and writes `mapping` and the word under a lock that all files of the page share. F3. */
  readonly associatesAtomically: boolean;
  /** xfs_reflink_remap_prep() lets read faults of the source go on while its blocks are being shared. Not so in F7. */
  readonly remapDemotesLock: boolean;
  /** dax_insert_entry() of a shared block: whether an entry of the same page goes, and comes anew. Not so in F8. */
  readonly replacesSameEntry: boolean;
  /** A write fault that fails after its copy of a shared block has its entry takes the entry away again, before the copy is given up. F9. */
  readonly failedCowDeletes: boolean;
  /** A page fault of a PTE removes the PMD entry of a shared block before it stores its own, as it does with an empty one. F10. */
  readonly splitsSharedPmd: boolean;
  /** When dax_writeback_one() clears PAGECACHE_TAG_TOWRITE: when it has locked the entry, or, in F6, when it has flushed it. */
  readonly clearsTowrite: "before the flush" | "after the flush";
  /** A write(2) that copies a shared block holds the invalidate_lock until the copy is in the extent map. F4. */
  readonly writeHoldsInvalidateLock: boolean;
  /** A write, or a write fault, that copies a shared block waits until nobody uses the old page. F5. */
  readonly cowWaits: boolean;
}

/** MEMORY_DEVICE_GENERIC: device-dax. */
export interface DeviceDaxSwitches {
  /** A mapping holds a reference, and is counted in `_mapcount`. P19. */
  readonly genericMapHoldsRef: boolean;
  /**
   * When drivers/dax/device.c dev_dax_probe() sets `dev_dax->pgmap` of a device whose pgmap it allocates: the newest tree does so once
   * probe can no longer fail (device.c of linux-mm at 5e465beedef1). `before run_dax` is a candidate that nobody has merged.
   */
  readonly daxPgmapSet: "before memremap_pages" | "after run_dax" | "before run_dax";
  /** Unbind waits until only the driver has a reference to a folio: a candidate that nobody has merged. */
  readonly genericUnbindWaits: boolean;
}

/** MEMORY_DEVICE_PRIVATE and MEMORY_DEVICE_COHERENT. */
export interface DevicePrivateSwitches {
  /** `_refcount` of a free page. ef233450898f, v6.1. */
  readonly privateIdleCount: 0 | 1;
  /** An allocated page holds a reference to its pgmap. 0dc45ca1ce18, v6.1. */
  readonly privateHoldsPgmap: boolean;
  /** What do_swap_page() takes before it calls migrate_to_ram(). 16ce101db85d in v6.1, 1afaeb8293c9 in v6.15, and a fix of 2026. */
  readonly privateFault: "no reference" | "get_page" | "trylock" | "wait on lock";
  /** zone_device_page_init(): a plain store of 1, or all of the folio, with a warning about a count that is not 0. d245f9b4ab80, v6.19. */
  readonly privateInit: "store 1" | "initialise folio";
  /**
   * do_huge_pmd_device_private(). v6.19. The fix of 2026 is not there: mm/huge_memory.c of linux-mm at 00cb34b034a5, of mid-2026, still
   * spins on a locked page. `wait on lock` is a candidate that nobody has merged.
   */
  readonly privatePmdFault: "none" | "trylock" | "wait on lock";
  /**
   * How a fault gives up a page that is still mapped after its driver could not migrate it: do_swap_page() unlocks, then puts. The
   * candidate, which nobody has merged, puts first, under the page-table lock.
   */
  readonly privateFaultGivesUp: "unlock, put" | "put, unlock";
  /**
   * How a driver empties its memory before memunmap_pages(): lib/test_hmm.c dmirror_device_remove_chunks() and drivers/gpu/drm/nouveau
   * nouveau_dmem_fini() migrate what is in use out, once, and pass over a page that is locked. Candidates, which nobody has merged: wait for
   * the locks, and again until nothing is in use; and before that, wait for migrations to the device that run, and start none.
   */
  readonly privateRemoval: "once" | "until empty" | "waits, until empty";
}

/** What one kernel version does. */
export interface PatchLevel extends P2pdmaSwitches, FreeSwitches, FsDaxSwitches, DeviceDaxSwitches, DevicePrivateSwitches {}
