import { bool, ghost, indexSet, oneOf, optional, range, setOf, state, table, type Index, type World } from "../../../checker/language/index.ts";
import type { FileSystem, PatchLevel } from "../../switches.ts";
import { declareClaims } from "./claims.ts";

/** How many there are of each thing. */
export interface Bounds {
  readonly files: number;
  /** Pages of a file. */
  readonly pgoffs: number;
  /** Blocks of the device. Each is one page of memory, and the page has the block's name. */
  readonly pages: number;
  /** For each address space, the file that it maps, whole and shared, by its ordinal. */
  readonly maps: readonly number[];
  /** Processes of the model that run kernel code: the most that can have a reference of their own. */
  readonly tasks: number;
  /** Those of them that may wait for a page to become idle. */
  readonly waiters: number;
  /** And those that call fsync(). */
  readonly fsyncs: number;
}

/** What differs between two machines that run the same kernel version. */
export interface Knobs {
  readonly level: PatchLevel;
  readonly fileSystem: FileSystem;
  /**
   * What the model calls a page is a PMD: one entry, one mapping, one folio from P18 on, with one reference for each mapping. What differs from a small
   * page is what happens to the folio when its first entry comes and its last one goes.
   */
  readonly huge: boolean;
  /**
   * And its parts can be mapped: a process whose VMA no longer covers all of it has PTEs under the PMD's entry, two in the model, each with a reference to the folio. The entry
   * stands at the first offset. (Before P18 each small page has a count of its own, and the model one for both: with one pin in a scenario it is 2 when that of the pinned page is.)
   */
  readonly parts: boolean;
  /**
   * The offsets of a file are those of one PMD, whose entry was replaced by one of a PTE. That was stored over it with the order of a small page: lib/xarray.c xas_create() stops at an
   * entry that stands in an inner node, and xas_store() replaces it there (v6.12), so that the one entry is found at all offsets of the PMD.
   */
  readonly oneSlot: boolean;
  /** Who sleeps for a locked entry, and who is woken. Without it, whoever waits may always be the next. */
  readonly entryQueue: boolean;
  /** A page fault can fail when it is about to map the page: there is no memory for a page table. */
  readonly insertFails: boolean;
  /** A signal can come while somebody sleeps for a page, where a signal ends that. */
  readonly signals: boolean;
}

/**
 * The machine as the protocol of fs/dax.c sees it: files whose blocks are the very pages that user space maps.
 *
 * Not here, because nothing depends on it: the i_pages lock and the page-table lock (each section is one step, or says why
 * not), TLB flushes (nothing is freed under a lockless walker: a FS_DAX page stays a page), page contents (who owns a block is
 * known), pgmap references (V0's GUP has one during the call only, and no unbind is modelled).
 */
export function declareFsDax(bounds: Bounds, knobs: Knobs) {
  const File = indexSet("file", bounds.files);
  const Pgoff = indexSet("pgoff", bounds.pgoffs);
  const Page = indexSet("page", bounds.pages);
  const Mm = indexSet("mm", Math.max(1, bounds.maps.length));
  const Waiter = indexSet("waiter", Math.max(1, bounds.waiters));
  const Fsync = indexSet("fsync", Math.max(1, bounds.fsyncs));

  const { level } = knobs;
  const mostMappings = Mm.size * (knobs.parts ? Pgoff.size : 1);
  // All mappings, and for each task one temporary reference, one that it has pinned, and those of mappings on their way out.
  const mostReferences = 2 * mostMappings + 3 * bounds.tasks + 1;
  const mostSleepers = knobs.entryQueue ? bounds.tasks : 0;
  /** `page->mapping`. PAGE_MAPPING_DAX_SHARED is not NULL, and no file. */
  const Mapping = oneOf("NULL", "PAGE_MAPPING_DAX_SHARED", ...File.members);
  /** `index` and `share` are one word: the place in `mapping`, or how many files' entries there are. */
  const Word = range(0, Math.max(bounds.pgoffs, bounds.files * bounds.pgoffs + 2));

  const world = state({
    pages: table(Page, {
      /** Below 0 only when something is broken already: the type leaves room to see it. */
      _refcount: range(-bounds.tasks, mostReferences, level.fsdaxIdleCount),
      _mapcount: range(0, mostMappings),
      mapping: Mapping,
      word: Word,
      /** Model only: who has references, by what the tasks did and not by what `_refcount` says. */
      ghost: ghost({
        /** GUP's, handed out to a caller. FOLL_PIN counts 1 here. */
        pins: range(0, bounds.tasks),
        /** A running task's own, and those of mappings that are gone. */
        references: range(0, mostMappings + 2 * bounds.tasks),
        /** Tasks between reading and writing `mapping` and `word`. */
        associating: range(0, bounds.tasks),
        /** A file has had the block. */
        used: bool,
        /** What was stored through a mapping may be in the CPU's caches only. */
        unflushed: bool,
      }),
    }),
    files: table(File, {
      /** The xarray of the address_space: for each offset what the file system once said. */
      i_pages: table(Pgoff, {
        /** `empty` is a place that a fault has reserved, `zero` a hole that was read. */
        entry: oneOf("none", "empty", "zero", "page"),
        page: optional(Page),
        locked: bool,
        /** PAGECACHE_TAG_DIRTY, and PAGECACHE_TAG_TOWRITE: a writeback that runs is to look at it. */
        dirty: bool,
        towrite: bool,
        /** Those who sleep until it is unlocked, and those of them who were woken and have not looked yet. */
        sleepers: range(0, mostSleepers),
        woken: range(0, mostSleepers),
      }),
      /** The extent map. A block that no file has is free. */
      extents: table(Pgoff, optional(Page)),
      /** Blocks on their way into the extent map, for copy-on-write: XFS's CoW fork. */
      cowFork: table(Pgoff, optional(Page)),
      /** `mapping->invalidate_lock`. -1: held for write; else the number of readers. */
      invalidate_lock: range(-1, bounds.tasks),
      /** `i_rwsem` is held for write. */
      i_rwsem: bool,
      /** XFS_IREMAPPING: the file's blocks are being shared with another one. */
      remapping: bool,
      /** In pages. */
      i_size: range(0, bounds.pgoffs, bounds.pgoffs),
    }),
    mms: table(Mm, {
      /** It has its VMA: page faults find it, and it is in the file's i_mmap. */
      vma: bool,
      /** Its VMA was divided within a PMD: from now on it has PTEs. */
      divided: bool,
      /** Readers of the mmap_lock: page faults. */
      mmap_lock: range(0, bounds.tasks),
      pte: table(Pgoff, {
        /** `zero` is the shared zero page. */
        maps: oneOf("none", "zero", "page"),
        page: optional(Page),
        write: bool,
      }),
    }),
    fsyncs: table(Fsync, {
      /** Model only: pages that were not flushed when it began, and have not been since. */
      ghost: ghost({ owed: setOf(Page) }),
    }),
    /** wait_var_event() on a page: registered from prepare_to_wait() to finish_wait(). */
    waiters: table(Waiter, {
      page: optional(Page),
      woken: bool,
    }),
  });

  return {
    world,
    bounds,
    knobs,
    level,
    claims: declareClaims(world),
    mostReferences,
    File,
    Pgoff,
    Page,
    Mm,
    Waiter,
    Fsync,
    Mapping,
    Word,
    /** Where the entry of an offset stands in i_pages. */
    indexOf: (vaddr: Index<"pgoff">): Index<"pgoff"> => (knobs.parts || (knobs.oneSlot && !level.splitsSharedPmd) ? Pgoff.first : vaddr),
    /** Where its block stands in the extent map. */
    offsetOf: (vaddr: Index<"pgoff">): Index<"pgoff"> => (knobs.parts ? Pgoff.first : vaddr),
    /** Where the mapping of an address is: a PMD stands at its first. */
    pteAt: (k: { readonly mms: Readonly<Record<Index<"mm">, { readonly divided: boolean }>> }, mm: Index<"mm">, vaddr: Index<"pgoff">): Index<"pgoff"> =>
      knobs.parts && !k.mms[mm].divided ? Pgoff.first : vaddr,
    /** The addresses that a mapping of a block can be at. */
    vaddrsOf: (pgoff: Index<"pgoff">): readonly Index<"pgoff">[] => (knobs.parts ? Pgoff.members : [pgoff]),
    /** The file that an address space maps, at offset 0 of both. */
    fileOf: (mm: Index<"mm">): Index<"file"> => File.at(bounds.maps[Mm.ordinal(mm)] ?? 0),
  };
}

export type FsDax = ReturnType<typeof declareFsDax>;
/** The shared state that steps see. */
export type FsDaxState = FsDax["world"] extends World<infer K> ? K : never;

/** What the file system finds at mount: files with these blocks, by their ordinals, null for a hole; each mapped by those who will use it. */
export function mountFsDax({ File, Pgoff, Page, Mm, bounds }: FsDax, k: FsDaxState, files: readonly (readonly (number | null)[])[]): void {
  for (const file of File) {
    for (const pgoff of Pgoff) {
      const block = files[File.ordinal(file)]?.[Pgoff.ordinal(pgoff)] ?? null;
      if (block === null) continue;
      const page = Page.at(block);
      k.files[file].extents[pgoff] = page;
      k.pages[page].ghost.used = true;
    }
  }
  for (const mm of Mm) k.mms[mm].vma = Mm.ordinal(mm) < bounds.maps.length;
}

/** The first file has an entry of the page at this offset, which no other file has. */
function hasEntry({ File }: FsDax, k: FsDaxState, pgoff: Index<"pgoff">, word: number): Index<"page"> | null {
  const file = File.first;
  const page = k.files[file].extents[pgoff];
  if (page === null) return null;
  k.files[file].i_pages[pgoff].entry = "page";
  k.files[file].i_pages[pgoff].page = page;
  k.pages[page].mapping = file;
  k.pages[page].word = word;
  return page;
}

/** The first file after a PMD fault, a PTE fault at its first offset, and munmap(). */
export function readByPte(dax: FsDax, k: FsDaxState): void {
  hasEntry(dax, k, dax.Pgoff.first, 0);
}

/** The first file as a process leaves it that has had a device pin one page, called fsync(), written to the other pages, and unmapped. */
export function pinnedByDevice(dax: FsDax, k: FsDaxState, pinned: number): void {
  const { File, Pgoff } = dax;
  for (const pgoff of Pgoff) {
    const page = hasEntry(dax, k, pgoff, Pgoff.ordinal(pgoff));
    if (page === null) continue;
    if (Pgoff.ordinal(pgoff) !== pinned) {
      k.files[File.first].i_pages[pgoff].dirty = true;
      continue;
    }
    k.pages[page]._refcount++;
    k.pages[page].ghost.pins++;
  }
}
