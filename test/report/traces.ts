import type { Plain } from "../../checker/language/value.ts";
import type { Change, Trace, TraceStep } from "../../checker/trace/trace.ts";

/** A hand-made step: `["user mm0", "munmap > put_page", "refcount: -1", ["page0._refcount", 1, 0]]`. */
export type Sketch = readonly [process: string, callPath: string, step: string, ...changes: (readonly [path: string, from: Plain | undefined, to: Plain | undefined])[]];

export function traceOf(processes: readonly string[], sketches: readonly Sketch[], more: Partial<Trace> = {}): Trace {
  const steps = sketches.map(
    ([process, callPath, step, ...changes]): TraceStep => ({
      process,
      callPath: callPath.split(" > "),
      step,
      choice: undefined,
      changes: changes.map(([path, from, to]): Change => ({ path, from, to, ghost: false, matters: true })),
      raised: [],
      position: undefined,
    }),
  );
  return { processes, initial: {}, steps, standing: [], reasons: [], watched: [], loopStart: undefined, ...more };
}

/** Two users of a lock that is tested and set in two steps. */
export const brokenLock: Trace = traceOf(
  ["user process0", "user process1"],
  [
    ["user process0", "user > lock", "test the flag"],
    ["user process1", "user > lock", "test the flag"],
    ["user process0", "user > lock", "set the flag", ["locked", false, true]],
    ["user process1", "user > lock", "set the flag"],
  ],
);

/** GUP-fast takes a reference on a page that the unmap has just freed. */
export const gupRace: Trace = traceOf(
  ["user mm0", "gup", "unbind"],
  [
    ["user mm0", "user > mmap > p2pmem_alloc_mmap", "gen_pool_alloc_owner", ["pages.page0.bit", false, true], ["user mm0.page", undefined, "page0"]],
    ["user mm0", "user > mmap > p2pmem_alloc_mmap", "set_page_count", ["pages.page0._refcount", 0, 1]],
    ["user mm0", "user > mmap > p2pmem_alloc_mmap > vm_insert_page", "folio_get", ["pages.page0._refcount", 1, 2]],
    ["user mm0", "user > mmap > p2pmem_alloc_mmap > vm_insert_page", "set_pte_at", ["mms.mm0.pte", null, "page0"]],
    ["user mm0", "user > mmap > p2pmem_alloc_mmap", "put_page", ["pages.page0._refcount", 2, 1], ["user mm0.page", "page0", undefined]],
    ["gup", "gup_fast_pte_range", "ptep_get_lockless", ["gup.pte", undefined, "page0"]],
    ["user mm0", "user > munmap > zap_present_ptes", "ptep_get_and_clear_full", ["mms.mm0.pte", "page0", null]],
    ["unbind", "unbind > pci_p2pdma_unmap_mappings", "unmap_mapping_range"],
    ["user mm0", "user > munmap > folio_put", "folio_put_testzero", ["pages.page0._refcount", 1, 0]],
    ["user mm0", "user > munmap > folio_put > free_zone_device_folio > p2pdma_folio_free", "gen_pool_free_owner", ["pages.page0.bit", true, false], ["pgmap.ref", 3, 2]],
    ["gup", "gup_fast_pte_range > try_grab_folio_fast", "folio_ref_add_unless zero", ["pages.page0._refcount", 0, 1]],
  ],
);

/** A page of three processes whose texts are as long as those of the kernel, with several pages and a choice. */
export const longNames: Trace = {
  ...traceOf(
    ["user mm0", "user mm1", "gup_fast thread0", "unbind"],
    [
      ["user mm0", "user > p2pmem_alloc_mmap", "gen_pool_alloc_owner", ["pages.page0.bit", false, true], ["user mm0.page", undefined, "page0"]],
      ["user mm1", "user > p2pmem_alloc_mmap", "gen_pool_alloc_owner", ["pages.page1.bit", false, true], ["user mm1.page", undefined, "page1"]],
      ["gup_fast thread0", "gup_fast_pte_range > gup_fast_folio_allowed", "folio_test_secretmem, which reads the mapping of a page that nobody holds yet", ["gup_fast thread0.allowed", undefined, true]],
      ["unbind", "unbind > pci_p2pdma_release > percpu_ref_kill_and_confirm", "call_rcu", ["bars.bar0.pgmap.ref", "live", "dying"], ["bars.bar0.gracePeriods", 0, 1], ["pages.page0.memmap", true, false]],
      ["user mm1", "user > munmap > unmap_page_range > zap_pte_range > zap_present_folio_ptes", "ptep_get_and_clear_full", ["mms.mm1.pte", "page1", null]],
    ],
  ),
};

const philosophers = Array.from({ length: 6 }, (_, i) => `philosopher seat${i}`);

/** All six take their left fork: nobody can go on. */
export const sixPhilosophers: Trace = traceOf(
  philosophers,
  philosophers.map((title, i): Sketch => [title, "philosopher > dine", "take the left fork", [`forks.seat${i}`, null, `seat${i}`]]),
);
