import { bool, optional, range, setOf, table, type Index } from "../../../checker/language/index.ts";
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
export function insertPage(dax: FsDax, k: FsDaxState, mm: Mm, vaddr: Pgoff, page: Page, write: boolean): void {
  const pgoff = dax.offsetOf(vaddr);
  const pte = k.mms[mm].pte[dax.pteAt(k, mm, vaddr)];
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

/** The CPU stores through a mapping, and the bytes stay in its caches. Returns whether the page is mapped and writable; otherwise there is a page fault. */
export function storeByCpu({ pteAt }: FsDax, k: FsDaxState, mm: Mm, vaddr: Pgoff): boolean {
  const { page, write } = k.mms[mm].pte[pteAt(k, mm, vaddr)];
  if (page === null || !write) return false;
  k.pages[page].ghost.unflushed = true;
  return true;
}

/** The zero page is never counted, in no version. */
export function insertZeroPage(k: FsDaxState, mm: Mm, pgoff: Pgoff): void {
  if (k.mms[mm].pte[pgoff].maps === "none") k.mms[mm].pte[pgoff].maps = "zero";
}

/**
 * mm/memory.c: zap_pte_range() of some offsets of one VMA, as an effect: under the page-table lock, the PTEs become none. The
 * mmu_gather has the references that the mappings had, so many of each page, for {@link finishZap}.
 */
export function zapPtes({ Page, level }: FsDax, k: FsDaxState, mm: Mm, pgoffs: Iterable<Pgoff>, batch: Record<Page, number>): void {
  for (const page of Page) batch[page] = 0;
  for (const pgoff of pgoffs) {
    const pte = k.mms[mm].pte[pgoff];
    const { page } = pte;
    pte.maps = "none";
    pte.page = null;
    pte.write = false;
    if (page === null || !level.fsdaxMapHoldsRef) continue;
    k.pages[page]._mapcount--;
    k.pages[page].ghost.references++;
    batch[page]++;
  }
}

const batchOf = ({ Page, Pgoff }: FsDax) => table(Page, range(0, Pgoff.size));

/** mm/mmu_gather.c: tlb_finish_mmu(): the references of zapped mappings are dropped, by folios_put_refs(). */
export function finishZap(dax: FsDax) {
  const { world, Page, Pgoff } = dax;
  const put = putPage(dax);
  const batch = batchOf(dax);

  return world.procedure("tlb_finish_mmu", { params: { batch }, locals: { left: batch, page: Page, count: range(0, Pgoff.size) } }, (p) => {
    p.do((l) => {
      l.left = l.batch;
    });
    p.while(
      (l) => Page.some((page) => l.left[page] > 0),
      () => {
        p.do((l) => {
          l.page = Page.find((page) => l.left[page] > 0) ?? Page.first;
          l.count = l.left[l.page];
          l.left[l.page] = 0;
        });
        p.if(
          "folios_put_refs",
          (k, l) => {
            k.pages[l.page].ghost.references -= l.count;
            return put.drop(k, l.page, "put_page", l.count);
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
  const { world, File, Pgoff, Mm, fileOf } = dax;
  const finish = finishZap(dax);

  /** The next mm that has something mapped there. */
  function findMapping(k: FsDaxState, file: File, pgoffs: Iterable<Pgoff>): Mm | null {
    const range = [...pgoffs];
    return Mm.find((mm) => fileOf(mm) === file && range.some((pgoff) => k.mms[mm].pte[pgoff].maps !== "none"));
  }

  return world.procedure("unmap_mapping_pages", { params: { file: File, pgoffs: setOf(Pgoff) }, locals: { batch: batchOf(dax) } }, (p) => {
    p.while(
      "zap_page_range_single",
      (k, l) => {
        const mm = findMapping(k, l.file, l.pgoffs);
        if (mm === null) return false;
        zapPtes(dax, k, mm, l.pgoffs, l.batch);
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
  const { world, Pgoff, Mm } = dax;
  const finish = finishZap(dax);

  return world.procedure("munmap", { params: { mm: Mm }, locals: { batch: batchOf(dax) } }, (p) => {
    // No process has to unmap.
    p.fair("none", () =>
      p.await(
        "zap_pte_range",
        (k, l) => k.mms[l.mm].mmap_lock === 0,
        (k, l) => {
          zapPtes(dax, k, l.mm, Pgoff, l.batch);
          k.mms[l.mm].vma = false;
        },
      ),
    );
    p.call(finish, (l) => ({ batch: l.batch }));
  });
}

/**
 * mm/mprotect.c: mprotect() of a part of what one PMD maps. Its VMA is divided, and mm/huge_memory.c __split_huge_pmd_locked() takes the PMD of a file away and puts no PTEs in its place: page faults
 * do. From P18 on it drops the reference of the mapping at once, under the page-table lock; before, it finds a DAX VMA special and returns.
 */
export function splitHugePmd(dax: FsDax) {
  const { world, Pgoff, Page, Mm, level } = dax;
  const put = putPage(dax);

  return world.procedure("__split_huge_pmd", { params: { mm: Mm }, locals: { found: optional(Page), page: Page, frees: bool } }, (p) => {
    p.fair("none", () =>
      p.await(
        "__split_huge_pmd_locked",
        (k, l) => k.mms[l.mm].mmap_lock === 0,
        (k, l) => {
          const pte = k.mms[l.mm].pte[Pgoff.first];
          k.mms[l.mm].divided = true;
          l.frees = false;
          l.found = pte.page;
          if (pte.page !== null && level.fsdaxMapHoldsRef) {
            k.pages[pte.page]._mapcount--;
            l.frees = put.drop(k, pte.page, "folio_put");
          }
          pte.maps = "none";
          pte.page = null;
          pte.write = false;
        },
      ),
    );
    p.let("page", (l) => l.found, () => p.return());
    p.if((l) => l.frees, () => p.call(put.after, (l) => ({ page: l.page })));
  });
}

/** mm/rmap.c: pfn_mkclean_range(), as an effect: every PTE of that offset becomes read-only. */
export function mkclean({ Mm, fileOf, vaddrsOf }: FsDax, k: FsDaxState, file: File, pgoff: Pgoff): void {
  for (const mm of Mm) for (const vaddr of vaddrsOf(pgoff)) if (fileOf(mm) === file) k.mms[mm].pte[vaddr].write = false;
}

/** mm/memory.c: mapping_mapped(): some VMA maps the file, whether it has PTEs or not. */
export function mappingMapped({ Mm, fileOf }: FsDax, k: FsDaxState, file: File): boolean {
  return Mm.some((mm) => fileOf(mm) === file && k.mms[mm].vma);
}

