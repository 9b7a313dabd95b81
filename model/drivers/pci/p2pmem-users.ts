import { optional, range } from "../../../checker/language/index.ts";
import { readLock, readUnlock } from "../../kernel/rcu.ts";
import { genalloc } from "../../lib/genalloc.ts";
import { percpuRef } from "../../lib/percpu-refcount.ts";
import { pageRef } from "../../mm/page-ref.ts";
import { putPage } from "../../mm/swap.ts";
import type { Kernel } from "../../state.ts";

/**
 * drivers/pci/p2pdma.c: pci_alloc_p2pmem() and pci_free_p2pmem(), by a driver that keeps the pages for itself or lends the
 * first to other subsystems. `_refcount` is never touched. kernfs does not protect these calls: they can run at any time
 * while the device goes away.
 */
export function pciP2pmemUser(kernel: Kernel, options: { readonly lends: boolean }) {
  const { world, Page, Task, bounds, barOf } = kernel;
  const pool = genalloc(kernel);
  const ref = percpuRef(kernel);

  const pciAllocP2pmem = world.procedure(
    "pci_alloc_p2pmem",
    { params: { task: Task, length: range(1, bounds.pages) }, locals: { page: Page }, returns: optional(Page) },
    (p) => {
      p.unless(
        "rcu_dereference pdev->p2pdma",
        (k, l) => {
          if (!k.pdev.p2pdma) return false;
          readLock(k.rcu, l.task);
          return true;
        },
        () => p.return(null),
      );
      p.unless(
        "gen_pool_alloc_owner",
        (k, l) => {
          const page = pool.alloc(k, l.length, "driver");
          if (page === null) {
            readUnlock(k.rcu, l.task);
            return false;
          }
          l.page = page;
          return true;
        },
        () => p.return(null),
      );
      p.if(
        "percpu_ref_tryget_live_rcu",
        (k, l) => {
          if (!ref.tryGetLive(k, barOf(l.page))) return false;
          k.pgmaps[barOf(l.page)].ghost.owed++;
          readUnlock(k.rcu, l.task);
          if (options.lends) k.lent.page = l.page;
          return true;
        },
        () => p.return((l) => l.page),
        () => {
          p.step("not live: gen_pool_free", (k, l) => {
            pool.free(k, l.page, l.length, "driver");
            readUnlock(k.rcu, l.task);
          });
          p.return(null);
        },
      );
    },
  );

  const pciFreeP2pmem = world.procedure("pci_free_p2pmem", { params: { page: Page, length: range(1, bounds.pages) } }, (p) => {
    p.await(
      "gen_pool_free_owner",
      (k) => !k.lent.inUse,
      (k, l) => {
        k.lent.page = null;
        pool.free(k, l.page, l.length, "driver");
      },
    );
    p.step("percpu_ref_put", (k, l) => {
      ref.put(k, barOf(l.page));
      k.pgmaps[barOf(l.page)].ghost.owed--;
    });
  });

  return world.procedure(
    "p2pmem_driver",
    { params: { task: Task }, locals: { length: range(1, bounds.pages), found: optional(Page), page: Page } },
    (p) => {
      p.choose("pci_alloc_p2pmem", range(1, bounds.pages), (_, l, length) => {
        l.length = length;
      });
      p.call(pciAllocP2pmem, (l) => ({ task: l.task, length: l.length }), "found");
      p.let("page", (l) => l.found, () => p.return());
      p.call(pciFreeP2pmem, (l) => ({ page: l.page, length: l.length }));
    },
  );
}

/**
 * Another subsystem that was handed a driver's page and, while the driver still owns it, takes and drops an ordinary reference,
 * as code that knows nothing of P2PDMA may do.
 */
export function p2pmemConsumer(kernel: Kernel) {
  const { world, Page, Task } = kernel;
  const count = pageRef(kernel);
  const put = putPage(kernel);

  return world.procedure("p2pmem_consumer", { params: { task: Task }, locals: { page: Page } }, (p) => {
    p.either(
      () => {
        p.step("no request comes");
        p.return();
      },
      () =>
        p.await(
          "get_page",
          (k) => k.lent.page !== null,
          (k, l) => {
            if (k.lent.page === null) return;
            l.page = k.lent.page;
            k.lent.inUse = true;
            count.get(k, l.page);
            k.pages[l.page].ghost.references++;
          },
        ),
    );
    p.call(put, (l) => ({ page: l.page, task: l.task }));
    p.step("request done", (k) => {
      k.lent.inUse = false;
    });
  });
}
