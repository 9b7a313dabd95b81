import type { Index } from "../../../checker/language/index.ts";
import type { FsDax, FsDaxState } from "./state.ts";

type Page = Index<"page">;
type File = Index<"file">;
type Pgoff = Index<"pgoff">;

/**
 * fs/dax.c: which file a page belongs to, so that others can find its entry: `mapping` and `index`, or, where several files
 * share the block, `mapping` NULL and `share`. `index` and `share` are one word (include/linux/mm_types.h).
 */
export function association({ Pgoff, level }: FsDax) {
  const sharedMark = level.sharedMark === "PAGE_MAPPING_DAX_SHARED" ? "PAGE_MAPPING_DAX_SHARED" : "NULL";

  /** dax_folio_is_shared(), dax_page_is_shared() before P18. */
  function isShared(k: FsDaxState, page: Page): boolean {
    const { mapping, word } = k.pages[page];
    return level.sharedMark === "share" ? mapping === "NULL" && word !== 0 : mapping === "PAGE_MAPPING_DAX_SHARED";
  }

  /** dax_associate_entry(): the first file's place, or one more of several. */
  function associate(k: FsDaxState, page: Page, file: File, index: Pgoff, shared: boolean): void {
    const { mapping } = k.pages[page];
    if (shared && (mapping !== "NULL" || isShared(k, page))) {
      // dax_folio_make_shared()
      const share = isShared(k, page) ? k.pages[page].word : 1;
      k.pages[page].mapping = sharedMark;
      k.pages[page].word = share + 1;
    } else {
      k.pages[page].mapping = file;
      k.pages[page].word = Pgoff.ordinal(index);
    }
  }

  /** dax_disassociate_entry() -> dax_folio_put(): a page that is shared stays so while an entry is left, even if only one is. */
  function disassociate(k: FsDaxState, page: Page): void {
    if (isShared(k, page)) {
      k.pages[page].word--;
      if (k.pages[page].word > 0) return;
    }
    k.pages[page].mapping = "NULL";
    if (level.clearsWord) k.pages[page].word = 0;
  }

  return { isShared, associate, disassociate };
}
