import { bool, optional, setOf, type Index } from "../../../checker/language/index.ts";
import { insertPage, insertZeroPage, unmapMappingPages } from "../../mm/fsdax/memory.ts";
import { pageRef, putPage } from "../../mm/fsdax/page-ref.ts";
import { association } from "./associate.ts";
import { checkRemoval, isLocked, unlockEntry } from "./entry.ts";
import { extents } from "./extents.ts";
import type { FsDax, FsDaxState } from "./state.ts";

type Page = Index<"page">;

/**
 * A page fault on one page of a DAX file: the file system's handler, dax_iomap_pte_fault() -> dax_fault_iter() of fs/dax.c.
 *
 * The invalidate_lock is held for read throughout, the entry lock from grab_mapping_entry() on; neither is a spinlock, the fault
 * may sleep anywhere between. Returns whether the access can be tried again; otherwise the process gets a signal. The look at i_size belongs to taking the lock: only who holds it for write changes i_size.
 */
export function daxFault(dax: FsDax) {
  const { world, Mm, Pgoff, Page, level, claims, fileOf } = dax;
  const { owners, allocate } = extents(dax);
  const { associate, disassociate } = association(dax);
  const unmap = unmapMappingPages(dax);
  const count = pageRef(dax);
  const { folioPut } = putPage(dax);

  interface Fault {
    readonly mm: Index<"mm">;
    readonly pgoff: Index<"pgoff">;
    readonly write: boolean;
  }

  /** dax_insert_entry(): the page has to take the place of what the entry says now. */
  const replaces = (k: FsDaxState, { mm, pgoff }: Fault, shared: boolean): boolean => {
    const { entry } = k.files[fileOf(mm)].i_pages[pgoff];
    return shared || entry === "zero" || entry === "empty";
  };

  function insertEntry(k: FsDaxState, l: Fault, page: Page, shared: boolean): void {
    const file = fileOf(l.mm);
    const entry = k.files[file].i_pages[l.pgoff];
    if (replaces(k, l, shared)) {
      if (entry.page !== null) {
        if (entry.page !== page) checkRemoval(dax, k, entry.page);
        disassociate(k, entry.page);
      }
      associate(k, page, file, l.pgoff, shared);
      entry.entry = "page";
      entry.page = page;
    }
    if (l.write) entry.dirty = true;
  }

  /** xfs_dax_write_iomap_end() -> xfs_reflink_end_cow(): the copy becomes the file's block. */
  function endCow(k: FsDaxState, { mm, pgoff }: Fault): void {
    const file = k.files[fileOf(mm)];
    const old = file.extents[pgoff];
    if (file.cowFork[pgoff] === null) return;
    // The file's share of the old block goes, and with the last share the block.
    if (old !== null && owners(k, old) === 1) claims.S1.warnOn(k.pages[old].ghost.pins > 0);
    file.extents[pgoff] = file.cowFork[pgoff];
    file.cowFork[pgoff] = null;
  }

  return world.procedure(
    "dax_iomap_fault",
    { params: { mm: Mm, pgoff: Pgoff, write: bool }, locals: { block: optional(Page), page: Page, shared: bool, range: setOf(Pgoff), done: bool }, returns: bool },
    (p) => {
      p.unless(
        "mmap_read_lock",
        (k, l) => {
          if (!k.mms[l.mm].vma) return false;
          k.mms[l.mm].mmap_lock++;
          return true;
        },
        // SIGSEGV
        () => p.return(false),
      );
      p.await(
        "filemap_invalidate_lock_shared",
        (k, l) => k.files[fileOf(l.mm)].invalidate_lock >= 0,
        (k, l) => {
          k.files[fileOf(l.mm)].invalidate_lock++;
          l.range = new Set([l.pgoff]);
          l.done = false;
        },
      );
      p.if(
        "i_size_read",
        (k, l) => Pgoff.ordinal(l.pgoff) < k.files[fileOf(l.mm)].i_size,
        () => {
          p.await(
            "grab_mapping_entry",
            (k, l) => !isLocked(k, fileOf(l.mm), l.pgoff),
            (k, l) => {
              const entry = k.files[fileOf(l.mm)].i_pages[l.pgoff];
              entry.locked = true;
              if (entry.entry === "none") entry.entry = "empty";
            },
          );
          p.if(
            "iomap_begin",
            (k, l) => {
              const file = k.files[fileOf(l.mm)];
              const block = file.extents[l.pgoff];
              l.shared = block !== null && owners(k, block) > 1;
              if (l.write && (block === null || l.shared)) {
                const fresh = file.cowFork[l.pgoff] ?? allocate(k);
                if (block === null) file.extents[l.pgoff] = fresh;
                else file.cowFork[l.pgoff] = fresh;
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
                  const entry = k.files[fileOf(l.mm)].i_pages[l.pgoff];
                  if (entry.entry === "empty") entry.entry = "zero";
                });
                p.step("dax_load_hole: set_pte_at", (k, l) => {
                  insertZeroPage(k, l.mm, l.pgoff);
                });
                p.goto("unlock");
              });
              p.if(
                "dax_insert_entry: replaces a mapping?",
                (k, l) => l.shared || k.files[fileOf(l.mm)].i_pages[l.pgoff].entry === "zero",
                () => p.call(unmap, (l) => ({ file: fileOf(l.mm), pgoffs: l.range })),
              );
              p.step("dax_insert_entry", (k, l) => {
                insertEntry(k, l, l.page, l.shared);
              });
              if (level.fsdaxMapHoldsRef) {
                p.step("folio_ref_inc", (k, l) => {
                  count.inc(k, l.page);
                });
              }
              p.step("set_pte_at", (k, l) => {
                insertPage(dax, k, l.mm, l.pgoff, l.page, l.write);
              });
              if (level.fsdaxMapHoldsRef) p.call(folioPut, (l) => ({ page: l.page }));
              p.if((l) => l.write && l.shared, () => {
                p.step("iomap_end: xfs_reflink_end_cow", endCow);
              });
            },
          );
          p.label("unlock");
          p.step("dax_unlock_entry", (k, l) => {
            unlockEntry(k, fileOf(l.mm), l.pgoff);
          });
        },
      );
      p.step("filemap_invalidate_unlock_shared", (k, l) => {
        k.files[fileOf(l.mm)].invalidate_lock--;
        k.mms[l.mm].mmap_lock--;
      });
      p.return((l) => l.done);
    },
  );
}
