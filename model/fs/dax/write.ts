import { bool, optional, setOf } from "../../../checker/language/index.ts";
import { unmapMappingPages } from "../../mm/fsdax/memory.ts";
import { nextUnlockedEntry, putUnlockedEntry } from "./entry.ts";
import { extents } from "./extents.ts";
import { layouts } from "./layout.ts";
import type { FsDax } from "./state.ts";

/**
 * fs/dax.c: write(2) to one page: dax_iomap_rw() -> dax_iomap_iter(). The i_rwsem is held, the invalidate_lock is not: page faults go on. Where
 * the block is new, or a copy of a shared one, what is mapped is invalidated before the data is copied; but the extent map says so
 * only in the end (xfs_dax_write_iomap_end()), if the block is a copy.
 *
 * mm/truncate.c invalidate_inode_pages2_range() deletes the entry first and unmaps afterwards, and waits for nobody. An entry that is dirty stays; therefore the marks are cleared
 * before, if the block is a copy.
 */
export function daxWrite(dax: FsDax) {
  const { world, File, Pgoff, Page, level } = dax;
  const { owners, allocate, endCow } = extents(dax);
  const { deleteEntry } = layouts(dax);
  const unmap = unmapMappingPages(dax);

  return world.procedure("dax_iomap_rw", { params: { file: File, pgoff: Pgoff }, locals: { block: optional(Page), fresh: bool, cow: bool, range: setOf(Pgoff) } }, (p) => {
    p.await(
      "inode_lock",
      (k, l) => !k.files[l.file].i_rwsem,
      (k, l) => {
        k.files[l.file].i_rwsem = true;
        l.range = new Set([l.pgoff]);
      },
    );
    if (level.writeHoldsInvalidateLock) {
      p.await(
        "filemap_invalidate_lock",
        (k, l) => k.files[l.file].invalidate_lock === 0,
        (k, l) => {
          k.files[l.file].invalidate_lock = -1;
        },
      );
    }
    p.step("iomap_begin", (k, l) => {
      const file = k.files[l.file];
      const block = file.extents[l.pgoff];
      l.cow = block !== null && owners(k, block) > 1;
      l.fresh = block === null || l.cow;
      l.block = block;
      if (!l.fresh) return;
      l.block = file.cowFork[l.pgoff] ?? allocate(k);
      if (block === null) file.extents[l.pgoff] = l.block;
      else file.cowFork[l.pgoff] = l.block;
    });
    p.if(
      (l) => l.fresh && l.block !== null,
      () => {
        if (level.cowWaits) {
          // Only with the invalidate_lock held: nobody can map the old page again.
          p.call(unmap, (l) => ({ file: l.file, pgoffs: l.range }));
          p.await("wait for the old page", (k, l) => {
            const { page } = k.files[l.file].i_pages[l.pgoff];
            return page === null || k.pages[page]._refcount === k.pages[page]._mapcount;
          });
        }
        p.if((l) => l.cow, () =>
          nextUnlockedEntry(dax, p, "dax_clear_dirty_range", (k, l) => {
            const entry = k.files[l.file].i_pages[l.pgoff];
            entry.dirty = false;
            entry.towrite = false;
            putUnlockedEntry(entry);
          }),
        );
        nextUnlockedEntry(dax, p, "dax_invalidate_mapping_entry_sync", (k, l) => {
          const entry = k.files[l.file].i_pages[l.pgoff];
          if (entry.dirty || entry.towrite) putUnlockedEntry(entry);
          else deleteEntry(k, l.file, l.pgoff);
        });
        p.call(unmap, (l) => ({ file: l.file, pgoffs: l.range }));
        p.step("dax_copy_from_iter");
        p.step("xfs_dax_write_iomap_end", (k, l) => {
          endCow(k, l.file, l.pgoff);
        });
      },
    );
    p.step("inode_unlock", (k, l) => {
      if (level.writeHoldsInvalidateLock) k.files[l.file].invalidate_lock = 0;
      k.files[l.file].i_rwsem = false;
    });
  });
}
