import { bool, setOf } from "../../../checker/language/index.ts";
import type { DeviceDax, DeviceDaxState, Mm } from "../../drivers/dax/state.ts";
import { freeZoneDeviceFolio } from "./memremap.ts";
import { pageRef } from "./page-ref.ts";

/**
 * mm/memory.c, mm/huge_memory.c: what maps the folio. Until P19 vmf_insert_mixed(), vmf_insert_pfn_pmd() and vmf_insert_pfn_pud()
 * make a devmap entry that counts nothing; then vmf_insert_page_mkwrite(), vmf_insert_folio_pmd() and vmf_insert_folio_pud() take
 * a reference. Returns whether the folio is mapped: VM_FAULT_NOPAGE, and not VM_FAULT_SIGBUS.
 *
 * The reference and the entry are one step: both are in one section of the page-table lock, and a lockless walker knows nothing
 * of the folio before it sees the entry. Only the PTE's function looks at the count first, without a lock.
 */
export function insertFolio(machine: DeviceDax) {
  const { world, knobs, level, Mm } = machine;
  const count = pageRef(machine);

  const insert = (k: DeviceDaxState, l: { readonly mm: Mm }): void => {
    if (k.mms[l.mm].pte === "folio") return;
    k.mms[l.mm].pte = "folio";
    if (!level.genericMapHoldsRef) return;
    count.get(k);
    k.folio._mapcount++;
  };

  if (!level.genericMapHoldsRef) {
    const name = { pte: "vmf_insert_mixed", pmd: "vmf_insert_pfn_pmd", pud: "vmf_insert_pfn_pud" }[knobs.size];
    return world.procedure(name, { params: { mm: Mm }, returns: bool }, (p) => {
      p.step(knobs.size === "pte" ? "insert_pfn" : `insert_pfn_${knobs.size}`, insert);
      p.return(true);
    });
  }
  if (knobs.size === "pte") {
    return world.procedure("vmf_insert_page_mkwrite", { params: { mm: Mm }, returns: bool }, (p) => {
      p.if("validate_page_before_insert", (k) => count.read(k) === 0, () => p.return(false));
      p.step("insert_page_into_pte_locked", insert);
      p.return(true);
    });
  }
  return world.procedure(`vmf_insert_folio_${knobs.size}`, { params: { mm: Mm }, returns: bool }, (p) => {
    p.step("folio_get, folio_add_file_rmap", insert);
    p.return(true);
  });
}

/**
 * mm/memory.c: zap_pte_range(); mm/huge_memory.c: zap_huge_pmd(), zap_huge_pud() of one VMA, as an effect under the page-table lock.
 * Returns whether a reference is left to drop, after the TLB flush. A PTE that is devmap has none; a huge entry of a DAX VMA has
 * one for zap_huge_pud() since P15 and for zap_huge_pmd() since P18, whatever made the entry.
 */
export function zap(machine: DeviceDax, k: DeviceDaxState, mm: Mm): boolean {
  const { knobs, level } = machine;
  if (k.mms[mm].pte === "none") return false;
  k.mms[mm].pte = "none";
  const drops = {
    pte: level.genericMapHoldsRef,
    pmd: level.zapDropsHuge === "pmd and pud",
    pud: level.zapDropsHuge !== "none",
  }[knobs.size];
  if (!drops) return false;
  pageRef(machine).read(k);
  k.folio._mapcount--;
  if (level.genericMapHoldsRef) k.folio.ghost.references++;
  return true;
}

/**
 * mm/mmu_gather.c: tlb_flush_mmu(), then the put of what zap() left. A flush by IPI waits for every CPU that walks this mm with
 * interrupts off; a broadcast flush waits for none.
 */
export function tlbFinishMmu(machine: DeviceDax) {
  const { world, knobs, level, Mm } = machine;
  const { putTestzero } = pageRef(machine);
  const free = freeZoneDeviceFolio(machine);

  return world.procedure("tlb_finish_mmu", { params: { mm: Mm } }, (p) => {
    if (knobs.tlbFlush === "ipi") p.await("tlb_flush: IPI", (k, l) => k.mms[l.mm].walkers === 0);
    else p.step("tlb_flush: broadcast");
    p.if(
      "folios_put_refs",
      (k) => {
        if (level.genericMapHoldsRef) k.folio.ghost.references--;
        return putTestzero(k);
      },
      () => p.call(free),
    );
  });
}

/**
 * mm/memory.c: unmap_mapping_range(): zap every VMA in i_mmap, one after the other, each with an mmu_gather of its own. The
 * i_mmap lock is held for read all the way. It takes no mmap_lock, so it meets a munmap() that has zapped, but not put yet.
 */
export function unmapMappingRange(machine: DeviceDax) {
  const { world, Mm } = machine;
  const finish = tlbFinishMmu(machine);

  return world.procedure("unmap_mapping_range", { locals: { visited: setOf(Mm), mm: Mm, left: bool } }, (p) => {
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
        l.left = zap(machine, k, mm);
        return true;
      },
      () => p.if((l) => l.left, () => p.call(finish, (l) => ({ mm: l.mm }))),
    );
  });
}

/** mm/madvise.c: MADV_DONTNEED: zaps, and the VMA stays. A part of a huge entry is split first, which zaps all of it: __split_huge_pmd(). */
export function madviseDontneed(machine: DeviceDax) {
  const { world, Mm } = machine;
  const finish = tlbFinishMmu(machine);

  return world.procedure("madvise_dontneed", { params: { mm: Mm } }, (p) => {
    p.if("zap_page_range_single", (k, l) => zap(machine, k, l.mm), () => p.call(finish, (l) => ({ mm: l.mm })));
  });
}

/**
 * mm/vma.c: vms_complete_munmap_vmas(); also what exit does. The VMA leaves i_mmap between the zap and the final flush
 * (free_pgtables()), but a dirty entry forces the flush and the put to come first.
 */
export function munmap(machine: DeviceDax) {
  const { world, Mm } = machine;
  const finish = tlbFinishMmu(machine);

  const unlinkFileVma = world.procedure("unlink_file_vma", { params: { mm: Mm } }, (p) => {
    p.await("unlink_file_vma", (k) => !k.i_mmap_locked, (k, l) => {
      k.mms[l.mm].inIMmap = false;
    });
  });

  return world.procedure("munmap", { params: { mm: Mm } }, (p) => {
    p.if(
      "zap_pte_range",
      (k, l) => zap(machine, k, l.mm),
      () =>
        p.either(
          () => {
            p.call(unlinkFileVma, (l) => ({ mm: l.mm }));
            p.call(finish, (l) => ({ mm: l.mm }));
          },
          () => {
            p.call(finish, (l) => ({ mm: l.mm }));
            p.call(unlinkFileVma, (l) => ({ mm: l.mm }));
          },
        ),
      () => p.call(unlinkFileVma, (l) => ({ mm: l.mm })),
    );
  });
}
