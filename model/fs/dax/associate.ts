import type { Index } from "../../../checker/language/index.ts";
import type { FsDax, FsDaxState } from "./state.ts";

type Page = Index<"page">;
type File = Index<"file">;
type Pgoff = Index<"pgoff">;

/** `mapping` and the word that is `index` or `share`. */
export type Association = Pick<FsDaxState["pages"][Page], "mapping" | "word">;

/**
 * fs/dax.c: which file a page belongs to, so that others can find its entry: `mapping` and `index`, or, where several files
 * share the block, `mapping` NULL and `share`. `index` and `share` are one word (include/linux/mm_types.h).
 *
 * The i_pages lock is held, which is the file's own: two files that share a block do not exclude one another. Each change is
 * therefore a function of what was read to what is written.
 */
export function association({ Pgoff, level, knobs, claims }: FsDax) {
  /** dax_folio_init() makes a compound page, dax_folio_put() takes it apart, and clears the word of each of its pages. */
  const isCompound = knobs.huge && level.compoundPmd;
  const sharedMark = level.sharedMark === "PAGE_MAPPING_DAX_SHARED" ? "PAGE_MAPPING_DAX_SHARED" : "NULL";

  /** dax_folio_is_shared(), dax_page_is_shared() before P18. */
  function isShared({ mapping, word }: Association): boolean {
    return level.sharedMark === "share" ? mapping === "NULL" && word !== 0 : mapping === "PAGE_MAPPING_DAX_SHARED";
  }

  /** dax_associate_entry(): the first file's place, or one more of several. */
  function associated(seen: Association, file: File, index: Pgoff, shared: boolean): Association {
    if (!shared || (seen.mapping === "NULL" && !isShared(seen))) return { mapping: file, word: Pgoff.ordinal(index) };
    // dax_folio_make_shared() counts the file that had the page to itself.
    return { mapping: sharedMark, word: (isShared(seen) ? seen.word : 1) + 1 };
  }

  /** dax_disassociate_entry() -> dax_folio_put(): a page that is shared stays so while an entry is left, even if only one is. */
  function disassociated(seen: Association): Association {
    const left = isShared(seen) ? seen.word - 1 : 0;
    if (left > 0) return { mapping: seen.mapping, word: left };
    return { mapping: "NULL", word: isShared(seen) || level.clearsWord || isCompound ? 0 : seen.word };
  }

  function write(k: FsDaxState, page: Page, { mapping, word }: Association): void {
    const wasAlone = k.pages[page].mapping === "NULL" && !isShared(k.pages[page]);
    const isAlone = mapping === "NULL" && !isShared({ mapping, word });
    if (isCompound && wasAlone !== isAlone) claims.S6.warnOn(k.pages[page]._refcount !== 0);
    k.pages[page].mapping = mapping;
    k.pages[page].word = word;
  }

  return { associated, disassociated, write };
}
