import { bool } from "../../checker/language/index.ts";
import { copyPageRange } from "../mm/memory.ts";
import { canWriteLock, mmapWriteLock, mmapWriteUnlock } from "../mm/vma.ts";
import type { Kernel } from "../state.ts";

/**
 * kernel/fork.c: dup_mmap() of the one VMA, mm/mmap.c in newer versions. Returns whether the child has a mapping. Both
 * mmap_locks are held for write. The child's VMA is in i_mmap before its PTEs are copied, behind the parent's: a walk that has
 * passed the parent leaves nothing to copy.
 */
export function dupMmap(kernel: Kernel) {
  const { world, Mm } = kernel;

  return world.procedure("dup_mmap", { params: { parent: Mm, child: Mm }, locals: { mapped: bool }, returns: bool }, (p) => {
    p.await(
      "mmap_write_lock",
      (k, l) => canWriteLock(k, l.parent),
      (k, l) => {
        l.mapped = k.mms[l.parent].inTree;
        if (!l.mapped) return;
        mmapWriteLock(k, l.parent);
        mmapWriteLock(k, l.child);
        k.mms[l.child].inTree = true;
      },
    );
    p.if((l) => !l.mapped, () => p.return(false));
    p.await(
      "vma_interval_tree_insert_after",
      (k) => !k.i_mmap_locked,
      (k, l) => {
        k.mms[l.child].inIMmap = true;
      },
    );
    p.step("copy_page_range", (k, l) => {
      copyPageRange(kernel, k, l.parent, l.child);
    });
    p.step("mmap_write_unlock", (k, l) => {
      mmapWriteUnlock(k, l.child);
      mmapWriteUnlock(k, l.parent);
    });
    p.return(true);
  });
}
