import type { Index } from "../../../checker/language/index.ts";
import type { FsDax, FsDaxState } from "./state.ts";

type Page = Index<"page">;
type File = Index<"file">;
type Pgoff = Index<"pgoff">;

/**
 * The file system's own records: which blocks a file has, and which are free. No journal, no busy extents: a block that is freed can be
 * allocated in the next step, which is the worst case.
 */
export function extents({ File, Pgoff, Page, claims }: FsDax) {
  /** How many places of files are this block: more than one if it is reflinked. */
  function owners(k: FsDaxState, page: Page): number {
    return File.sum((file) => Pgoff.count((pgoff) => k.files[file].extents[pgoff] === page));
  }

  function isFree(k: FsDaxState, page: Page): boolean {
    return owners(k, page) === 0 && File.every((file) => Pgoff.every((pgoff) => k.files[file].cowFork[pgoff] !== page));
  }

  /** A free block, first fit; null is -ENOSPC. */
  function allocate(k: FsDaxState): Page | null {
    const page = Page.find((each) => isFree(k, each));
    if (page === null) return null;
    claims.S1.warnOn(k.pages[page].ghost.pins > 0);
    k.pages[page].ghost.used = true;
    return page;
  }

  /** The file loses its block at this place. */
  function free(k: FsDaxState, file: File, pgoff: Pgoff): void {
    const page = k.files[file].extents[pgoff];
    if (page === null) return;
    if (owners(k, page) === 1) claims.S1.warnOn(k.pages[page].ghost.pins > 0);
    k.files[file].extents[pgoff] = null;
  }

  /** xfs_dax_write_iomap_end() -> xfs_reflink_end_cow(): the copy becomes the file's block; its share of the old block goes, and the block with the last share. */
  function endCow(k: FsDaxState, file: File, pgoff: Pgoff): void {
    const copy = k.files[file].cowFork[pgoff];
    if (copy === null) return;
    const old = k.files[file].extents[pgoff];
    if (old !== null && owners(k, old) === 1) claims.S1.warnOn(k.pages[old].ghost.pins > 0);
    k.files[file].extents[pgoff] = copy;
    k.files[file].cowFork[pgoff] = null;
  }

  /** xfs_dax_write_iomap_end() of nothing written -> xfs_reflink_cancel_cow_range(): the copy is free again. */
  function cancelCow(k: FsDaxState, file: File, pgoff: Pgoff): void {
    k.files[file].cowFork[pgoff] = null;
  }

  /** The file's place gets a block that another file has already: FICLONE. What it had is freed. */
  function share(k: FsDaxState, from: File, to: File, pgoff: Pgoff): void {
    free(k, to, pgoff);
    k.files[to].extents[pgoff] = k.files[from].extents[pgoff];
  }

  return { owners, isFree, allocate, free, endCow, cancelCow, share };
}
