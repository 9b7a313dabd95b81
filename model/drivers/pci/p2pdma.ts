import { bool, range, type Index } from "../../../checker/language/index.ts";
import { rcu, readLock, readUnlock } from "../../kernel/rcu.ts";
import { genalloc } from "../../lib/genalloc.ts";
import { percpuRef } from "../../lib/percpu-refcount.ts";
import { vmInsertPage } from "../../mm/memory.ts";
import { pageRef } from "../../mm/page-ref.ts";
import { putPage } from "../../mm/swap.ts";
import type { Kernel, State } from "../../state.ts";

type Page = Index<"page">;

/**
 * drivers/pci/p2pdma.c: p2pmem_alloc_mmap(), the mmap of the sysfs attribute. Returns whether all pages are inserted.
 *
 * The locals are the kernel's: `kaddr` and `len` advance with `vaddr`, so that on failure they span the pages that are not
 * inserted. What differs between versions is before the insertion and on the error path, where each statement is a step: the
 * page is anybody's as soon as it is in the pool.
 */
export function p2pmemAllocMmap(kernel: Kernel) {
  const { world, Mm, Page, Task, Vaddr, bounds, knobs, level, claims, barOf } = kernel;
  const count = pageRef(kernel);
  const pool = genalloc(kernel);
  const ref = percpuRef(kernel);
  const insert = vmInsertPage(kernel);
  const put = putPage(kernel);

  /** The page gets a pgmap reference of its own, which its last put will drop. */
  function charge(k: State, page: Page): void {
    ref.get(k, barOf(page));
    if (k.pages[page].ghost.charged) return;
    k.pages[page].ghost.charged = true;
    k.pgmaps[barOf(page)].ghost.owed++;
  }

  /** The call ends: it owes its reference no longer, whether it put it or not. */
  function settle(k: State, kaddr: Page): void {
    k.pgmaps[barOf(kaddr)].ghost.owed--;
  }

  /** This task no longer counts on the reference that it has on a page that goes back to the pool. */
  function abandon(k: State, kaddr: Page, len: number): void {
    // V0 has such a reference on every page of the allocation, later versions on the one whose count they have stored.
    for (const page of pool.run(kaddr, level.freeCount === 1 ? len : 1)) k.pages[page].ghost.references--;
  }

  return world.procedure(
    "p2pmem_alloc_mmap",
    {
      params: { mm: Mm, task: Task, length: range(1, bounds.pages) },
      locals: { kaddr: Page, len: range(0, bounds.pages), vaddr: Vaddr, inserted: bool },
      returns: bool,
    },
    (p) => {
      p.unless(
        "rcu_dereference pdev->p2pdma",
        (k, l) => {
          if (!k.pdev.p2pdma) return false;
          readLock(k.rcu, l.task);
          return true;
        },
        // -ENODEV
        () => p.return(false),
      );
      p.unless(
        "gen_pool_alloc_owner",
        (k, l) => {
          const kaddr = pool.alloc(k, l.length, "mmap");
          if (kaddr === null) {
            readUnlock(k.rcu, l.task);
            return false;
          }
          l.kaddr = kaddr;
          l.len = l.length;
          l.vaddr = Vaddr.first;
          return true;
        },
        // -ENOMEM
        () => p.return(false),
      );
      p.unless(
        "percpu_ref_tryget_live_rcu",
        (k, l) => {
          if (!ref.tryGetLive(k, barOf(l.kaddr))) return false;
          k.pgmaps[barOf(l.kaddr)].ghost.owed++;
          readUnlock(k.rcu, l.task);
          return true;
        },
        () => {
          p.step("not live: gen_pool_free", (k, l) => {
            if (level.freeCount === 1) abandon(k, l.kaddr, l.len);
            pool.free(k, l.kaddr, l.len, "mmap");
            readUnlock(k.rcu, l.task);
          });
          // -ENODEV
          p.return(false);
        },
      );

      p.while(
        (l) => l.len > 0,
        () => {
          if (level.storesOne) {
            if (knobs.debugVm) {
              p.step("VM_WARN_ON_ONCE_PAGE", (k, l) => {
                const isZero = count.read(k, l.kaddr) === 0;
                claims.P6.warnOn(level.warnsIf === "count is zero" ? isZero : !isZero);
              });
            }
            p.step("set_page_count 1", (k, l) => {
              count.set(k, l.kaddr, 1);
              k.pages[l.kaddr].ghost.references++;
              k.pages[l.kaddr].ghost.owner = "mmap";
            });
          }
          p.call(insert, (l) => ({ mm: l.mm, vaddr: l.vaddr, page: l.kaddr }), "inserted");
          p.if((l) => !l.inserted, () => p.goto("error"));
          p.step("percpu_ref_get", (k, l) => {
            charge(k, l.kaddr);
          });
          p.call(put, (l) => ({ page: l.kaddr, task: l.task }));
          p.do((l) => {
            l.len--;
            if (l.len === 0) return;
            l.kaddr = Page.next(l.kaddr);
            l.vaddr = Vaddr.next(l.vaddr);
          });
        },
      );
      p.step("percpu_ref_put", (k, l) => {
        ref.put(k, barOf(l.kaddr));
        settle(k, l.kaddr);
      });
      p.return(true);

      p.label("error");
      const freeRest = (k: State, l: { readonly kaddr: Page; readonly len: number }): void => pool.free(k, l.kaddr, l.len, "mmap");
      switch (level.errorPath) {
        case "free":
          p.step("error: gen_pool_free", (k, l) => {
            abandon(k, l.kaddr, l.len);
            freeRest(k, l);
            if (!level.errorPathPutsRef) settle(k, l.kaddr);
          });
          break;
        case "free, store 0":
          p.step("error: gen_pool_free", freeRest);
          p.step("error: set_page_count 0", (k, l) => {
            count.set(k, l.kaddr, 0);
            abandon(k, l.kaddr, l.len);
          });
          break;
        case "store 0, free":
          p.step("error: set_page_count 0", (k, l) => {
            count.set(k, l.kaddr, 0);
            abandon(k, l.kaddr, l.len);
            k.pages[l.kaddr].ghost.owner = "inFlight";
          });
          p.step("error: gen_pool_free", freeRest);
          break;
        case "freeze or put":
          p.if(
            "error: page_ref_freeze 1",
            (k, l) => {
              if (!count.freeze(k, l.kaddr, 1)) return false;
              abandon(k, l.kaddr, l.len);
              k.pages[l.kaddr].ghost.owner = "inFlight";
              return true;
            },
            () => p.step("error: gen_pool_free", freeRest),
            () => {
              p.if((l) => l.len > 1, () => {
                p.step("error: gen_pool_free the rest", (k, l) => {
                  pool.free(k, Page.next(l.kaddr), l.len - 1, "mmap");
                });
              });
              p.step("error: percpu_ref_get", (k, l) => {
                charge(k, l.kaddr);
              });
              p.call(put, (l) => ({ page: l.kaddr, task: l.task }));
            },
          );
          break;
      }
      if (level.errorPathPutsRef) {
        p.step("error: percpu_ref_put", (k, l) => {
          ref.put(k, barOf(l.kaddr));
          settle(k, l.kaddr);
        });
      }
      p.return(false);
    },
  );
}

/**
 * drivers/pci/p2pdma.c: pci_p2pdma_release(), the last of the device's devm actions. Some versions skip the grace period if
 * there is no pool.
 */
export function pciP2pdmaRelease(kernel: Kernel) {
  const { world } = kernel;
  const { synchronizeRcu } = rcu(kernel);
  const pool = genalloc(kernel);

  return world.procedure("pci_p2pdma_release", (p) => {
    p.step("pdev->p2pdma = NULL", (k) => {
      k.pdev.p2pdma = false;
    });
    p.call(synchronizeRcu);
    p.call(pool.destroy);
  });
}
