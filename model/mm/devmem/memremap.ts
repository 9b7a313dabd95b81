import { rcu, gracePeriodOver, startGracePeriod } from "../../kernel/rcu.ts";
import { killRef } from "../../lib/percpu-refcount.ts";
import { memunmapPagesSteps } from "../memunmap-pages.ts";
import { folioLock } from "./filemap.ts";
import { pageRef } from "./page-ref.ts";
import type { DeviceMemory, DeviceMemoryState as State, Page } from "./state.ts";

/** mm/memremap.c: memremap_pages(): no bookkeeping references for PRIVATE and COHERENT since v6.1, one a page before. */
export function memremapPages({ device, level }: DeviceMemory, k: State): void {
  k.pgmap.ref = level.privateHoldsPgmap ? 1 : 1 + device.length;
  k.pgmap.live = true;
  k.pgmap.memmap = true;
  for (const page of device) {
    k.pages[page]._refcount = level.privateIdleCount;
    k.pages[page].free = true;
  }
}

/**
 * mm/memremap.c: zone_device_page_init(): the driver has taken the page from its free pages. The tryget of the pgmap may fail: it
 * warns, and goes on. v6.19 clears the flags of the folio first, PG_locked and PG_waiters among them, and its tryget succeeds as
 * long as anybody holds the pgmap. Before v6.1 a free page had a count of 1, and drivers only locked it.
 */
export function zoneDevicePageInit(machine: DeviceMemory) {
  const { world, level, claims, Page, Task } = machine;
  const count = pageRef(machine);
  const { lockStep } = folioLock(machine);

  return world.procedure("zone_device_page_init", { params: { page: Page, task: Task } }, (p) => {
    if (level.privateInit === "initialise folio") {
      p.step("clear flags", (k, l) => {
        claims.S11.warnOn(count.read(k, l.page) !== 0);
        k.pages[l.page].locked = false;
        k.pages[l.page].waiters = false;
        k.pages[l.page].ghost.locker = null;
      });
    }
    if (level.privateHoldsPgmap) {
      p.step(level.privateInit === "initialise folio" ? "percpu_ref_tryget_many" : "percpu_ref_tryget_live", (k, l) => {
        count.touch(k, l.page);
        const gets = level.privateInit === "initialise folio" ? k.pgmap.ref > 0 : k.pgmap.live;
        if (gets) k.pgmap.ref++;
        k.pages[l.page].ghost.charged++;
      });
    }
    if (level.privateIdleCount === 0) {
      p.step("set_page_count 1", (k, l) => {
        count.set(k, l.page, 1);
        k.pages[l.page].ghost.references++;
        k.pages[l.page].ghost.allocated = true;
      });
    }
    lockStep(p, "lock_page", (k, l) => {
      if (level.privateIdleCount === 0) return;
      k.pages[l.page].ghost.references++;
      k.pages[l.page].ghost.allocated = true;
    });
  });
}

/**
 * mm/memremap.c: free_zone_device_folio(), once the count has reached 0: the driver's callback, from which on it can hand the page
 * out again, and the put of the pgmap. v6.0 stores 1 instead, which by then may not be a free page's count.
 */
export function freeZoneDeviceFolio(machine: DeviceMemory) {
  const { world, level, claims, Page } = machine;
  const count = pageRef(machine);

  return world.procedure("free_zone_device_folio", { params: { page: Page } }, (p) => {
    p.step("page_free", (k, l) => {
      claims.S7.warnOn(count.read(k, l.page) !== 0 || !k.pages[l.page].ghost.allocated);
      k.pages[l.page].ghost.allocated = false;
      if (!k.driver.removing) k.pages[l.page].free = true;
    });
    if (level.privateHoldsPgmap) {
      p.step("put_dev_pagemap", (k, l) => {
        k.pgmap.ref--;
        if (k.pages[l.page].ghost.charged > 0) k.pages[l.page].ghost.charged--;
      });
    } else {
      p.step("set_page_count 1", (k, l) => {
        count.set(k, l.page, 1);
      });
    }
  });
}

/** mm/swap.c: folio_put(), by a task that has a reference of its own. A page of system memory is free at once. */
export function folioPut(machine: DeviceMemory) {
  const { world, Page, isDevice } = machine;
  const count = pageRef(machine);
  const free = freeZoneDeviceFolio(machine);

  /** folio_put_testzero(); returns whether the free path is to follow. */
  function putOwn(k: State, page: Page): boolean {
    k.pages[page].ghost.references--;
    if (!count.putTestzero(k, page)) return false;
    if (!isDevice(page)) k.pages[page].free = true;
    return isDevice(page);
  }

  return world.procedure("folio_put", { params: { page: Page } }, (p) => {
    p.if("folio_put", (k, l) => putOwn(k, l.page), () => p.call(free, (l) => ({ page: l.page })));
  });
}

/** mm/memremap.c: memunmap_pages(). Since v6.1 it waits for every page that is allocated, before for none. */
export function memunmapPages(machine: DeviceMemory) {
  const { world, device, level } = machine;
  const { synchronizeRcu } = rcu(machine);

  return world.procedure("memunmap_pages", (p) => {
    memunmapPagesSteps(p, synchronizeRcu, {
      kill(k) {
        killRef(k.pgmap, level.privateHoldsPgmap ? 1 : 1 + device.length);
        startGracePeriod(k.rcu);
      },
      released: (k) => k.pgmap.ref <= 0 && gracePeriodOver(k.rcu),
      remove(k) {
        k.pgmap.memmap = false;
      },
    });
  });
}
