import type { Kernel } from "../state.ts";
import { freeZoneDeviceFolio } from "./memremap.ts";
import { pageRef } from "./page-ref.ts";

/**
 * include/linux/mm.h, mm/swap.c: put_page() -> __folio_put().
 *
 * V0 first asks put_devmap_managed_folio_refs(), which leaves P2PDMA pages alone: only FS_DAX is managed.
 */
export function putPage(kernel: Kernel) {
  const { world, Page, Task } = kernel;
  const { putTestzero } = pageRef(kernel);
  const free = freeZoneDeviceFolio(kernel);

  return world.procedure("put_page", { params: { page: Page, task: Task } }, (p) => {
    p.if(
      "put_page",
      (k, l) => {
        k.pages[l.page].ghost.references--;
        if (!putTestzero(k, l.page)) return false;
        free.enter(k, l.page, l.task);
        return true;
      },
      () => p.call(free.procedure, (l) => ({ page: l.page, task: l.task })),
    );
  });
}
