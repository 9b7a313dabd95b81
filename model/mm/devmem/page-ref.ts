import type { DeviceMemory, DeviceMemoryState as State, Page } from "./state.ts";

/**
 * include/linux/page_ref.h: the operations on `_refcount`, each one atomic access, and each a use after free once the struct
 * pages of the device are gone. A task's own reference is told to the ghost as well.
 *
 * A get on 0 and a put on 0 end the task, as VM_BUG_ON_FOLIO() does with CONFIG_DEBUG_VM: what a count that is wrong already leads to
 * is not told.
 */
export function pageRef({ claims, isDevice }: DeviceMemory) {
  /** Any access to the struct page. */
  function touch(k: State, page: Page): void {
    claims.S7.bugOn(isDevice(page) && !k.pgmap.memmap);
  }

  function read(k: State, page: Page): number {
    touch(k, page);
    return k.pages[page]._refcount;
  }

  /** folio_get(). */
  function get(k: State, page: Page): void {
    claims.S3.bugOn(read(k, page) <= 0);
    k.pages[page]._refcount++;
  }

  /** folio_get() by a task, for itself. */
  function getOwn(k: State, page: Page): void {
    get(k, page);
    k.pages[page].ghost.references++;
  }

  /** folio_try_get(): add unless zero. */
  function tryGetOwn(k: State, page: Page): boolean {
    if (read(k, page) <= 0) return false;
    k.pages[page]._refcount++;
    k.pages[page].ghost.references++;
    return true;
  }

  /** folio_put_testzero(). */
  function putTestzero(k: State, page: Page): boolean {
    claims.S3.bugOn(read(k, page) < 1);
    k.pages[page]._refcount--;
    return k.pages[page]._refcount === 0;
  }

  /** set_page_count(): a plain store. */
  function set(k: State, page: Page, count: number): void {
    claims.S11.warnOn(read(k, page) !== 0);
    k.pages[page]._refcount = count;
  }

  return { touch, read, get, getOwn, tryGetOwn, putTestzero, set };
}
