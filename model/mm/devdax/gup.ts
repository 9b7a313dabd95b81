import { bool, type Procedure } from "../../../checker/language/index.ts";
import type { DeviceDax, DeviceDaxState, Mm, Task } from "../../drivers/dax/state.ts";
import { readLock, readUnlock } from "../../kernel/rcu.ts";
import { freeZoneDeviceFolio, getDevPagemap, putDevPagemap } from "./memremap.ts";
import { pageRef } from "./page-ref.ts";

/**
 * GUP of device-dax memory. An entry is devmap until P19, and then GUP holds the pgmap, but only while it runs: not for as long as
 * the caller has the page. FOLL_LONGTERM is refused for a devmap entry by GUP-fast, which then falls back; slow GUP allows it for
 * device-dax (vma_is_fsdax() is false) in every version.
 */
export function gup(machine: DeviceDax) {
  const { world, level, Mm, Task } = machine;
  const count = pageRef(machine);
  const free = freeZoneDeviceFolio(machine);
  const isDevmap = !level.genericMapHoldsRef;

  /** gup_put_folio(). */
  function put(k: DeviceDaxState): boolean {
    k.folio.ghost.references--;
    return count.putTestzero(k);
  }

  /** GUP hands its reference to the caller. */
  function give(k: DeviceDaxState): void {
    k.folio.ghost.references--;
    k.folio.ghost.pins++;
  }

  function interruptsOn(k: DeviceDaxState, l: { readonly mm: Mm; readonly task: Task }): void {
    k.mms[l.mm].walkers--;
    readUnlock(k.rcu, l.task);
  }

  /**
   * mm/gup.c: gup_fast_pte_range(), gup_fast_devmap_leaf() for a huge devmap entry. Interrupts are off, no lock is held. Returns
   * whether the caller has the folio, or must fall back.
   */
  const gupFast = world.procedure("gup_fast_pte_range", { params: { mm: Mm, task: Task }, returns: bool }, (p) => {
    p.step("local_irq_save", (k, l) => {
      k.mms[l.mm].walkers++;
      readLock(k.rcu, l.task);
    });
    const tryGrab = (): void =>
      p.if(
        "try_get_folio",
        (k) => {
          if (!count.tryGet(k)) return false;
          k.folio.ghost.references++;
          return true;
        },
        () => {
          p.either(
            () =>
              p.if(
                "ptep_get: recheck",
                (k, l) => {
                  if (k.mms[l.mm].pte === "none") return false;
                  give(k);
                  if (isDevmap) putDevPagemap(k);
                  interruptsOn(k, l);
                  return true;
                },
                () => p.return(true),
              ),
            () => p.step("ptep_get: other bits changed"),
          );
          p.if("gup_put_folio", put, () => p.call(free));
          if (isDevmap) p.step("put_dev_pagemap", putDevPagemap);
        },
        () => {
          if (isDevmap) p.step("no folio: put_dev_pagemap", putDevPagemap);
        },
      );
    p.if(
      "ptep_get_lockless",
      (k, l) => k.mms[l.mm].pte === "folio",
      () => (isDevmap ? p.if("get_dev_pagemap", getDevPagemap, tryGrab) : tryGrab()),
    );
    p.step("local_irq_restore", interruptsOn);
    p.return(false);
  });

  /**
   * mm/gup.c: follow_page_pte() -> try_grab_folio(), follow_devmap_pmd(). One step: unmapping needs the same page-table lock. A
   * devmap entry's pgmap is put at the end of __get_user_pages().
   */
  const gupSlow = world.procedure("follow_page_pte", { params: { mm: Mm }, locals: { got: bool }, returns: bool }, (p) => {
    p.if(
      "try_grab_folio",
      (k, l) => {
        l.got = false;
        if (k.mms[l.mm].pte === "none" || (isDevmap && !getDevPagemap(k))) return false;
        // A count of 0 or less makes it warn and fail.
        l.got = count.read(k) > 0;
        if (l.got) {
          count.get(k);
          k.folio.ghost.pins++;
        }
        return true;
      },
      () => {
        if (isDevmap) p.step("put_dev_pagemap", putDevPagemap);
      },
    );
    p.return((l) => l.got);
  });

  /** mm/gup.c: unpin_user_page(). */
  const unpin = world.procedure("unpin_user_page", (p) => {
    p.if(
      "unpin_user_page",
      (k) => {
        k.folio.ghost.pins--;
        return count.putTestzero(k);
      },
      () => p.call(free),
    );
  });

  /** A thread that pins what is mapped, and unpins it, or with FOLL_LONGTERM may keep it for ever. */
  function user(path: "fast" | "slow", mayKeep: boolean): Procedure<{ mm: Mm; task: Task }, never> {
    return world.procedure(path === "fast" ? "pin_user_pages_fast" : "pin_user_pages", { params: { mm: Mm, task: Task }, locals: { got: bool } }, (p) => {
      if (path === "fast") {
        p.call(gupFast, (l) => ({ mm: l.mm, task: l.task }), "got");
        p.if((l) => !l.got, () => p.call(gupSlow, (l) => ({ mm: l.mm }), "got"));
      } else {
        p.call(gupSlow, (l) => ({ mm: l.mm }), "got");
      }
      p.if((l) => !l.got, () => p.return());
      if (!mayKeep) p.call(unpin);
      else {
        p.either(
          () => p.step("FOLL_LONGTERM: keeps the pin"),
          () => {
            p.step("uses the memory");
            p.call(unpin);
          },
        );
      }
    });
  }

  return { user };
}
