import { bool, optional, setOf } from "../../../checker/language/index.ts";
import { unmapMappingPages } from "../../mm/fsdax/memory.ts";
import { truncateInodePages } from "../../mm/fsdax/truncate.ts";
import { extents } from "../dax/extents.ts";
import { isIdle, layouts } from "../dax/layout.ts";
import type { FsDax, FsDaxState } from "../dax/state.ts";

/**
 * fs/xfs/xfs_inode.c: xfs_mmaplock_two_inodes_and_break_dax_layout(). For the second inode it cannot wait while it holds the lock of the
 * first: if there is something to wait for, it lets go of both and begins anew.
 *
 * The inode with the lower number is the first; the model has it that this is the source.
 *
 * V0 - P4 begin anew if the scan has returned a page whose count is not 1. P5 asks dax_page_is_idle(), which says of no page that it
 * is not idle. P6 calls dax_break_layout() without a callback.
 */
function lockTwoInodes(dax: FsDax) {
  const { world, File, Pgoff, Page, Waiter, level } = dax;
  const { breakLayout, layoutBusyPage } = layouts(dax);
  const breakFirst = breakLayout("drop lock");
  const breakSecond = breakLayout("would block");

  const secondIsBusy = (k: FsDaxState, busy: (typeof Page.members)[number] | null): boolean =>
    level.twoInodeRetry === "count is not 1" ? busy !== null && !isIdle(dax, k, busy) : busy === null || !isIdle(dax, k, busy);

  return world.procedure(
    "xfs_mmaplock_two_inodes_and_break_dax_layout",
    { params: { first: File, second: File, waiter: Waiter }, locals: { whole: setOf(Pgoff), quiet: bool, busy: optional(Page) }, returns: bool },
    (p) => {
      p.do((l) => {
        l.whole = new Set(Pgoff.members);
      });
      p.loop(() => {
        p.await(
          "xfs_ilock first",
          (k, l) => k.files[l.first].invalidate_lock === 0,
          (k, l) => {
            k.files[l.first].invalidate_lock = -1;
          },
        );
        p.call(breakFirst, (l) => ({ file: l.first, pgoffs: l.whole, waiter: l.waiter }), "quiet");
        p.if((l) => !l.quiet, () => {
          p.step("xfs_iunlock first", (k, l) => {
            k.files[l.first].invalidate_lock = 0;
          });
          p.return(false);
        });
        p.await(
          "xfs_ilock second",
          (k, l) => k.files[l.second].invalidate_lock === 0,
          (k, l) => {
            k.files[l.second].invalidate_lock = -1;
          },
        );
        if (level.twoInodeRetry === "would block") {
          p.call(breakSecond, (l) => ({ file: l.second, pgoffs: l.whole, waiter: l.waiter }), "quiet");
          p.if((l) => l.quiet, () => p.return(true));
        } else {
          p.call(layoutBusyPage, (l) => ({ file: l.second, pgoffs: l.whole }), "busy");
          p.unless("page is idle?", (k, l) => secondIsBusy(k, l.busy), () => p.return(true));
        }
        p.step("xfs_iunlock both", (k, l) => {
          k.files[l.first].invalidate_lock = 0;
          k.files[l.second].invalidate_lock = 0;
        });
      });
    },
  );
}

/**
 * fs/xfs/xfs_file.c: xfs_file_remap_range() of a whole file onto another, FICLONE, and xfs_reflink_remap_prep(). The destination's mappings and entries go
 * (xfs_flush_unmap_range()), then its blocks; then it shares the source's. The i_rwsem of both is held. While blocks are being shared, the locks of the source are held
 * for read only, and XFS_IREMAPPING keeps write faults out (v6.7; read in v6.17, xfs_file.c and xfs_inode.c at 9b44fff655e2, xfs_reflink.c at 0291023e7330).
 */
export function remapFileRange(dax: FsDax) {
  const { world, File, Pgoff, Waiter, level } = dax;
  const lock = lockTwoInodes(dax);
  const unmap = unmapMappingPages(dax);
  const removeEntries = truncateInodePages(dax);
  const { share } = extents(dax);

  return world.procedure("xfs_file_remap_range", { params: { from: File, to: File, waiter: Waiter }, locals: { whole: setOf(Pgoff), locked: bool } }, (p) => {
    p.await(
      "lock_two_nondirectories",
      (k, l) => !k.files[l.from].i_rwsem && !k.files[l.to].i_rwsem,
      (k, l) => {
        k.files[l.from].i_rwsem = true;
        k.files[l.to].i_rwsem = true;
        l.whole = new Set(Pgoff.members);
      },
    );
    p.call(lock, (l) => ({ first: l.from, second: l.to, waiter: l.waiter }), "locked");
    p.if((l) => !l.locked, () => {
      p.step("-ERESTARTSYS: inode_unlock", (k, l) => {
        for (const file of [l.from, l.to]) k.files[file].i_rwsem = false;
      });
      p.return();
    });
    p.call(unmap, (l) => ({ file: l.to, pgoffs: l.whole }));
    p.call(removeEntries, (l) => ({ file: l.to, pgoffs: l.whole }));
    if (level.remapDemotesLock) {
      p.step("xfs_ilock_demote", (k, l) => {
        k.files[l.from].invalidate_lock = 1;
        k.files[l.from].remapping = true;
      });
    }
    p.step("xfs_reflink_remap_blocks", (k, l) => {
      for (const pgoff of Pgoff) share(k, l.from, l.to, pgoff);
    });
    p.step("xfs_iunlock2_remapping", (k, l) => {
      k.files[l.from].remapping = false;
      if (level.remapDemotesLock) k.files[l.from].invalidate_lock--;
      else k.files[l.from].invalidate_lock = 0;
      k.files[l.to].invalidate_lock = 0;
      for (const file of [l.from, l.to]) k.files[file].i_rwsem = false;
    });
  });
}
