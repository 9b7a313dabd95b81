import type { Index, Procedure } from "../../checker/language/index.ts";
import { bool, range } from "../../checker/language/index.ts";
import { unmapMappingRange } from "../mm/memory.ts";
import type { MmapHook } from "../mm/vma.ts";
import type { Kernel } from "../state.ts";

/**
 * fs/kernfs/file.c: kernfs_fop_mmap(). The node is active, and so cannot be removed, while the driver fills in the mapping: but
 * no longer, and the caller has yet to make the VMA findable.
 */
export function kernfsFopMmap(kernel: Kernel, driver: Procedure<{ mm: Index<"mm">; task: Index<"task">; length: number }, boolean>): MmapHook {
  const { world, Mm, Task, bounds } = kernel;

  return world.procedure(
    "kernfs_fop_mmap",
    { params: { mm: Mm, task: Task, length: range(1, bounds.pages) }, locals: { filled: bool }, returns: bool },
    (p) => {
      p.unless(
        "kernfs_get_active",
        (k) => {
          if (k.kernfs.deactivated) return false;
          k.kernfs.active++;
          return true;
        },
        // -ENODEV
        () => p.return(false),
      );
      p.call(driver, (l) => ({ mm: l.mm, task: l.task, length: l.length }), "filled");
      p.step("kernfs_put_active", (k, l) => {
        if (l.filled) k.kernfs.mmapped = true;
        k.kernfs.active--;
      });
      p.return((l) => l.filled);
    },
  );
}

/**
 * fs/kernfs/dir.c: kernfs_drain(), with kernfs_drain_open_files() of fs/kernfs/file.c. Deactivate, wait for whoever is inside,
 * then unmap the open files, once. It takes neither the mmap_lock nor `of->mutex`.
 */
export function kernfsDrain(kernel: Kernel) {
  const { world, Task } = kernel;
  const unmap = unmapMappingRange(kernel);

  return world.procedure("kernfs_drain", { params: { task: Task } }, (p) => {
    p.step("kernfs_deactivate", (k) => {
      k.kernfs.deactivated = true;
    });
    p.await("wait for active references", (k) => k.kernfs.active === 0);
    p.if(
      "kernfs_drain_open_files",
      (k) => {
        const { mmapped } = k.kernfs;
        k.kernfs.mmapped = false;
        return mmapped;
      },
      () => p.call(unmap, (l) => ({ task: l.task })),
    );
  });
}
