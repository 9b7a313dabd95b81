import { bool, optional, type Procedure } from "../../../checker/language/index.ts";
import { folioLock } from "./filemap.ts";
import { folioPut } from "./memremap.ts";
import { pageRef } from "./page-ref.ts";
import type { DeviceMemory, DeviceMemoryState as State, Mm, Page, Task } from "./state.ts";

/** Allocates the page that another is migrated to, locked and with one reference; null if there is none. */
export type AllocateDestination = Procedure<{ task: Task }, Page | null>;

/**
 * mm/migrate_device.c: migration of one page between a device and system memory. The functions are the kernel's; each PTE that they
 * change is one section of a page-table lock, and one step.
 *
 * A task that migrates has one reference of its own to the page, from collecting it on. LRU isolation exchanges that reference
 * for another and is no step.
 */
export function migrateDevice(machine: DeviceMemory) {
  const { world, knobs, fault, Page, Mm, Task, isDevice, entryOf } = machine;
  const faultHolds = fault !== "no reference";
  const faultLocks = fault === "trylock" || fault === "wait on lock";
  const count = pageRef(machine);
  const { lock, lockStep, tryLock, unlock } = folioLock(machine);
  const put = folioPut(machine);

  const maps = (k: State, mm: Mm, page: Page): boolean => {
    const { maps, page: mapped } = k.mms[mm].pte;
    return mapped === page && (maps === "present" || maps === "private");
  };

  /** The entry becomes a migration entry; its reference goes, and cannot be the last: the caller has one. */
  function setMigrationEntry(k: State, mm: Mm, page: Page): void {
    k.mms[mm].pte.maps = "migration";
    k.pages[page]._mapcount--;
    count.putTestzero(k, page);
  }

  /**
   * migrate_vma_collect_pmd(): under the page-table lock, take a reference, try to lock the folio, replace the PTE. A folio that is
   * locked is left alone; a fault locks its own before (since v6.15), and collecting it does not. Returns the page, and null if there
   * is nothing to migrate. Until the page-table lock is dropped nobody asks for the count of a page that is mapped here.
   */
  function collect(k: State, mm: Mm, wants: (page: Page) => boolean, faultPage: Page | null, task: Task): Page | null {
    const { maps, page } = k.mms[mm].pte;
    if (page === null || (maps !== "present" && maps !== "private") || !wants(page)) return null;
    if (!(faultLocks && faultPage === page) && !tryLock(k, page, task)) return null;
    count.getOwn(k, page);
    setMigrationEntry(k, mm, page);
    return page;
  }

  /** mm/migrate.c: remove_migration_ptes(): every migration entry for `from` becomes a mapping of `to`. One mm a step. */
  const removeMigrationPtes = world.procedure("remove_migration_ptes", { params: { from: Page, to: Page } }, (p) => {
    p.while(
      "remove_migration_pte",
      (k, l) => {
        const mm = Mm.find((each) => k.mms[each].pte.maps === "migration" && k.mms[each].pte.page === l.from);
        if (mm === null) return false;
        count.get(k, l.to);
        k.pages[l.to]._mapcount++;
        k.mms[mm].pte = { maps: entryOf(l.to), page: l.to };
        return true;
      },
      () => {},
    );
  });

  /** folio_unlock() and folio_put(); a fault keeps the lock of its own page. */
  const release = world.procedure("unlock and put", { params: { page: Page, keepsLock: bool, task: Task } }, (p) => {
    p.if((l) => !l.keepsLock, () => {
      p.step("folio_unlock", (k, l) => unlock(k, l.page, l.task));
    });
    p.call(put, (l) => ({ page: l.page }));
  });

  /**
   * migrate_device_unmap(): the other mappings become migration entries as well (try_to_migrate()); then nobody but the caller, and
   * the fault that it is part of, may have a reference. One more is allowed for a device page, which the exact test below refuses.
   * Otherwise all is undone, and the caller's reference is gone. Returns whether the page is unmapped.
   *
   * A page of system memory in the same batch that is not on an LRU list makes it wait for a work item on every CPU first.
   */
  const unmap = world.procedure("migrate_device_unmap", { params: { src: Page, isFault: bool, keepsLock: bool, task: Task }, returns: bool }, (p) => {
    if (knobs.drains) p.await("lru_add_drain_all", (k) => k.spinning === 0);
    p.while(
      "try_to_migrate",
      (k, l) => {
        const mm = Mm.find((each) => maps(k, each, l.src));
        if (mm === null) return false;
        setMigrationEntry(k, mm, l.src);
        return true;
      },
      () => {},
    );
    p.if(
      "migrate_vma_check_page",
      (k, l) => {
        const extra = 1 + (l.isFault ? 1 : 0) + (isDevice(l.src) ? 1 : 0);
        return count.read(k, l.src) - extra <= k.pages[l.src]._mapcount;
      },
      () => p.return(true),
    );
    p.call(removeMigrationPtes, (l) => ({ from: l.src, to: l.src }));
    p.call(release, (l) => ({ page: l.src, keepsLock: l.keepsLock, task: l.task }));
    p.return(false);
  });

  /**
   * The driver's allocation and copy; migrate_device_pages(), whose folio_migrate_mapping() wants the exact count; and
   * migrate_device_finalize(): PTEs for the new page, or for the old one again; unlock and put both.
   */
  const move = (allocate: AllocateDestination) =>
    world.procedure(
      "migrate_device_pages",
      { params: { src: Page, isFault: bool, keepsLock: bool, task: Task }, locals: { found: optional(Page), dst: Page, moved: bool }, returns: bool },
      (p) => {
        p.call(allocate, (l) => ({ task: l.task }), "found");
        p.let("dst", (l) => l.found, () => {
          p.call(removeMigrationPtes, (l) => ({ from: l.src, to: l.src }));
          p.call(release, (l) => ({ page: l.src, keepsLock: l.keepsLock, task: l.task }));
          p.return(false);
        });
        p.step("folio_migrate_mapping", (k, l) => {
          l.moved = count.read(k, l.src) === (l.isFault ? 2 : 1);
        });
        p.if((l) => !l.moved, () => p.call(release, (l) => ({ page: l.dst, keepsLock: false, task: l.task })));
        p.call(removeMigrationPtes, (l) => ({ from: l.src, to: l.moved ? l.dst : l.src }));
        p.call(release, (l) => ({ page: l.src, keepsLock: l.keepsLock, task: l.task }));
        p.if((l) => l.moved, () => p.call(release, (l) => ({ page: l.dst, keepsLock: false, task: l.task })));
        p.return((l) => l.moved);
      },
    );

  /** A page of system memory: alloc_page(), lock_page(). */
  const allocateRam: AllocateDestination = world.procedure("alloc_page", { params: { task: Task }, locals: { found: optional(Page) }, returns: optional(Page) }, (p) => {
    p.step("alloc_page", (k, l) => {
      const page = Page.find((each) => !isDevice(each) && k.pages[each].free);
      l.found = page;
      if (page === null) return;
      k.pages[page].free = false;
      k.pages[page]._refcount = 1;
      k.pages[page].ghost.references++;
      lock(k, page, l.task);
    });
    p.return((l) => l.found);
  });

  const moveToRam = move(allocateRam);

  /**
   * migrate_vma_setup(), _pages(), _finalize() of one address, to system memory: what a driver's migrate_to_ram() does for the page
   * that a fault has a reference to, and since v6.15 the lock of. Returns whether it has been migrated.
   */
  const migrateToRam = world.procedure(
    "migrate_vma_setup",
    { params: { mm: Mm, faultPage: optional(Page), task: Task }, locals: { found: optional(Page), src: Page, isFault: bool, keepsLock: bool, ok: bool }, returns: bool },
    (p) => {
      p.step("migrate_vma_collect_pmd", (k, l) => {
        l.found = collect(k, l.mm, isDevice, l.faultPage, l.task);
        l.isFault = faultHolds && l.found !== null && l.found === l.faultPage;
        l.keepsLock = l.isFault && faultLocks;
      });
      p.let("src", (l) => l.found, () => p.return(false));
      p.call(unmap, (l) => ({ src: l.src, isFault: l.isFault, keepsLock: l.keepsLock, task: l.task }), "ok");
      p.if((l) => !l.ok, () => p.return(false));
      p.call(moveToRam, (l) => ({ src: l.src, isFault: l.isFault, keepsLock: l.keepsLock, task: l.task }), "ok");
      p.return((l) => l.ok);
    },
  );

  /** The same to the device, by its driver, under the mmap_lock. An address without a page gets one of the device: migrate_vma_insert_page(). */
  function migrateToDevice(allocate: AllocateDestination) {
    const moveToDevice = move(allocate);

    return world.procedure(
      "migrate_vma_setup",
      { params: { mm: Mm, task: Task }, locals: { hole: bool, found: optional(Page), src: Page, dst: Page, ok: bool }, returns: bool },
      (p) => {
        p.step("migrate_vma_collect_pmd", (k, l) => {
          l.hole = k.mms[l.mm].pte.maps === "none";
          l.found = collect(k, l.mm, (page) => !isDevice(page), null, l.task);
        });
        p.if((l) => l.hole, () => {
          p.call(allocate, (l) => ({ task: l.task }), "found");
          p.let("dst", (l) => l.found, () => p.return(false));
          p.step("migrate_vma_insert_page", (k, l) => {
            l.ok = k.mms[l.mm].pte.maps === "none";
            if (!l.ok) return;
            count.get(k, l.dst);
            k.pages[l.dst]._mapcount++;
            k.mms[l.mm].pte = { maps: entryOf(l.dst), page: l.dst };
          });
          p.call(release, (l) => ({ page: l.dst, keepsLock: false, task: l.task }));
          p.return((l) => l.ok);
        });
        p.let("src", (l) => l.found, () => p.return(false));
        p.call(unmap, (l) => ({ src: l.src, isFault: false, keepsLock: false, task: l.task }), "ok");
        p.if((l) => !l.ok, () => p.return(false));
        p.call(moveToDevice, (l) => ({ src: l.src, isFault: false, keepsLock: false, task: l.task }), "ok");
        p.return((l) => l.ok);
      },
    );
  }

  /**
   * migrate_device_range() of one page, and what follows: no mmap_lock, no VMA. A page that is free is passed over, and so is one that is
   * locked, but by the candidate, which waits.
   */
  const evict = (waits: boolean) =>
    world.procedure("migrate_device_range", { params: { page: Page, task: Task }, locals: { ok: bool } }, (p) => {
      const migrate = (): void => {
        p.call(unmap, (l) => ({ src: l.page, isFault: false, keepsLock: false, task: l.task }), "ok");
        p.if((l) => l.ok, () => p.call(moveToRam, (l) => ({ src: l.page, isFault: false, keepsLock: false, task: l.task }), "ok"));
      };
      p.unless("folio_get_nontail_page", (k, l) => count.tryGetOwn(k, l.page), () => p.return());
      if (waits) {
        lockStep(p, "folio_lock");
        migrate();
      } else {
        p.if("folio_trylock", (k, l) => tryLock(k, l.page, l.task), migrate, () => p.call(put, (l) => ({ page: l.page })));
      }
    });

  /** migrate_device_coherent_folio(): the caller's reference plays the part of the one from collecting. Returns whether it is migrated, 0 or -EBUSY. */
  const migrateCoherent = world.procedure("migrate_device_coherent_folio", { params: { page: Page, task: Task }, locals: { ok: bool }, returns: bool }, (p) => {
    lockStep(p, "folio_lock");
    p.call(unmap, (l) => ({ src: l.page, isFault: false, keepsLock: false, task: l.task }), "ok");
    p.if((l) => l.ok, () => p.call(moveToRam, (l) => ({ src: l.page, isFault: false, keepsLock: false, task: l.task }), "ok"));
    p.return((l) => l.ok);
  });

  return { migrateToRam, migrateToDevice, evict, migrateCoherent };
}
