import { oneOf, optional } from "../../../checker/language/index.ts";
import { folioLock } from "./filemap.ts";
import { folioPut } from "./memremap.ts";
import { pageRef } from "./page-ref.ts";
import type { MigrateToRam } from "../../drivers/gpu/dmem.ts";
import type { DeviceMemory, DeviceMemoryState as State, Mm, Page, Task } from "./state.ts";

/** include/linux/mmap_lock.h: `mmap_lock` is an rwsem. */
export function mmapReadUnlock(k: State, l: { readonly mm: Mm }): void {
  k.mms[l.mm].mmap_lock--;
}

/**
 * mm/memory.c: a page fault, handle_pte_fault() -> do_swap_page(), and again until the CPU can access the page. What a fault on a
 * device-private entry takes before it calls the driver is what four versions disagree about:
 *
 * - `no reference` (until v6.0): nothing, and not even the page-table lock;
 * - `get_page` (v6.1, 16ce101db85d): a reference, under the page-table lock;
 * - `trylock` (v6.15, 1afaeb8293c9): the lock of the page, then a reference; if that is locked, nothing, and the fault is repeated;
 * - `wait on lock` (2026): if it is locked, sleep until it is not, without a reference.
 *
 * Reading the PTE, taking the page-table lock and comparing is one step: a PTE that has changed is a fault that is repeated.
 *
 * A fault that is repeated while nothing has changed does nothing but keep its CPU; where it cannot be preempted that is one step,
 * which waits for the change.
 */
export function pageFault(machine: DeviceMemory, migrateToRam: MigrateToRam) {
  const { world, knobs, level, fault, Mm, Page, Task } = machine;
  const count = pageRef(machine);
  const { tryLock, unlock, sleepOn } = folioLock(machine);
  const put = folioPut(machine);

  /** The candidate: under the page-table lock, the mapping's reference keeps the page. Whoever locks it next finds the count without this fault's. */
  function giveUp(k: State, { mm, page, task }: { readonly mm: Mm; readonly page: Page; readonly task: Task }): boolean {
    const { pte } = k.mms[mm];
    if (pte.maps !== "private" || pte.page !== page) return false;
    k.pages[page].ghost.references--;
    count.putTestzero(k, page);
    unlock(k, page, task);
    return true;
  }

  return world.procedure(
    "handle_mm_fault",
    { params: { mm: Mm, task: Task }, locals: { next: oneOf("accessible", "migrate", "sleep", "again"), found: optional(Page), page: Page } },
    (p) => {
      p.loop(() => {
        p.await("mmap_read_lock", (k, l) => k.mms[l.mm].mmap_lock >= 0, (k, l) => {
          k.mms[l.mm].mmap_lock++;
        });
        p.step(knobs.size === "pmd" ? "do_huge_pmd_device_private" : "do_swap_page", (k, l) => {
          const { maps, page } = k.mms[l.mm].pte;
          l.found = page;
          l.next = "accessible";
          if (page === null || maps === "none" || maps === "present") return;
          if (maps === "migration") {
            sleepOn(k, page, l.task);
            l.next = "sleep";
            return;
          }
          l.next = "migrate";
          switch (fault) {
            case "no reference":
              break;
            case "get_page":
              count.getOwn(k, page);
              break;
            case "trylock":
            case "wait on lock":
              if (tryLock(k, page, l.task)) count.getOwn(k, page);
              else if (fault === "trylock") {
                l.next = "again";
                if (!knobs.preemptible) k.spinning++;
              } else {
                sleepOn(k, page, l.task);
                l.next = "sleep";
              }
              break;
          }
        });
        p.if((l) => l.next === "accessible", () => {
          p.step("accessible: mmap_read_unlock", mmapReadUnlock);
          p.return();
        });
        p.let("page", (l) => l.found, () => p.return());
        p.if((l) => l.next === "sleep", () => p.await("folio_wait_bit", (k, l) => !k.pages[l.page].sleepers.has(l.task)));
        if (!knobs.preemptible && fault === "trylock") {
          p.if((l) => l.next === "again", () => {
            p.await("spin", (k, l) => !k.pages[l.page].locked || k.mms[l.mm].pte.maps !== "private", (k) => {
              k.spinning--;
            });
          });
        }
        p.if((l) => l.next === "migrate", () => {
          p.call(migrateToRam, (l) => ({ mm: l.mm, page: l.page, task: l.task }));
          const unlockAndPut = (): void => {
            if (fault === "trylock" || fault === "wait on lock") p.step("unlock_page", (k, l) => unlock(k, l.page, l.task));
            if (fault !== "no reference") p.call(put, (l) => ({ page: l.page }));
          };
          if (level.privateFaultGivesUp === "unlock, put") unlockAndPut();
          else p.if("still mapped: put_page, unlock_page", giveUp, () => {}, unlockAndPut);
        });
        p.step("mmap_read_unlock", mmapReadUnlock);
      });
    },
  );
}

/**
 * mm/memory.c: zap_pte_range(), under the mmap_lock held for write: munmap() and exit. A device-private entry is put at once, a
 * present one after the TLB flush; either way after the PTE is gone. A migration entry is just cleared.
 */
export function munmap(machine: DeviceMemory) {
  const { world, Mm, Page } = machine;
  const put = folioPut(machine);

  return world.procedure("munmap", { params: { mm: Mm }, locals: { found: optional(Page), page: Page } }, (p) => {
    p.await("mmap_write_lock", (k, l) => k.mms[l.mm].mmap_lock === 0, (k, l) => {
      k.mms[l.mm].mmap_lock = -1;
    });
    p.step("zap_pte_range", (k, l) => {
      const { maps, page } = k.mms[l.mm].pte;
      l.found = maps === "present" || maps === "private" ? page : null;
      k.mms[l.mm].pte = { maps: "none", page: null };
      if (l.found === null) return;
      k.pages[l.found]._mapcount--;
      k.pages[l.found].ghost.references++;
    });
    p.let("page", (l) => l.found, () => {
      p.step("nothing: mmap_write_unlock", (k, l) => {
        k.mms[l.mm].mmap_lock = 0;
      });
      p.return();
    });
    p.call(put, (l) => ({ page: l.page }));
    p.step("mmap_write_unlock", (k, l) => {
      k.mms[l.mm].mmap_lock = 0;
    });
  });
}
