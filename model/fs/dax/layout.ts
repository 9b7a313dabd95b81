import { bool, optional, range, setOf, type Body, type Index } from "../../../checker/language/index.ts";
import { mappingMapped, unmapMappingPages } from "../../mm/fsdax/memory.ts";
import { association } from "./associate.ts";
import { checkRemoval, isWoken, putUnlockedEntry, sleepOn, storeNone, wakeUp } from "./entry.ts";
import type { FsDax, FsDaxState } from "./state.ts";

type Page = Index<"page">;
type File = Index<"file">;
type Pgoff = Index<"pgoff">;

/** How dax_break_layout() waits for a page. */
export type Wait =
  /** Drops the invalidate_lock for the sleep: ext4_wait_dax_page(), xfs_wait_dax_page(), fuse_wait_dax_page(). */
  | "drop lock"
  /** dax_break_layout_final(): nobody else has the inode, there is no lock to drop. */
  | "final"
  /** No callback: it does not wait, but returns -ERESTARTSYS. From P6 on. */
  | "would block";

/** dax_page_is_idle(). */
export function isIdle({ level }: Pick<FsDax, "level">, k: FsDaxState, page: Page): boolean {
  const { _refcount, _mapcount } = k.pages[page];
  return _refcount === (level.fsdaxIdleTest === "count" ? level.fsdaxIdleCount : _mapcount);
}

/** fs/dax.c: what a file system does before it takes blocks away from a file. The caller holds the invalidate_lock for write. */
export function layouts(dax: FsDax) {
  const { world, File, Pgoff, Page, Waiter, level, knobs } = dax;
  const readsTwice = level.fsdaxBusyTest === "count != mapcount, read twice";
  const { disassociated, write } = association(dax);
  const unmap = unmapMappingPages(dax);
  /** Offsets as the cursor of an xarray walk counts them, the end included. */
  const Cursor = range(0, Pgoff.size);
  const Count = range(-dax.bounds.tasks, dax.mostReferences);

  /** What the cursor of a walk stands on. Past the end there is nothing. */
  function entryAt(k: FsDaxState, file: File, cursor: number): FsDaxState["files"][File]["i_pages"][Pgoff] | null {
    return cursor < Pgoff.size ? k.files[file].i_pages[Pgoff.at(cursor)] : null;
  }

  /**
   * wait_entry_unlocked_exclusive(), and what its caller does with the entry in the same section of the i_pages lock. It was written to stay on the entry that it waits for;
   * but before it drops the i_pages lock it pauses the cursor (xas_pause()), which moves it to the next one. dd59137bfe70 resets it instead.
   *
   * V0 calls get_unlocked_entry() there, which looks on from where the cursor stands, and for a small entry finds nothing.
   */
  function waitEntryUnlocked<L extends { readonly file: File; cursor: number; key: number }, W, R>(p: Body<FsDaxState, L, W, R>, then: (k: FsDaxState, l: L) => void): void {
    p.while(
      "wait_entry_unlocked_exclusive",
      (k, l) => {
        const entry = entryAt(k, l.file, l.cursor);
        if (entry?.locked !== true || level.scanMeetsLocked === "skip") {
          then(k, l);
          return false;
        }
        if (knobs.entryQueue) sleepOn(entry);
        l.key = l.cursor;
        if (level.scanMeetsLocked === "wait, move on") l.cursor++;
        return true;
      },
      () =>
        p.await(
          "wait_entry_unlocked_exclusive: schedule",
          (k, l) => {
            const entry = k.files[l.file].i_pages[Pgoff.at(l.key)];
            return knobs.entryQueue ? isWoken(entry) : !entry.locked;
          },
          (k, l) => {
            if (knobs.entryQueue) wakeUp(k.files[l.file].i_pages[Pgoff.at(l.key)]);
          },
        ),
    );
  }

  /** A step for each entry of a range, as xas_for_each() with a wait for locked ones. The i_pages lock may be dropped between any two. */
  const cursorLocals = { cursor: Cursor, end: Cursor, key: Cursor };

  /**
   * dax_layout_busy_page_range(): unmap, then look at every entry. The page comes back without a reference.
   *
   * A lockless walker has either taken its reference before the scan reads the count, or finds the PTE gone. From P18 on the two
   * counts are read one after the other: a fault through another file can come in between.
   */
  const layoutBusyPage = world.procedure(
    "dax_layout_busy_page_range",
    { params: { file: File, pgoffs: setOf(Pgoff) }, locals: { ...cursorLocals, at: optional(Page), page: Page, count: Count, mapcount: Count }, returns: optional(Page) },
    (p) => {
      if (!level.scansUnmapped) {
        p.unless(
          "mapping_mapped",
          (k, l) => mappingMapped(dax, k, l.file),
          () => p.return(null),
        );
      }
      p.call(unmap, (l) => ({ file: l.file, pgoffs: l.pgoffs }));
      p.do((l) => {
        l.cursor = firstOf(l.pgoffs);
        l.end = pastLastOf(l.pgoffs);
      });
      p.while(
        (l) => l.cursor < l.end,
        () => {
          waitEntryUnlocked(p, (k, l) => {
            const entry = entryAt(k, l.file, l.cursor);
            // V0's get_unlocked_entry() finds nothing in the place of a locked entry.
            l.at = entry === null || entry.locked ? null : entry.page;
            if (l.at === null) {
              if (entry !== null && !entry.locked) putUnlockedEntry(entry);
              return;
            }
            if (readsTwice) l.mapcount = k.pages[l.at]._mapcount;
            else l.count = k.pages[l.at]._refcount;
          });
          p.let("page", (l) => l.at, () => {
            p.do((l) => {
              l.cursor = Math.min(l.cursor + 1, Pgoff.size);
            });
            p.continue();
          });
          if (readsTwice) {
            p.step("dax_busy_page: folio_ref_count", (k, l) => {
              l.count = k.pages[l.page]._refcount;
            });
            // The cursor stays where it is.
            p.if("folio_mapcount: changed?", (k, l) => l.mapcount !== k.pages[l.page]._mapcount, () => p.continue());
          }
          p.if(
            "dax_busy_page",
            (k, l) => {
              if (!readsTwice) l.mapcount = k.pages[l.page]._mapcount;
              const entry = entryAt(k, l.file, l.cursor);
              if (entry !== null) putUnlockedEntry(entry);
              return level.fsdaxBusyTest === "count > 1" ? l.count > 1 : l.count !== l.mapcount;
            },
            () => p.return((l) => l.page),
          );
          p.do((l) => {
            l.cursor = Math.min(l.cursor + 1, Pgoff.size);
          });
        },
      );
      p.return(null);
    },
  );

  /** The ordinal of the first offset of a range, and of the first one past it. */
  const firstOf = (pgoffs: Iterable<Pgoff>): number => Math.min(...[...pgoffs].map((pgoff) => Pgoff.ordinal(pgoff)));
  const pastLastOf = (pgoffs: Iterable<Pgoff>): number => Math.max(...[...pgoffs].map((pgoff) => Pgoff.ordinal(pgoff))) + 1;

  /** An entry goes: dax_disassociate_entry() and the store, one section of the i_pages lock. */
  function deleteEntry(k: FsDaxState, file: File, pgoff: Pgoff): void {
    const { page } = k.files[file].i_pages[pgoff];
    if (page !== null) {
      checkRemoval(dax, k, page);
      write(k, page, disassociated(k.pages[page]));
    }
    storeNone(k, file, pgoff);
  }

  /** dax_delete_mapping_range(), P6. Its cursor has the same trouble with locked entries. */
  const deleteMappingRange = world.procedure("dax_delete_mapping_range", { params: { file: File, pgoffs: setOf(Pgoff) }, locals: cursorLocals }, (p) => {
    p.do((l) => {
      l.cursor = firstOf(l.pgoffs);
      l.end = pastLastOf(l.pgoffs);
    });
    p.while(
      (l) => l.cursor < l.end,
      () => {
        waitEntryUnlocked(p, (k, l) => {
          if (l.cursor < Pgoff.size) deleteEntry(k, l.file, Pgoff.at(l.cursor));
          l.cursor = Math.min(l.cursor + 1, Pgoff.size);
        });
      },
    );
  });

  /**
   * dax_break_layout(), dax_break_layout_final(); before P5 a copy in each file system. Returns whether nothing is left to wait for.
   * A signal can end the wait (TASK_INTERRUPTIBLE, but in dax_break_layout_final()); the caller then gives up, and the file is as before, but unmapped.
   */
  function breakLayout(wait: Wait) {
    const interruptible = knobs.signals && wait === "drop lock";
    const name = wait === "final" ? "dax_break_layout_final" : "dax_break_layout";
    return world.procedure(
      name,
      { params: { file: File, pgoffs: setOf(Pgoff), waiter: Waiter }, locals: { busy: optional(Page), page: Page, signal: bool }, returns: bool },
      (p) => {
        p.do((l) => {
          l.signal = false;
        });
        p.loop(() => {
          p.call(layoutBusyPage, (l) => ({ file: l.file, pgoffs: l.pgoffs }), "busy");
          p.let("page", (l) => l.busy, () => p.break());
          if (wait === "would block") {
            p.return(false);
          } else {
            // ___wait_var_event(): register, look, sleep. Who has a signal is not registered again, and looks once more.
            p.loop(() => {
              p.step("prepare_to_wait_event", (k, l) => {
                k.waiters[l.waiter].page = l.signal ? null : l.page;
                k.waiters[l.waiter].woken = false;
              });
              p.if("dax_page_is_idle", (k, l) => isIdle(dax, k, l.page), () => p.break());
              // -ERESTARTSYS
              if (interruptible) p.if((l) => l.signal, () => p.return(false));
              if (wait === "drop lock") {
                p.step("filemap_invalidate_unlock", (k, l) => {
                  k.files[l.file].invalidate_lock = 0;
                });
              }
              const schedule = (): void => p.await("schedule", (k, l) => k.waiters[l.waiter].woken);
              if (interruptible) {
                p.either(schedule, () =>
                  // Nobody promises that one comes.
                  p.fair("none", () =>
                    p.step("schedule: signal", (_, l) => {
                      l.signal = true;
                    }),
                  ),
                );
              } else {
                schedule();
              }
              if (wait === "drop lock") {
                p.await(
                  "filemap_invalidate_lock",
                  (k, l) => k.files[l.file].invalidate_lock === 0,
                  (k, l) => {
                    k.files[l.file].invalidate_lock = -1;
                  },
                );
              }
            });
            p.step("finish_wait", (k, l) => {
              k.waiters[l.waiter].page = null;
              k.waiters[l.waiter].woken = false;
            });
          }
        });
        if (level.breakDeletes) p.call(deleteMappingRange, (l) => ({ file: l.file, pgoffs: l.pgoffs }));
        p.return(true);
      },
    );
  }

  return { layoutBusyPage, breakLayout, deleteEntry, firstOf, pastLastOf };
}
