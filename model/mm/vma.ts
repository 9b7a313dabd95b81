import { bool, range, setOf, type Index, type Procedure } from "../../checker/language/index.ts";
import type { Kernel, State } from "../state.ts";
import { tlbFinishMmu, zapPtes } from "./memory.ts";

type Mm = Index<"mm">;

/** include/linux/mmap_lock.h: `mmap_lock` is an rwsem. */
export const canWriteLock = (k: State, mm: Mm): boolean => k.mms[mm].mmap_lock === 0;
export const canReadLock = (k: State, mm: Mm): boolean => k.mms[mm].mmap_lock >= 0;

export function mmapWriteLock(k: State, mm: Mm): void {
  k.mms[mm].mmap_lock = -1;
}

export function mmapWriteUnlock(k: State, mm: Mm): void {
  k.mms[mm].mmap_lock = 0;
}

/** What a file's `->mmap` looks like from here. */
export type MmapHook = Procedure<{ mm: Mm; task: Index<"task">; length: number }, boolean>;

/**
 * mm/vma.c: mmap_region() -> __mmap_new_vma(), mm/mmap.c before v6.13. Returns whether there is a mapping.
 *
 * The driver fills in PTEs before the VMA is in the tree, and that comes before it is in i_mmap. A failed hook leaves the pages
 * that it did insert to unmap_region(), as munmap() would zap them. An mm has room for one VMA of this file.
 */
export function mmapRegion(kernel: Kernel, hook: MmapHook) {
  const { world, Mm, Page, Task, bounds } = kernel;
  const finish = tlbFinishMmu(kernel);

  return world.procedure(
    "mmap_region",
    { params: { mm: Mm, task: Task }, locals: { length: range(1, bounds.pages), filled: bool, batch: setOf(Page) }, returns: bool },
    (p) => {
      p.choose(
        "mmap_write_lock",
        range(1, bounds.pages),
        (k, l) => canWriteLock(k, l.mm),
        (k, l, length) => {
          mmapWriteLock(k, l.mm);
          l.length = length;
        },
      );
      p.call(hook, (l) => ({ mm: l.mm, task: l.task, length: l.length }), "filled");
      p.if(
        (l) => l.filled,
        () => {
          p.step("vma_iter_store", (k, l) => {
            k.mms[l.mm].inTree = true;
          });
          p.await(
            "vma_link_file",
            (k) => !k.i_mmap_locked,
            (k, l) => {
              k.mms[l.mm].inIMmap = true;
              mmapWriteUnlock(k, l.mm);
            },
          );
          p.return(true);
        },
      );
      p.step("unmap_region: zap_pte_range", (k, l) => {
        l.batch = zapPtes(kernel, k, l.mm);
      });
      p.if((l) => l.batch.size > 0, () => p.call(finish, (l) => ({ mm: l.mm, batch: l.batch, task: l.task })));
      p.step("mmap_write_unlock", (k, l) => {
        mmapWriteUnlock(k, l.mm);
      });
      p.return(false);
    },
  );
}

/**
 * mm/vma.c: do_vmi_align_munmap() -> vms_complete_munmap_vmas(); also what exit does. No-one sees the VMA leave the tree before
 * its PTEs go, as it happens under the mmap_lock. The kernel downgrades that lock to read before zapping; slow GUP then finds
 * no VMA, which is what it finds after it has waited.
 *
 * The VMA leaves i_mmap between the zap and the final flush (free_pgtables()), but a dirty PTE forces the flush and the put to
 * come first.
 */
export function munmap(kernel: Kernel) {
  const { world, Mm, Page, Task } = kernel;
  const finish = tlbFinishMmu(kernel);

  const unlinkFileVma = world.procedure("unlink_file_vma", { params: { mm: Mm } }, (p) => {
    p.await(
      "unlink_file_vma",
      (k) => !k.i_mmap_locked,
      (k, l) => {
        k.mms[l.mm].inIMmap = false;
      },
    );
  });

  return world.procedure("munmap", { params: { mm: Mm, task: Task }, locals: { batch: setOf(Page) } }, (p) => {
    p.await(
      "vma_iter_clear",
      (k, l) => canWriteLock(k, l.mm),
      (k, l) => {
        mmapWriteLock(k, l.mm);
        k.mms[l.mm].inTree = false;
      },
    );
    p.step("zap_pte_range", (k, l) => {
      l.batch = zapPtes(kernel, k, l.mm);
    });
    p.if(
      (l) => l.batch.size > 0,
      () =>
        p.either(
          () => {
            p.call(unlinkFileVma, (l) => ({ mm: l.mm }));
            p.call(finish, (l) => ({ mm: l.mm, batch: l.batch, task: l.task }));
          },
          () => {
            p.call(finish, (l) => ({ mm: l.mm, batch: l.batch, task: l.task }));
            p.call(unlinkFileVma, (l) => ({ mm: l.mm }));
          },
        ),
      () => p.call(unlinkFileVma, (l) => ({ mm: l.mm })),
    );
    p.step("mmap_unlock", (k, l) => {
      mmapWriteUnlock(k, l.mm);
    });
  });
}

/** mm/madvise.c: MADV_DONTNEED, allowed on VM_MIXEDMAP: zaps the PTEs under the mmap_lock held for read, and the VMA stays. */
export function madviseDontneed(kernel: Kernel) {
  const { world, Mm, Page, Task } = kernel;
  const finish = tlbFinishMmu(kernel);

  return world.procedure("madvise_dontneed", { params: { mm: Mm, task: Task }, locals: { batch: setOf(Page) } }, (p) => {
    p.await(
      "mmap_read_lock",
      (k, l) => canReadLock(k, l.mm),
      (k, l) => {
        k.mms[l.mm].mmap_lock++;
      },
    );
    p.step("zap_pte_range", (k, l) => {
      l.batch = k.mms[l.mm].inTree ? zapPtes(kernel, k, l.mm) : new Set();
    });
    p.if((l) => l.batch.size > 0, () => p.call(finish, (l) => ({ mm: l.mm, batch: l.batch, task: l.task })));
    p.step("mmap_read_unlock", (k, l) => {
      k.mms[l.mm].mmap_lock--;
    });
  });
}
