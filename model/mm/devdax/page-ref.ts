import type { DeviceDax, DeviceDaxState } from "../../drivers/dax/state.ts";

/** include/linux/page_ref.h: the operations on `_refcount`, each one atomic access, and each a use after free once the struct page is gone. */
export function pageRef({ claims }: DeviceDax) {
  function read(k: DeviceDaxState): number {
    claims.S7.bugOn(!k.pgmap.memmap);
    return k.folio._refcount;
  }

  /** folio_get(), folio_ref_inc(). */
  function get(k: DeviceDaxState): void {
    claims.S3.warnOn(read(k) <= 0);
    k.folio._refcount++;
  }

  /** folio_try_get(): add unless zero. */
  function tryGet(k: DeviceDaxState): boolean {
    if (read(k) <= 0) return false;
    k.folio._refcount++;
    return true;
  }

  /** folio_ref_sub_and_test(). */
  function putTestzero(k: DeviceDaxState): boolean {
    claims.S3.warnOn(read(k) < 1);
    k.folio._refcount--;
    return k.folio._refcount === 0;
  }

  /** folio_set_count(): a plain store. */
  function set(k: DeviceDaxState, count: number): void {
    claims.S11.warnOn(read(k) !== 0);
    k.folio._refcount = count;
  }

  return { read, get, tryGet, putTestzero, set };
}
