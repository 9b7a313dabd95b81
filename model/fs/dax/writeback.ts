import { bool, optional, range, type Index } from "../../../checker/language/index.ts";
import { mkclean } from "../../mm/fsdax/memory.ts";
import { nextUnlockedEntry, putUnlockedEntry, unlockEntry } from "./entry.ts";
import type { FsDax, FsDaxState } from "./state.ts";

/**
 * fs/dax.c: dax_writeback_mapping_range() -> dax_writeback_one() for each page that is to be written, called by fsync() and nobody else: without WB_SYNC_ALL it does
 * nothing. It takes the entry lock but not the invalidate_lock, and no reference: an entry can be locked at any moment of a truncate. Two fsync() of one file
 * run side by side: ext4_dax_writepages() holds s_writepages_rwsem for read, xfs_dax_writepages() no lock.
 *
 * TOWRITE belongs to the entry, not to the caller. It is cleared with the lock in hand and before the flush, so that whoever comes then finds no mark and nothing to
 * wait for (fs/dax.c of v6.16 at 00c010e130e5, of 2026 at d5406bd458b0). The comment there says that others "will see the entry locked and wait"; but
 * xas_for_each_marked() shows them marked entries only.
 */
export function daxWriteback(dax: FsDax) {
  const { world, File, Pgoff, Page, Fsync, level, claims } = dax;

  type Entry = FsDaxState["files"][Index<"file">]["i_pages"][Index<"pgoff">];
  /** dax_lock_entry(); xas_clear_mark(). */
  function lock(entry: Entry): void {
    entry.locked = true;
    if (level.clearsTowrite === "before the flush") entry.towrite = false;
  }

  return world.procedure(
    "dax_writeback_mapping_range",
    { params: { file: File, fsync: Fsync }, locals: { cursor: range(0, Pgoff.size), pgoff: Pgoff, page: optional(Page), waits: bool, found: bool } },
    (p) => {
      p.step("tag_pages_for_writeback", (k, l) => {
        l.cursor = 0;
        for (const pgoff of Pgoff) {
          const entry = k.files[l.file].i_pages[pgoff];
          if (entry.dirty) entry.towrite = true;
          const page = k.files[l.file].extents[pgoff];
          if (page !== null && k.pages[page].ghost.unflushed) k.fsyncs[l.fsync].ghost.owed.add(page);
        }
      });
      p.while(
        "xas_for_each_marked",
        (k, l) => {
          const pgoff = Pgoff.find((each) => Pgoff.ordinal(each) >= l.cursor && k.files[l.file].i_pages[each].towrite);
          if (pgoff === null) {
            const { owed } = k.fsyncs[l.fsync].ghost;
            // What is no longer in the file need not be on the medium.
            claims.S12.warnOn(Pgoff.some((each) => Page.some((page) => owed.has(page) && k.files[l.file].extents[each] === page)));
            owed.clear();
            return false;
          }
          const entry = k.files[l.file].i_pages[pgoff];
          l.pgoff = pgoff;
          l.cursor = Pgoff.ordinal(pgoff) + 1;
          l.page = entry.page;
          l.waits = entry.locked;
          l.found = !entry.locked;
          if (l.found) lock(entry);
          return true;
        },
        () => {
          p.if((l) => l.waits, () =>
            nextUnlockedEntry(dax, p, "get_next_unlocked_entry", (k, l) => {
              const entry = k.files[l.file].i_pages[l.pgoff];
              // Gone, another block's, or written by another fsync() meanwhile.
              l.found = entry.entry === "page" && entry.page === l.page && entry.towrite;
              if (l.found) lock(entry);
              else putUnlockedEntry(entry);
            }),
          );
          p.if((l) => !l.found, () => p.continue());
          p.step("pfn_mkclean_range", (k, l) => {
            mkclean(dax, k, l.file, l.pgoff);
          });
          p.step("dax_flush", (k, l) => {
            const { page } = k.files[l.file].i_pages[l.pgoff];
            if (page === null) return;
            k.pages[page].ghost.unflushed = false;
            for (const fsync of Fsync) k.fsyncs[fsync].ghost.owed.delete(page);
          });
          p.step("clear PAGECACHE_TAG_DIRTY; unlock", (k, l) => {
            const entry = k.files[l.file].i_pages[l.pgoff];
            entry.dirty = false;
            if (level.clearsTowrite === "after the flush") entry.towrite = false;
            unlockEntry(k, l.file, l.pgoff);
          });
        },
      );
    },
  );
}
