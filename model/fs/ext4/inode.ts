import { bool, setOf, type Index } from "../../../checker/language/index.ts";
import { truncateInodePages } from "../../mm/fsdax/truncate.ts";
import { mappingMapped, unmapMappingPages } from "../../mm/fsdax/memory.ts";
import { extents } from "../dax/extents.ts";
import { layouts } from "../dax/layout.ts";
import type { FsDax } from "../dax/state.ts";

type Pgoff = Index<"pgoff">;

/**
 * How a file system takes blocks away: fs/ext4/inode.c ext4_setattr() and ext4_punch_hole(); fs/xfs/xfs_iops.c xfs_vn_setattr_size() and
 * fs/fuse/dax.c go the same way. ext4 and XFS break the layouts of the whole file for any change of its size.
 */
export function truncate(dax: FsDax) {
  const { world, File, Pgoff, Waiter, level, knobs } = dax;
  const { breakLayout } = layouts(dax);
  const breakLayouts = breakLayout("drop lock");
  const unmap = unmapMappingPages(dax);
  const removeEntries = truncateInodePages(dax);
  const { free } = extents(dax);
  /** fuse_dax_break_layouts(inode, 0, 0) was meant for the whole file, and is for its first page. */
  const broken: readonly Pgoff[] = knobs.fileSystem === "fuse" && level.fuseBreaks === "page 0" ? [Pgoff.first] : Pgoff.members;

  return world.procedure("setattr", { params: { file: File, waiter: Waiter }, locals: { range: setOf(Pgoff), whole: setOf(Pgoff), quiet: bool } }, (p) => {
    p.await(
      "inode_lock",
      (k, l) => !k.files[l.file].i_rwsem,
      (k, l) => {
        k.files[l.file].i_rwsem = true;
        l.range = new Set(broken);
        l.whole = new Set(Pgoff.members);
      },
    );
    p.await(
      "filemap_invalidate_lock",
      (k, l) => k.files[l.file].invalidate_lock === 0,
      (k, l) => {
        k.files[l.file].invalidate_lock = -1;
      },
    );
    p.call(breakLayouts, (l) => ({ file: l.file, pgoffs: l.range, waiter: l.waiter }), "quiet");
    p.step("i_size_write", (k, l) => {
      k.files[l.file].i_size = 0;
    });
    p.call(unmap, (l) => ({ file: l.file, pgoffs: l.whole }));
    p.call(removeEntries, (l) => ({ file: l.file, pgoffs: l.whole }));
    p.step("free blocks", (k, l) => {
      for (const pgoff of Pgoff) free(k, l.file, pgoff);
    });
    p.step("filemap_invalidate_unlock; inode_unlock", (k, l) => {
      k.files[l.file].invalidate_lock = 0;
      k.files[l.file].i_rwsem = false;
    });
  });
}

/**
 * fs/inode.c: evict() of a file that is unlinked and closed, with the file system's evict_inode(): ext4_evict_inode(), xfs_fs_evict_inode(),
 * fuse_evict_inode(), erofs has none of its own. No VMA maps it, and nobody can find it any more. erofs has no blocks to free, as its
 * files never change; it evicts because memory is short.
 */
export function evict(dax: FsDax) {
  const { world, File, Pgoff, Waiter, level, knobs } = dax;
  const { breakLayout } = layouts(dax);
  const breakLayouts = breakLayout("final");
  const removeEntries = truncateInodePages(dax);
  const { free } = extents(dax);

  return world.procedure("evict", { params: { file: File, waiter: Waiter }, locals: { whole: setOf(Pgoff), quiet: bool } }, (p) => {
    p.await(
      "iput_final",
      (k, l) => !mappingMapped(dax, k, l.file),
      (_, l) => {
        l.whole = new Set(Pgoff.members);
      },
    );
    if (level.evictBreaks.includes(knobs.fileSystem)) p.call(breakLayouts, (l) => ({ file: l.file, pgoffs: l.whole, waiter: l.waiter }), "quiet");
    p.call(removeEntries, (l) => ({ file: l.file, pgoffs: l.whole }));
    if (knobs.fileSystem !== "erofs") {
      p.step("free blocks", (k, l) => {
        for (const pgoff of Pgoff) free(k, l.file, pgoff);
      });
    }
  });
}
