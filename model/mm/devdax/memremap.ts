import type { DeviceDax, DeviceDaxState } from "../../drivers/dax/state.ts";
import { gracePeriodOver, rcu, startGracePeriod } from "../../kernel/rcu.ts";
import { killRef, tryGetLive } from "../../lib/percpu-refcount.ts";
import { memunmapPagesSteps } from "../memunmap-pages.ts";
import { pageRef } from "./page-ref.ts";

/** The reference that percpu_ref_init() sets, and the one for the folio, which memremap_pages() takes in pagemap_range(). */
const bookkeeping = 2;

/** mm/memremap.c: memremap_pages(), and __init_zone_device_page() of mm/mm_init.c: GENERIC pages start with a count of 1 in every version. */
export function memremapPages(k: DeviceDaxState): void {
  k.pgmap.ref = bookkeeping;
  k.pgmap.live = true;
  k.pgmap.memmap = true;
  k.folio._refcount = 1;
}

/**
 * mm/memremap.c: free_zone_device_folio() of a GENERIC folio, once the count has reached 0. It never should: the driver has a
 * reference. Until P19 it warns that `pgmap->ops` is NULL, and leaves the count at 0; then it stores 1.
 */
export function freeZoneDeviceFolio(machine: DeviceDax) {
  const { world, claims, level } = machine;
  const { read, set } = pageRef(machine);

  return world.procedure("free_zone_device_folio", (p) => {
    if (level.freeNeedsOps) {
      p.step("WARN_ON_ONCE(!pgmap->ops)", (k) => {
        claims["S3'"].warnOn(true);
        read(k);
      });
    } else {
      p.step("folio_set_count 1", (k) => {
        claims["S3'"].warnOn(true);
        set(k, 1);
      });
    }
  });
}

/** mm/memremap.c: get_dev_pagemap(). The xarray has no pgmap whose struct pages are gone. */
export function getDevPagemap(k: DeviceDaxState): boolean {
  return k.pgmap.memmap && tryGetLive(k.pgmap);
}

/** mm/memremap.c: put_dev_pagemap(). */
export function putDevPagemap(k: DeviceDaxState): void {
  k.pgmap.ref--;
}

/**
 * mm/memremap.c: memunmap_pages(). No reference to a GENERIC folio holds the pgmap: it waits for those who look the pgmap up, and
 * for lockless walkers, and for nobody else. (Until v5.17 it dropped the folio's reference itself, and the last reference put
 * the pgmap: 27674ef6c73f.) The candidate waits for a folio that only the driver has.
 */
export function memunmapPages(machine: DeviceDax) {
  const { world, claims, level, Mm } = machine;
  const { read } = pageRef(machine);
  const { synchronizeRcu } = rcu(machine);

  return world.procedure("memunmap_pages", (p) => {
    if (level.genericUnbindWaits) p.await("wait for an idle folio", (k) => read(k) === 1);
    memunmapPagesSteps(p, synchronizeRcu, {
      kill(k) {
        killRef(k.pgmap, bookkeeping);
        startGracePeriod(k.rcu);
      },
      released: (k) => k.pgmap.ref === 0 && gracePeriodOver(k.rcu),
      remove(k) {
        claims.S1.warnOn(k.folio.ghost.pins > 0 || Mm.some((mm) => k.mms[mm].pte === "folio"));
        k.pgmap.memmap = false;
      },
    });
  });
}
