import type { FsDax } from "../dax/state.ts";
import type { Cut } from "../ext4/inode.ts";

/*
 * fs/fuse/dax.c: virtiofs lends ranges of a window of the host's memory, the dmaps, to files. The block of the model is a page of the window.
 */

/**
 * fs/fuse/dir.c fuse_do_setattr(), fuse_open() with O_TRUNC, fuse_file_fallocate(): they call fuse_dax_break_layouts(inode, 0, 0), which was meant for the
 * whole file and is for its first page (since 6ae330cad6ef); P1 says (0, -1).
 */
export function fuseTruncation({ Pgoff, level }: FsDax): Cut {
  return { name: "setattr", pgoffs: Pgoff.members, broken: level.fuseBreaks === "page 0" ? [Pgoff.first] : Pgoff.members, truncates: true };
}

/** reclaim_one_dmap_locked(): a dmap is taken from a file, to be lent to another. Here the last page of the file; only its layout is broken. */
export function dmapReclaim({ Pgoff }: FsDax): Cut {
  const range = [Pgoff.at(Pgoff.size - 1)];
  return { name: "dmap_reclaim", pgoffs: range, broken: range, truncates: false };
}
