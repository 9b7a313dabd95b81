import { bool, setOf, type Index } from "../../checker/language/index.ts";
import type { Kernel, State } from "../state.ts";
import { freeZoneDeviceFolio } from "./memremap.ts";
import { pageRef } from "./page-ref.ts";

type Page = Index<"page">;
type Mm = Index<"mm">;

/**
 * mm/memory.c: vm_insert_page() -> insert_page(); the same in all versions. Returns whether the page was inserted.
 *
 * The first check holds no lock. Taking the reference and writing the PTE are one critical section of the page-table lock, but
 * two steps: GUP-fast reads the PTE without the lock.
 */
export function vmInsertPage(kernel: Kernel) {
  const { world, Mm, Page, Vaddr, claims } = kernel;
  const count = pageRef(kernel);

  return world.procedure("vm_insert_page", { params: { mm: Mm, vaddr: Vaddr, page: Page }, returns: bool }, (p) => {
    p.if(
      "validate_page_before_insert",
      (k, l) => claims.P9.warnOn(count.read(k, l.page) === 0),
      // -EINVAL
      () => p.return(false),
    );
    p.either(
      () => {
        p.await(
          "get_locked_pte: -ENOMEM",
          (k) => k.failBudget > 0,
          (k) => {
            k.failBudget--;
          },
        );
        p.return(false);
      },
      () => p.step("get_locked_pte"),
    );
    p.unless(
      "insert_page: folio_get",
      (k, l) => {
        // -EBUSY: a fresh VMA has no PTEs, so this is no reason that an mmap may fail for.
        if (claims.P9.warnOn(k.mms[l.mm].pte[l.vaddr] !== null)) return false;
        count.get(k, l.page);
        k.pages[l.page].ghost.references++;
        return true;
      },
      () => p.return(false),
    );
    p.step("insert_page: set_pte_at", (k, l) => {
      k.mms[l.mm].pte[l.vaddr] = l.page;
      k.pages[l.page].ghost.references--;
    });
    p.return(true);
  });
}

/**
 * mm/memory.c: zap_pte_range() of one VMA, as an effect: under the page-table lock, all its PTEs become none. Their pages
 * come back, each with the mapping's reference, for {@link tlbFinishMmu}.
 */
export function zapPtes(kernel: Kernel, k: State, mm: Mm): Set<Page> {
  const batch = new Set<Page>();
  for (const vaddr of kernel.Vaddr) {
    const page = k.mms[mm].pte[vaddr];
    if (page === null) continue;
    k.mms[mm].pte[vaddr] = null;
    k.pages[page].ghost.references++;
    batch.add(page);
  }
  return batch;
}

/**
 * mm/mmu_gather.c: tlb_flush_mmu() of a batch of zapped pages: flush the TLB, then drop the references. A flush by IPI waits
 * for every CPU that walks this mm with interrupts off; a broadcast flush waits for none.
 */
export function tlbFinishMmu(kernel: Kernel) {
  const { world, Mm, Page, Task, knobs } = kernel;
  const { subAndTest } = pageRef(kernel);
  const free = freeZoneDeviceFolio(kernel);

  return world.procedure("tlb_finish_mmu", { params: { mm: Mm, batch: setOf(Page), task: Task }, locals: { left: setOf(Page), page: Page } }, (p) => {
    if (knobs.tlbFlush === "ipi") {
      p.await(
        "tlb_flush: IPI",
        (k, l) => k.mms[l.mm].walkers === 0,
        (_, l) => {
          l.left = l.batch;
        },
      );
    } else {
      p.step("tlb_flush: broadcast", (_, l) => {
        l.left = l.batch;
      });
    }
    p.while(
      (l) => l.left.size > 0,
      () => {
        p.if(
          "folios_put_refs",
          (k, l) => {
            for (const page of l.left) {
              l.page = page;
              break;
            }
            l.left.delete(l.page);
            k.pages[l.page].ghost.references--;
            if (!subAndTest(k, l.page, 1)) return false;
            free.enter(k, l.page, l.task);
            return true;
          },
          () => p.call(free.procedure, (l) => ({ page: l.page, task: l.task })),
        );
      },
    );
  });
}

/**
 * mm/memory.c: copy_page_range(), as an effect: VM_MIXEDMAP makes fork copy every PTE, each with a reference, under both page-
 * table locks. `pgmap->ref` is not touched: it counts allocated pages, not their PTEs.
 */
export function copyPageRange(kernel: Kernel, k: State, from: Mm, to: Mm): void {
  const count = pageRef(kernel);
  for (const vaddr of kernel.Vaddr) {
    const page = k.mms[from].pte[vaddr];
    if (page === null) continue;
    count.get(k, page);
    k.mms[to].pte[vaddr] = page;
  }
}

/**
 * mm/memory.c: unmap_mapping_range(): zap every VMA in i_mmap, one after the other, each with an mmu_gather of its own. The
 * i_mmap lock is held for read all the way: no VMA enters or leaves the tree meanwhile. It takes no mmap_lock.
 *
 * The order is that of the interval tree, where fork inserts a child's VMA right after its parent's: here, the order of the
 * mms.
 */
export function unmapMappingRange(kernel: Kernel) {
  const { world, Mm, Page, Task } = kernel;
  const finish = tlbFinishMmu(kernel);

  return world.procedure("unmap_mapping_range", { params: { task: Task }, locals: { visited: setOf(Mm), mm: Mm, batch: setOf(Page) } }, (p) => {
    p.step("i_mmap_lock_read", (k, l) => {
      k.i_mmap_locked = true;
      l.visited = new Set();
    });
    p.while(
      "zap_page_range_single",
      (k, l) => {
        const mm = Mm.find((each) => k.mms[each].inIMmap && !l.visited.has(each));
        if (mm === null) {
          k.i_mmap_locked = false;
          return false;
        }
        l.visited.add(mm);
        l.mm = mm;
        l.batch = zapPtes(kernel, k, mm);
        return true;
      },
      () => p.if((l) => l.batch.size > 0, () => p.call(finish, (l) => ({ mm: l.mm, batch: l.batch, task: l.task }))),
    );
  });
}
