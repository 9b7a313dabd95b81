import { setOf, type Index } from "../../../checker/language/index.ts";
import type { FsDax, FsDaxState } from "../../fs/dax/state.ts";
import { putPage } from "./page-ref.ts";

type Page = Index<"page">;
type File = Index<"file">;
type Mm = Index<"mm">;
type Pgoff = Index<"pgoff">;

/** A mapping's reference and its count: folio_add_file_rmap_pte() and folio_get(), or nothing for a devmap PTE. */
function holdByMapping({ level }: FsDax, k: FsDaxState, page: Page): void {
  if (!level.fsdaxMapHoldsRef) return;
  k.pages[page]._refcount++;
  k.pages[page]._mapcount++;
}

/**
 * mm/memory.c: vmf_insert_mixed_mkwrite() before P18, vmf_insert_page_mkwrite() -> insert_page_into_pte_locked() from then on,
 * as an effect: one critical section of the page-table lock. The kernel takes the reference before it counts the mapping, and
 * a walker without locks sees the PTE only after both; a reader of the two counts meets the same values at another moment.
 *
 * A PTE that maps the same page can only become writable. One that maps another page is left alone, with a warning; so is the
 * zero page, without.
 */
export function insertPage(dax: FsDax, k: FsDaxState, mm: Mm, pgoff: Pgoff, page: Page, write: boolean): void {
  const pte = k.mms[mm].pte[pgoff];
  if (pte.maps !== "none") {
    if (pte.page === page && write) pte.write = true;
    return;
  }
  const { extents, cowFork } = k.files[dax.fileOf(mm)];
  dax.claims.S13.warnOn(extents[pgoff] !== page && cowFork[pgoff] !== page);
  holdByMapping(dax, k, page);
  pte.maps = "page";
  pte.page = page;
  pte.write = write;
}

/** The zero page is never counted, in no version. */
export function insertZeroPage(k: FsDaxState, mm: Mm, pgoff: Pgoff): void {
  if (k.mms[mm].pte[pgoff].maps === "none") k.mms[mm].pte[pgoff].maps = "zero";
}

/**
 * mm/memory.c: zap_pte_range() of some offsets of one VMA, as an effect: under the page-table lock, the PTEs become none. The
 * pages whose mapping had a reference come back, each with it, for {@link finishZap}.
 */
export function zapPtes({ level }: FsDax, k: FsDaxState, mm: Mm, pgoffs: Iterable<Pgoff>): Set<Page> {
  const batch = new Set<Page>();
  for (const pgoff of pgoffs) {
    const pte = k.mms[mm].pte[pgoff];
    const { page } = pte;
    pte.maps = "none";
    pte.page = null;
    pte.write = false;
    if (page === null || !level.fsdaxMapHoldsRef) continue;
    k.pages[page]._mapcount--;
    k.pages[page].ghost.references++;
    batch.add(page);
  }
  return batch;
}

/** mm/mmu_gather.c: tlb_finish_mmu(): the references of zapped mappings are dropped, by folios_put_refs(). */
export function finishZap(dax: FsDax) {
  const { world, Page } = dax;
  const put = putPage(dax);

  return world.procedure("tlb_finish_mmu", { params: { batch: setOf(Page) }, locals: { left: setOf(Page), page: Page } }, (p) => {
    p.do((l) => {
      l.left = l.batch;
    });
    p.while(
      (l) => l.left.size > 0,
      () => {
        p.do((l) => {
          for (const page of l.left) {
            l.page = page;
            break;
          }
          l.left.delete(l.page);
        });
        p.if(
          "folios_put_refs",
          (k, l) => {
            k.pages[l.page].ghost.references--;
            return put.drop(k, l.page, "put_page");
          },
          () => p.call(put.after, (l) => ({ page: l.page })),
        );
      },
    );
  });
}

/**
 * mm/memory.c: unmap_mapping_pages(): in every VMA of the file, one after the other. The mms are visited in the order of i_mmap, which the VMAs neither
 * join nor leave meanwhile, as the walk holds i_mmap_rwsem; a VMA without a PTE in the range is passed over.
 */
export function unmapMappingPages(dax: FsDax) {
  const { world, File, Pgoff, Page, Mm, fileOf } = dax;
  const finish = finishZap(dax);

  /** The next mm that has something mapped there. */
  function findMapping(k: FsDaxState, file: File, pgoffs: Iterable<Pgoff>): Mm | null {
    const range = [...pgoffs];
    return Mm.find((mm) => fileOf(mm) === file && range.some((pgoff) => k.mms[mm].pte[pgoff].maps !== "none"));
  }

  return world.procedure("unmap_mapping_pages", { params: { file: File, pgoffs: setOf(Pgoff) }, locals: { batch: setOf(Page) } }, (p) => {
    p.while(
      "zap_page_range_single",
      (k, l) => {
        const mm = findMapping(k, l.file, l.pgoffs);
        if (mm === null) return false;
        l.batch = zapPtes(dax, k, mm, l.pgoffs);
        return true;
      },
      () => p.call(finish, (l) => ({ batch: l.batch })),
    );
  });
}

/**
 * mm/vma.c: munmap(), and what exit does. No page fault is under way, as it holds the mmap_lock. That the VMA leaves i_mmap only after the zap
 * (free_pgtables()) is joined with it: whoever walks i_mmap in between finds no PTE.
 */
export function munmap(dax: FsDax) {
  const { world, Pgoff, Page, Mm } = dax;
  const finish = finishZap(dax);

  return world.procedure("munmap", { params: { mm: Mm }, locals: { batch: setOf(Page) } }, (p) => {
    p.await(
      "zap_pte_range",
      (k, l) => k.mms[l.mm].mmap_lock === 0,
      (k, l) => {
        l.batch = zapPtes(dax, k, l.mm, Pgoff);
        k.mms[l.mm].vma = false;
      },
    );
    p.call(finish, (l) => ({ batch: l.batch }));
  });
}

/** mm/rmap.c: pfn_mkclean_range(), as an effect: every PTE of that offset becomes read-only. */
export function mkclean({ Mm, fileOf }: FsDax, k: FsDaxState, file: File, pgoff: Pgoff): void {
  for (const mm of Mm) if (fileOf(mm) === file) k.mms[mm].pte[pgoff].write = false;
}

/** mm/memory.c: mapping_mapped(): some VMA maps the file, whether it has PTEs or not. */
export function mappingMapped({ Mm, fileOf }: FsDax, k: FsDaxState, file: File): boolean {
  return Mm.some((mm) => fileOf(mm) === file && k.mms[mm].vma);
}

