import { bool, optional, setOf } from "../../../checker/language/index.ts";
import { insertPage, insertZeroPage, unmapMappingPages } from "../../mm/fsdax/memory.ts";
import { pageRef, putPage } from "../../mm/fsdax/page-ref.ts";
import { association } from "./associate.ts";
import { checkRemoval, nextUnlockedEntry, unlockEntry } from "./entry.ts";
import { extents } from "./extents.ts";
import { layouts } from "./layout.ts";
import type { FsDax } from "./state.ts";

/** What a page fault does with the dirty metadata of a file. */
export interface FaultOptions {
  /** MAP_SYNC: a write fault flushes before it maps. */
  readonly sync: boolean;
}

/**
 * A page fault on one page of a DAX file: the file system's handler, dax_iomap_pte_fault() -> dax_fault_iter() of fs/dax.c. Returns whether the
 * access can be tried again; otherwise the process gets a signal.
 *
 * The invalidate_lock is held for read throughout, the entry lock from grab_mapping_entry() on; neither is a spinlock, the fault
 * may sleep anywhere between.
 */
export function daxFault(dax: FsDax, { sync }: FaultOptions = { sync: false }) {
  const { world, File, Mm, Pgoff, Page, level, fileOf, indexOf, offsetOf, vaddrsOf } = dax;
  const { owners, allocate, endCow, cancelCow } = extents(dax);
  const { deleteEntry } = layouts(dax);
  const unmap = unmapMappingPages(dax);
  const insert = daxInsertEntry(dax);
  const map = insertWithReference(dax);
  const pfnMkwrite = daxInsertPfnMkwrite(dax);

  return world.procedure(
    "dax_iomap_fault",
    {
      params: { mm: Mm, vaddr: Pgoff, write: bool },
      locals: { file: File, pgoff: Pgoff, offset: Pgoff, block: optional(Page), page: Page, shared: bool, range: setOf(Pgoff), done: bool },
      returns: bool,
    },
    (p) => {
      p.unless(
        "mmap_read_lock",
        (k, l) => {
          if (!k.mms[l.mm].vma) return false;
          k.mms[l.mm].mmap_lock++;
          l.file = fileOf(l.mm);
          l.pgoff = indexOf(l.vaddr);
          l.offset = offsetOf(l.vaddr);
          l.range = new Set(vaddrsOf(l.vaddr));
          l.done = false;
          return true;
        },
        // SIGSEGV
        () => p.return(false),
      );
      // xfs_ilock_for_write_fault() of v6.17 (fs/xfs/xfs_inode.h): while blocks are being shared, a write fault waits for the end of that.
      p.await(
        "filemap_invalidate_lock_shared",
        (k, l) => k.files[l.file].invalidate_lock >= 0 && !(l.write && k.files[l.file].remapping),
        (k, l) => {
          k.files[l.file].invalidate_lock++;
        },
      );
      p.if(
        "i_size_read",
        (k, l) => Pgoff.ordinal(l.pgoff) < k.files[l.file].i_size,
        () => {
          nextUnlockedEntry(dax, p, "grab_mapping_entry", (k, l) => {
            const entry = k.files[l.file].i_pages[l.pgoff];
            entry.locked = true;
            if (entry.entry === "none") entry.entry = "empty";
          });
          p.if(
            "iomap_begin",
            (k, l) => {
              const file = k.files[l.file];
              const block = file.extents[l.offset];
              l.shared = block !== null && owners(k, block) > 1;
              if (l.write && (block === null || l.shared)) {
                const fresh = file.cowFork[l.offset] ?? allocate(k);
                if (block === null) file.extents[l.offset] = fresh;
                else file.cowFork[l.offset] = fresh;
                l.block = fresh;
              } else {
                l.block = block;
              }
              l.done = l.block !== null || !l.write;
              // -ENOSPC: SIGBUS
              return l.done;
            },
            () => {
              p.let("page", (l) => l.block, () => {
                p.step("dax_load_hole: dax_insert_entry", (k, l) => {
                  const entry = k.files[l.file].i_pages[l.pgoff];
                  if (entry.entry === "empty") entry.entry = "zero";
                });
                p.step("dax_load_hole: set_pte_at", (k, l) => {
                  insertZeroPage(k, l.mm, l.vaddr);
                });
                p.goto("unlock");
              });
              p.if(
                "dax_insert_entry: replaces a mapping?",
                (k, l) => {
                  const entry = k.files[l.file].i_pages[l.pgoff];
                  return (l.shared && (level.replacesSameEntry || entry.page !== l.page)) || entry.entry === "zero";
                },
                () => p.call(unmap, (l) => ({ file: l.file, pgoffs: l.range })),
              );
              if (level.cowWaits) {
                p.if((l) => l.write && l.shared, () => {
                  p.await("wait for the old page", (k, l) => {
                    const { page } = k.files[l.file].i_pages[l.pgoff];
                    return page === null || k.pages[page]._refcount === k.pages[page]._mapcount;
                  });
                });
              }
              p.call(insert, (l) => ({ file: l.file, pgoff: l.pgoff, offset: l.offset, page: l.page, shared: l.shared, write: l.write, dirty: l.write && !sync }));
              if (sync) {
                // VM_FAULT_NEEDDSYNC: the entry is unlocked and no reference held, while the file system flushes.
                p.if((l) => l.write, () => {
                  p.step("dax_unlock_entry: NEEDDSYNC", (k, l) => {
                    unlockEntry(k, l.file, l.pgoff);
                  });
                  p.step("vfs_fsync_range");
                  p.call(pfnMkwrite, (l) => ({ mm: l.mm, vaddr: l.vaddr, file: l.file, pgoff: l.pgoff, page: l.page }), "done");
                  p.goto("unlock file");
                });
              }
              p.call(map, (l) => ({ mm: l.mm, vaddr: l.vaddr, page: l.page, write: l.write }), "done");
              p.if((l) => l.write && l.shared, () => {
                p.step("xfs_dax_write_iomap_end", (k, l) => {
                  if (l.done) endCow(k, l.file, l.offset);
                  else cancelCow(k, l.file, l.offset);
                  if (!l.done && level.failedCowDeletes) deleteEntry(k, l.file, l.pgoff);
                });
              });
            },
          );
          p.label("unlock");
          p.step("dax_unlock_entry", (k, l) => {
            unlockEntry(k, l.file, l.pgoff);
          });
        },
      );
      p.label("unlock file");
      p.step("filemap_invalidate_unlock_shared", (k, l) => {
        k.files[l.file].invalidate_lock--;
        k.mms[l.mm].mmap_lock--;
      });
      p.return((l) => l.done);
    },
  );
}

/**
 * fs/dax.c: dax_insert_entry(), its part under the i_pages lock: the page takes the place of a hole, of a reserved place, or of a shared
 * block's entry; an entry of a block that is the file's alone stays as it is.
 *
 * One step where a page belongs to one file. Where files share blocks, reading `mapping` and the word and writing them are two:
 * the other file has another lock.
 */
function daxInsertEntry(dax: FsDax) {
  const { world, File, Pgoff, Page, Mapping, Word, bounds, level } = dax;
  const { associated, disassociated, write } = association(dax);
  const races = bounds.files > 1 && !level.associatesAtomically;

  return world.procedure(
    "dax_insert_entry",
    { params: { file: File, pgoff: Pgoff, offset: Pgoff, page: Page, shared: bool, write: bool, dirty: bool }, locals: { replaces: bool, mapping: Mapping, word: Word } },
    (p) => {
      p.step("dax_disassociate_entry", (k, l) => {
        const entry = k.files[l.file].i_pages[l.pgoff];
        l.replaces = (l.shared && (level.replacesSameEntry || entry.page !== l.page)) || entry.entry === "zero" || entry.entry === "empty";
        if (l.replaces && entry.page !== null) {
          if (entry.page !== l.page) checkRemoval(dax, k, entry.page);
          write(k, entry.page, disassociated(k.pages[entry.page]));
        }
        if (l.replaces) {
          entry.entry = "page";
          entry.page = l.page;
          const { mapping, word } = k.pages[l.page];
          if (races) {
            k.pages[l.page].ghost.associating++;
            l.mapping = mapping;
            l.word = word;
          } else {
            write(k, l.page, associated({ mapping, word }, l.file, l.offset, l.shared));
          }
        }
        // dax_fault_is_synchronous() leaves the first mark to the second half, dax_insert_pfn_mkwrite().
        if (l.dirty) entry.dirty = true;
        if (l.write && l.shared) entry.towrite = true;
      });
      if (races) {
        p.if((l) => l.replaces, () => {
          p.step("dax_associate_entry", (k, l) => {
            write(k, l.page, associated(l, l.file, l.offset, l.shared));
            k.pages[l.page].ghost.associating--;
          });
        });
      }
    },
  );
}

/**
 * fs/dax.c: the end of dax_fault_iter(). From P18 on the page is held while it is mapped, as vmf_insert_page_mkwrite() refuses
 * one with a count of 0. Returns whether it is mapped; if not (VM_FAULT_OOM), the count can fall to 0 again.
 */
function insertWithReference(dax: FsDax) {
  const { world, Mm, Pgoff, Page, level, knobs } = dax;
  const count = pageRef(dax);
  const { folioPut } = putPage(dax);

  return world.procedure("vmf_insert_page_mkwrite", { params: { mm: Mm, vaddr: Pgoff, page: Page, write: bool }, locals: { mapped: bool }, returns: bool }, (p) => {
    if (level.fsdaxMapHoldsRef) {
      p.step("folio_ref_inc", (k, l) => {
        count.inc(k, l.page);
      });
    }
    const set = (): void =>
      p.step("set_pte_at", (k, l) => {
        insertPage(dax, k, l.mm, l.vaddr, l.page, l.write);
        l.mapped = true;
      });
    const fail = (): void =>
      p.step("get_locked_pte: -ENOMEM", (_, l) => {
        l.mapped = false;
      });
    if (knobs.insertFails) p.either(set, fail);
    else set();
    if (level.fsdaxMapHoldsRef) p.call(folioPut, (l) => ({ page: l.page }));
    p.return((l) => l.mapped);
  });
}

/**
 * fs/dax.c: dax_finish_sync_fault() -> dax_insert_pfn_mkwrite(). It does not ask whether the entry still has the page of the first half. It need
 * not, as the invalidate_lock is held all the way.
 */
function daxInsertPfnMkwrite(dax: FsDax) {
  const { world, File, Mm, Pgoff, Page } = dax;
  const map = insertWithReference(dax);

  return world.procedure("dax_insert_pfn_mkwrite", { params: { mm: Mm, vaddr: Pgoff, file: File, pgoff: Pgoff, page: Page }, locals: { found: bool, mapped: bool }, returns: bool }, (p) => {
    nextUnlockedEntry(dax, p, "get_next_unlocked_entry", (k, l) => {
      const entry = k.files[l.file].i_pages[l.pgoff];
      l.found = entry.entry !== "none";
      if (!l.found) return;
      entry.dirty = true;
      entry.locked = true;
    });
    // VM_FAULT_NOPAGE
    p.if((l) => !l.found, () => p.return(true));
    p.call(map, (l) => ({ mm: l.mm, vaddr: l.vaddr, page: l.page, write: true }), "mapped");
    p.step("dax_unlock_entry", (k, l) => {
      unlockEntry(k, l.file, l.pgoff);
    });
    p.return((l) => l.mapped);
  });
}
