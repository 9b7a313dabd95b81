import type { Index } from "../../checker/language/index.ts";
import type { Kernel, State } from "../state.ts";

type Page = Index<"page">;

/**
 * include/linux/page_ref.h, include/linux/mm.h: the operations on `_refcount`, each one atomic access. Every one touches the
 * struct page, so every one is a use after free once memunmap_pages() has removed it.
 */
export function pageRef({ claims, barOf, vmBugOn }: Kernel) {
  /** Any access to the struct page. */
  function touch(k: State, page: Page): void {
    claims.P8.bugOn(!k.pgmaps[barOf(page)].memmap);
  }

  /** A dereference of `page->pgmap`. */
  function touchPgmap(k: State, page: Page): void {
    touch(k, page);
    claims.P8.bugOn(k.pgmaps[barOf(page)].freed);
  }

  function read(k: State, page: Page): number {
    touch(k, page);
    return k.pages[page]._refcount;
  }

  /** folio_get(), which VM_BUGs on a count of 0. */
  function get(k: State, page: Page): void {
    vmBugOn(claims.P3, read(k, page) <= 0);
    k.pages[page]._refcount++;
  }

  /** folio_try_get(): add unless zero. A negative count makes try_get_folio() warn and fail. */
  function tryGet(k: State, page: Page): boolean {
    if (read(k, page) <= 0) return false;
    k.pages[page]._refcount++;
    return true;
  }

  function add(k: State, page: Page, count: number): void {
    touch(k, page);
    k.pages[page]._refcount += count;
  }

  /** folio_ref_sub_and_test(). */
  function subAndTest(k: State, page: Page, count: number): boolean {
    claims.P3.warnOn(read(k, page) < count);
    k.pages[page]._refcount -= count;
    return k.pages[page]._refcount === 0;
  }

  /** put_page_testzero(): the decrement of put_page(), which VM_BUGs on a count of 0. */
  function putTestzero(k: State, page: Page): boolean {
    vmBugOn(claims.P3, read(k, page) === 0);
    return subAndTest(k, page, 1);
  }

  /** set_page_count(): a plain store. */
  function set(k: State, page: Page, count: number): void {
    claims.P10.warnOn(read(k, page) !== 0);
    k.pages[page]._refcount = count;
  }

  /** page_ref_freeze(): compare-and-exchange `count` -> 0. */
  function freeze(k: State, page: Page, count: number): boolean {
    if (read(k, page) !== count) return false;
    k.pages[page]._refcount = 0;
    return true;
  }

  return { touch, touchPgmap, read, get, tryGet, add, subAndTest, putTestzero, set, freeze };
}
