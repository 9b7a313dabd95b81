import { bool, optional, type Procedure } from "../../../checker/language/index.ts";
import { folioLock } from "../../mm/devmem/filemap.ts";
import { mmapReadUnlock } from "../../mm/devmem/memory.ts";
import { memunmapPages, zoneDevicePageInit } from "../../mm/devmem/memremap.ts";
import { migrateDevice, type AllocateDestination } from "../../mm/devmem/migrate-device.ts";
import { pageRef } from "../../mm/devmem/page-ref.ts";
import type { DeviceMemory, Mm, Page, Task } from "../../mm/devmem/state.ts";

/** `dev_pagemap_ops.migrate_to_ram`. */
export type MigrateToRam = Procedure<{ mm: Mm; page: Page; task: Task }, never>;

/**
 * What a driver of device memory does: lib/test_hmm.c (dmirror_), drivers/gpu/drm/nouveau/nouveau_dmem.c, and, where they know a free
 * page by something else than page_free(), drivers/gpu/drm/amd/amdkfd/kfd_migrate.c.
 */
export function deviceMemoryDriver(machine: DeviceMemory) {
  const { world, knobs, level, claims, device, Mm, Page, Task } = machine;
  const count = pageRef(machine);
  const { lockStep } = folioLock(machine);
  const initialise = zoneDevicePageInit(machine);
  const { migrateToRam: migrate, migrateToDevice, evict } = migrateDevice(machine);
  const memunmap = memunmapPages(machine);

  /** dmirror_devmem_fault(), svm_migrate_to_ram(): the page's data is the driver's, and is looked at first. */
  const migrateToRam: MigrateToRam = world.procedure("migrate_to_ram", { params: { mm: Mm, page: Page, task: Task }, locals: { ok: bool } }, (p) => {
    p.step("page->zone_device_data", (k, l) => {
      count.touch(k, l.page);
      claims.S7.warnOn(!k.pages[l.page].ghost.allocated);
    });
    p.call(migrate, (l) => ({ mm: l.mm, faultPage: l.page, task: l.task }), "ok");
    if (knobs.driver === "free-list") return;
    p.if((l) => l.ok, () => {
      p.step("svm_range_vram_node_free", (k, l) => {
        k.pages[l.page].free = true;
      });
    });
  });

  /** dmirror_devmem_alloc_page(), svm_migrate_get_vram_page(). */
  const allocate: AllocateDestination = world.procedure(
    "devmem_alloc_page",
    { params: { task: Task }, locals: { found: optional(Page), page: Page, got: bool }, returns: optional(Page) },
    (p) => {
      p.step("take a free page", (k, l) => {
        l.found = device.find((page) => k.pages[page].free) ?? null;
        if (l.found !== null) k.pages[l.found].free = false;
      });
      p.let("page", (l) => l.found, () => p.return(null));
      const lockPage = (): void => {
        lockStep(p, "lock_page");
        p.return((l) => l.page);
      };
      switch (knobs.driver) {
        case "free-list":
        case "buffer-object":
          break;
        case "get_page":
          p.step("get_page", (k, l) => {
            count.getOwn(k, l.page);
            k.pages[l.page].ghost.allocated = true;
          });
          lockPage();
          break;
        case "try_get_page":
          p.step("try_get_page", (k, l) => {
            l.got = count.tryGetOwn(k, l.page);
          });
          p.if((l) => l.got, lockPage);
          break;
      }
      p.call(initialise, (l) => ({ page: l.page, task: l.task }));
      p.return((l) => l.page);
    },
  );

  const toDevice = migrateToDevice(allocate);

  /** dmirror_migrate_to_device(), svm_migrate_ram_to_vram(): under the mmap_lock, on behalf of the device. */
  const migrateRange = world.procedure("migrate_to_device", { params: { mm: Mm, task: Task }, locals: { ok: bool } }, (p) => {
    if (level.privateRemoval === "waits, until empty") {
      p.unless("not removing?", (k) => !k.driver.removing && ++k.driver.migrating > 0, () => p.return());
    }
    p.await("mmap_read_lock", (k, l) => k.mms[l.mm].mmap_lock >= 0, (k, l) => {
      k.mms[l.mm].mmap_lock++;
    });
    p.call(toDevice, (l) => ({ mm: l.mm, task: l.task }), "ok");
    p.step("mmap_read_unlock", (k, l) => {
      mmapReadUnlock(k, l);
      if (level.privateRemoval === "waits, until empty") k.driver.migrating--;
    });
  });

  /** dmirror_migrate_to_system(), drm_pagemap_migrate_to_ram() of xe: the device gives a range back, device pages and others. */
  const migrateBack = world.procedure("migrate_to_system", { params: { mm: Mm, task: Task }, locals: { ok: bool } }, (p) => {
    p.await("mmap_read_lock", (k, l) => k.mms[l.mm].mmap_lock >= 0, (k, l) => {
      k.mms[l.mm].mmap_lock++;
    });
    p.call(migrate, (l) => ({ mm: l.mm, faultPage: null, task: l.task }), "ok");
    p.step("mmap_read_unlock", mmapReadUnlock);
  });

  /** dmirror_device_evict_chunk(), nouveau_dmem_evict_chunk(). */
  const evictChunk = (waits: boolean) => {
    const evictPage = evict(waits);
    return world.procedure("evict_chunk", { params: { task: Task } }, (p) => {
      for (const page of device) p.call(evictPage, (l) => ({ page, task: l.task }));
    });
  };
  const evictAll = evictChunk(false);
  const evictWaiting = evictChunk(true);

  /**
   * dmirror_device_remove_chunks(), nouveau_dmem_fini(): no page is handed out any more, those in use are migrated out, and the memory
   * goes. migrate_device_range() came with v6.1.
   */
  const remove = world.procedure("remove_chunks", { params: { task: Task } }, (p) => {
    p.step("remove_free_pages", (k) => {
      k.driver.removing = true;
      for (const page of device) k.pages[page].free = false;
    });
    const evictOnce = (): void => p.call(level.privateRemoval === "once" ? evictAll : evictWaiting, (l) => ({ task: l.task }));
    switch (level.privateRemoval) {
      case "once":
        if (level.privateHoldsPgmap) evictOnce();
        break;
      case "waits, until empty":
        p.await("wait for running migrations", (k) => k.driver.migrating === 0);
        p.while("any page in use?", (k) => device.some((page) => count.read(k, page) > 0), evictOnce);
        break;
      case "until empty":
        p.while("any page in use?", (k) => device.some((page) => count.read(k, page) > 0), evictOnce);
        break;
    }
    p.call(memunmap);
  });

  return { migrateToRam, migrateRange, migrateBack, evictAll, remove };
}
