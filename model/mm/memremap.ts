import { bool, type Index } from "../../checker/language/index.ts";
import { rcu, readLock, readUnlock } from "../kernel/rcu.ts";
import { genalloc } from "../lib/genalloc.ts";
import { percpuRef } from "../lib/percpu-refcount.ts";
import type { Kernel, State } from "../state.ts";
import { memunmapPagesSteps } from "./memunmap-pages.ts";
import { pageRef } from "./page-ref.ts";

type Page = Index<"page">;
type Task = Index<"task">;

/** mm/memremap.c: memremap_pages() for one BAR, and __init_zone_device_page() of mm/mm_init.c for its pages. */
export function memremapPages(kernel: Kernel, k: State, bar: Index<"bar">): void {
  percpuRef(kernel).init(k, bar);
  k.pgmaps[bar].memmap = true;
  for (const page of kernel.Page) if (kernel.barOf(page) === bar) k.pages[page]._refcount = kernel.level.freeCount;
}

/**
 * mm/memremap.c: free_zone_device_folio(), once the count has reached 0.
 *
 * Its start (uncharge, `mapping` = NULL) belongs to the decrement: others read nothing of what it writes. The two halves of
 * the driver's callback are apart, because the page can be allocated again before `pgmap->ref` is put. V0 and V1 read the page
 * and its pgmap once more after that put; V0 then stores 1.
 */
export function freeZoneDeviceFolio(kernel: Kernel) {
  const { world, Page, Task, knobs, level, barOf } = kernel;
  const { touchPgmap } = pageRef(kernel);
  const pool = genalloc(kernel);
  const ref = percpuRef(kernel);

  /** To be called by the step whose decrement reached 0. A kernel that cannot be preempted here holds up grace periods until the end. */
  function enter(k: State, page: Page, task: Task): void {
    k.pages[page].ghost.freeing++;
    if (!knobs.preemptible) readLock(k.rcu, task);
  }

  function leave(k: State, task: Task): void {
    if (!knobs.preemptible) readUnlock(k.rcu, task);
  }

  const procedure = world.procedure("free_zone_device_folio", { params: { page: Page, task: Task }, locals: { charged: bool } }, (p) => {
    p.step("page_free: gen_pool_free", (k, l) => {
      touchPgmap(k, l.page);
      const { ghost } = k.pages[l.page];
      pool.free(k, l.page, 1, "mmap");
      l.charged = ghost.charged;
      ghost.charged = false;
      if (level.afterCallback !== "read type, store 1") ghost.freeing--;
    });
    p.step("page_free: percpu_ref_put", (k, l) => {
      const bar = barOf(l.page);
      ref.put(k, bar);
      if (l.charged) k.pgmaps[bar].ghost.owed--;
      if (level.afterCallback === "nothing") leave(k, l.task);
    });
    switch (level.afterCallback) {
      case "read type, store 1":
        p.step("pgmap->type; folio_set_count 1", (k, l) => {
          touchPgmap(k, l.page);
          k.pages[l.page]._refcount = 1;
          k.pages[l.page].ghost.freeing--;
          leave(k, l.task);
        });
        break;
      case "read type":
        p.step("pgmap->type", (k, l) => {
          touchPgmap(k, l.page);
          leave(k, l.task);
        });
        break;
      case "nothing":
        break;
    }
  });

  return { enter, procedure };
}

/** mm/memremap.c: memunmap_pages() of one BAR. */
export function memunmapPages(kernel: Kernel) {
  const { world, Bar, Page, claims, barOf } = kernel;
  const ref = percpuRef(kernel);
  const { mappedAnywhere } = genalloc(kernel);
  const { synchronizeRcu } = rcu(kernel);

  return world.procedure("memunmap_pages", { params: { bar: Bar } }, (p) => {
    memunmapPagesSteps(p, synchronizeRcu, {
      kill: (k, l) => ref.kill(k, l.bar),
      released: (k, l) => ref.released(k, l.bar),
      remove(k, l) {
        const inUse = (page: Page): boolean => k.pages[page].allocated || k.pages[page].ghost.gup > 0 || mappedAnywhere(k, page);
        claims.P11.warnOn(Page.some((page) => barOf(page) === l.bar && inUse(page)));
        k.pgmaps[l.bar].memmap = false;
      },
    });
  });
}

/**
 * mm/memremap.c: get_dev_pagemap(), put_dev_pagemap(), as memory_failure() uses them: the pgmap is held while the page is
 * looked at. No GUP path does that for a P2PDMA page.
 */
export function memoryFailure(kernel: Kernel) {
  const { world, Page, barOf } = kernel;
  const { touchPgmap } = pageRef(kernel);
  const ref = percpuRef(kernel);

  return world.procedure("memory_failure_dev_pagemap", { locals: { page: Page } }, (p) => {
    p.choose("memory_failure", Page, (_, l, page) => {
      l.page = page;
    });
    p.if(
      "get_dev_pagemap",
      (k, l) => {
        const bar = barOf(l.page);
        // The lookup in the xarray finds nothing once the pgmap is deleted from it.
        if (!k.pgmaps[bar].memmap || !ref.tryGetLive(k, bar)) return false;
        k.pgmaps[bar].ghost.owed++;
        return true;
      },
      () => {
        p.step("folio_lock: touch the page", (k, l) => {
          touchPgmap(k, l.page);
        });
        p.step("put_dev_pagemap", (k, l) => {
          ref.put(k, barOf(l.page));
          k.pgmaps[barOf(l.page)].ghost.owed--;
        });
      },
    );
  });
}
