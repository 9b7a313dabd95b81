import { bool, setOf, type Index } from "../../../checker/language/index.ts";
import { truncateInodePages } from "../../mm/fsdax/truncate.ts";
import { mappingMapped, unmapMappingPages } from "../../mm/fsdax/memory.ts";
import { extents } from "../dax/extents.ts";
import { layouts } from "../dax/layout.ts";
import type { FsDax } from "../dax/state.ts";

type Pgoff = Index<"pgoff">;

/** What is taken away from a file. */
export interface Cut {
  readonly name: "setattr" | "punch_hole" | "dmap_reclaim";
  /** The places whose blocks go. */
  readonly pgoffs: readonly Pgoff[];
  /** The places whose layouts are broken. */
  readonly broken: readonly Pgoff[];
  /** The size becomes 0. */
  readonly truncates: boolean;
}

/**
 * fs/ext4/inode.c: ext4_setattr(); fs/xfs/xfs_iops.c xfs_vn_setattr_size() goes the same way. Both break the layouts of
 * the whole file for any change.
 */
export function truncation({ Pgoff }: FsDax): Cut {
  return { name: "setattr", pgoffs: Pgoff.members, broken: Pgoff.members, truncates: true };
}

/** fs/ext4/extents.c: ext4_punch_hole() of the first page; fs/xfs/xfs_file.c: xfs_file_fallocate(), v6.17, goes the same way. The layouts of all pages are broken. */
export function punchHole({ Pgoff }: FsDax): Cut {
  return { name: "punch_hole", pgoffs: [Pgoff.first], broken: Pgoff.members, truncates: false };
}

/** Takes blocks away from a file: break the layouts, forget the entries, then free. A block that is freed is anybody's. */
export function cut(dax: FsDax, { name, pgoffs, broken, truncates }: Cut) {
  const { world, File, Pgoff, Waiter } = dax;
  const { breakLayout } = layouts(dax);
  const breakLayouts = breakLayout("drop lock");
  const unmap = unmapMappingPages(dax);
  const removeEntries = truncateInodePages(dax);
  const { free } = extents(dax);

  return world.procedure(name, { params: { file: File, waiter: Waiter }, locals: { broken: setOf(Pgoff), range: setOf(Pgoff), quiet: bool } }, (p) => {
    p.await(
      "inode_lock",
      (k, l) => !k.files[l.file].i_rwsem,
      (k, l) => {
        k.files[l.file].i_rwsem = true;
        l.broken = new Set(broken);
        l.range = new Set(pgoffs);
      },
    );
    p.await(
      "filemap_invalidate_lock",
      (k, l) => k.files[l.file].invalidate_lock === 0,
      (k, l) => {
        k.files[l.file].invalidate_lock = -1;
      },
    );
    p.call(breakLayouts, (l) => ({ file: l.file, pgoffs: l.broken, waiter: l.waiter }), "quiet");
    p.if((l) => !l.quiet, () => p.goto("unlock"));
    if (truncates) {
      p.step("i_size_write", (k, l) => {
        k.files[l.file].i_size = 0;
      });
    }
    p.call(unmap, (l) => ({ file: l.file, pgoffs: l.range }));
    p.call(removeEntries, (l) => ({ file: l.file, pgoffs: l.range }));
    p.step("free blocks", (k, l) => {
      for (const pgoff of l.range) free(k, l.file, pgoff);
    });
    p.label("unlock");
    p.step("filemap_invalidate_unlock; inode_unlock", (k, l) => {
      k.files[l.file].invalidate_lock = 0;
      k.files[l.file].i_rwsem = false;
    });
  });
}

/**
 * fs/inode.c: evict() of a file that is unlinked and closed, with the file system's evict_inode(): ext4_evict_inode(), xfs_fs_evict_inode(),
 * fuse_evict_inode(); erofs has none of its own. No VMA maps it, and nobody can find it any more. erofs has no blocks to free, as its
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
