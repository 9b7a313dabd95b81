import type { Index } from "../../../checker/language/index.ts";
import type { FsDax, FsDaxState } from "../../fs/dax/state.ts";

type Page = Index<"page">;

/** include/linux/page_ref.h, as FS_DAX pages see it: the operations on `_refcount`, each one atomic access. */
export function pageRef({ level, claims }: FsDax) {
  /** folio_ref_inc(): allowed on 0, as the caller holds the entry lock. */
  function inc(k: FsDaxState, page: Page): void {
    k.pages[page]._refcount++;
    k.pages[page].ghost.references++;
  }

  /** folio_try_get(): add unless zero. */
  function tryGet(k: FsDaxState, page: Page): boolean {
    if (k.pages[page]._refcount <= 0) return false;
    k.pages[page]._refcount++;
    k.pages[page].ghost.references++;
    return true;
  }

  /** folio_ref_sub_return(). */
  function subReturn(k: FsDaxState, page: Page, count: number): number {
    claims.S3.warnOn(k.pages[page]._refcount < level.fsdaxIdleCount + count);
    k.pages[page]._refcount -= count;
    return k.pages[page]._refcount;
  }

  return { inc, tryGet, subReturn };
}

/** How a reference is dropped: by the paths that V0 has hooked, or by a plain folio_put(). */
export type Put = "put_page" | "folio_put";

/**
 * include/linux/mm.h, mm/swap.c, mm/memremap.c: what happens to a reference of a FS_DAX page that is dropped.
 *
 * V0 calls put_devmap_managed_folio_refs() in put_page(), gup_put_folio() and folios_put_refs(), which wakes those who wait
 * for a count of 1; folio_put() has no such hook. From P18 on every put that reaches 0 enters free_zone_device_folio(), which
 * does nothing to the page but wake: `mapping` stays as the file's. The decrement and the wake-up are two steps.
 */
export function putPage(dax: FsDax) {
  const { world, Page, Waiter, level, knobs } = dax;
  const { subReturn } = pageRef(dax);
  /** virtiofs has no dev_pagemap_ops. */
  const returnsEarly = level.freeNeedsOps && knobs.fileSystem === "fuse";

  /** wake_up_var(). */
  function wakeUpVar(k: FsDaxState, page: Page): void {
    for (const waiter of Waiter) if (k.waiters[waiter].page === page) k.waiters[waiter].woken = true;
  }

  const freeZoneDeviceFolio = world.procedure("free_zone_device_folio", { params: { page: Page } }, (p) => {
    p.step("wake_up_var", (k, l) => {
      if (!level.freeKeepsMapping.includes("fsdax")) k.pages[l.page].mapping = "NULL";
      wakeUpVar(k, l.page);
    });
  });

  const wake = world.procedure("put_devmap_managed_folio_refs", { params: { page: Page } }, (p) => {
    p.step("wake_up_var", (k, l) => {
      wakeUpVar(k, l.page);
    });
  });

  /** The decrement, as an effect. Returns whether the page is to be given to {@link after}. */
  function drop(k: FsDaxState, page: Page, how: Put, count = 1): boolean {
    const left = subReturn(k, page, count);
    switch (level.fsdaxWake) {
      case "put_devmap_managed_folio_refs":
        return left === 1 && how === "put_page";
      case "free_zone_device_folio":
        return left === 0 && !returnsEarly;
      case "every put":
        return true;
    }
  }

  /** What a put does after the decrement, if that has returned true. */
  const after = level.fsdaxWake === "put_devmap_managed_folio_refs" ? wake : freeZoneDeviceFolio;

  /** A put of a task's own reference. */
  function putter(how: Put) {
    return world.procedure(how, { params: { page: Page } }, (p) => {
      p.if(
        how,
        (k, l) => {
          k.pages[l.page].ghost.references--;
          return drop(k, l.page, how);
        },
        () => p.call(after, (l) => ({ page: l.page })),
      );
    });
  }

  return { drop, after, folioPut: putter("folio_put"), putPage: putter("put_page") };
}
