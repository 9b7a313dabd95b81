import { bool, oneOf, optional } from "../../../checker/language/index.ts";
import { readLock, readUnlock } from "../../kernel/rcu.ts";
import { folioLock } from "./filemap.ts";
import { folioPut } from "./memremap.ts";
import { mmapReadUnlock } from "./memory.ts";
import { migrateDevice } from "./migrate-device.ts";
import { pageRef } from "./page-ref.ts";
import type { DeviceMemory, DeviceMemoryState as State, Page } from "./state.ts";

/**
 * GUP of anonymous memory, some of which may be coherent memory of a device. FOLL_LONGTERM does not leave a page there: it is
 * migrated to system memory first.
 */
export function gup(machine: DeviceMemory) {
  const { world, Mm, Page, Task, isDevice } = machine;
  const count = pageRef(machine);
  const { sleepOn } = folioLock(machine);
  const put = folioPut(machine);
  const { migrateCoherent } = migrateDevice(machine);

  /** A pin becomes a task's own reference, or the other way round. */
  function give(k: State, page: Page): void {
    k.pages[page].ghost.references--;
    k.pages[page].ghost.pins++;
  }

  function takeBack(k: State, page: Page): void {
    k.pages[page].ghost.pins--;
    k.pages[page].ghost.references++;
  }

  /** mm/gup.c: unpin_user_page(). */
  const unpin = world.procedure("unpin_user_page", { params: { page: Page } }, (p) => {
    p.step("done with the page", (k, l) => takeBack(k, l.page));
    p.call(put, (l) => ({ page: l.page }));
  });

  /** mm/gup.c: gup_fast_pte_range(): a reference to what a PTE has shown, if the PTE still shows it. Without FOLL_LONGTERM. */
  const fastUser = world.procedure("pin_user_pages_fast", { params: { mm: Mm, task: Task }, locals: { page: Page } }, (p) => {
    p.step("local_irq_save", (k, l) => readLock(k.rcu, l.task));
    p.if(
      "ptep_get_lockless",
      (k, l) => {
        const { maps, page } = k.mms[l.mm].pte;
        if (maps !== "present" || page === null) return false;
        l.page = page;
        return true;
      },
      () => {
        p.if(
          "try_get_folio",
          (k, l) => count.tryGetOwn(k, l.page),
          () => {
            p.if(
              "ptep_get: recheck",
              (k, l) => {
                const { maps, page } = k.mms[l.mm].pte;
                if (maps !== "present" || page !== l.page) return false;
                give(k, l.page);
                readUnlock(k.rcu, l.task);
                return true;
              },
              () => {
                p.call(unpin, (l) => ({ page: l.page }));
                p.return();
              },
            );
            p.call(put, (l) => ({ page: l.page }));
          },
        );
      },
    );
    p.step("local_irq_restore", (k, l) => readUnlock(k.rcu, l.task));
  });

  /**
   * mm/gup.c: __gup_longterm_locked(): pin, look at what it is (migrate_longterm_unpinnable_folios()), and if that is coherent
   * memory, exchange the pin for a reference, migrate and start again. Exchanging is one step: the count is higher by one for
   * an instant, but nobody acts on one more than on one.
   */
  const longtermUser = world.procedure(
    "pin_user_pages FOLL_LONGTERM",
    { params: { mm: Mm, task: Task }, locals: { saw: oneOf("nothing", "page", "migration"), page: Page, found: optional(Page), ok: bool } },
    (p) => {
      p.await("mmap_read_lock", (k, l) => k.mms[l.mm].mmap_lock >= 0, (k, l) => {
        k.mms[l.mm].mmap_lock++;
      });
      p.loop(() => {
        p.step("follow_page_pte", (k, l) => {
          const { maps, page } = k.mms[l.mm].pte;
          l.saw = "nothing";
          if (page === null || maps === "none" || maps === "private") return;
          l.page = page;
          if (maps === "migration") {
            sleepOn(k, page, l.task);
            l.saw = "migration";
            return;
          }
          count.get(k, page);
          k.pages[page].ghost.pins++;
          l.saw = "page";
        });
        p.if((l) => l.saw === "nothing", () => p.break());
        p.if((l) => l.saw === "migration", () => {
          p.await("folio_wait_bit", (k, l) => !k.pages[l.page].sleepers.has(l.task));
          p.continue();
        });
        p.unless(
          "folio_is_longterm_pinnable",
          (k, l) => {
            if (!isDevice(l.page)) return true;
            takeBack(k, l.page);
            return false;
          },
          () => {
            p.call(migrateCoherent, (l) => ({ page: l.page, task: l.task }), "ok");
            p.if((l) => l.ok, () => p.continue());
            p.step("-EBUSY: mmap_read_unlock", mmapReadUnlock);
            p.return();
          },
        );
        p.step("pinned: mmap_read_unlock", mmapReadUnlock);
        p.call(unpin, (l) => ({ page: l.page }));
        p.return();
      });
      p.step("mmap_read_unlock", mmapReadUnlock);
    },
  );

  return { fastUser, longtermUser };
}
