import type { Body, Procedure } from "../../checker/language/index.ts";
import type { Rcu } from "../kernel/rcu.ts";

/** What memunmap_pages() does to the pgmap at hand. */
export interface Unmapping<K, L> {
  /** percpu_ref_kill(), and the put of the bookkeeping references. */
  readonly kill: (k: K, l: L) => void;
  /** The release callback has run: dev_pagemap_percpu_release() completed `pgmap->done`. */
  readonly released: (k: K, l: L) => boolean;
  /** The struct pages go. */
  readonly remove: (k: K, l: L) => void;
}

/**
 * mm/memremap.c: memunmap_pages(), the same in all versions since v6.1, and for all types but for the bookkeeping references,
 * which PRIVATE and COHERENT do not have. percpu_ref_exit() at the end changes nothing that the model knows: a killed reference
 * refuses every tryget already.
 */
export function memunmapPagesSteps<K extends Rcu, L, W, R>(
  p: Body<K, L, W, R>,
  synchronizeRcu: Procedure<Record<never, never>, never>,
  { kill, released, remove }: Unmapping<K, L>,
): void {
  p.step("percpu_ref_kill", kill);
  p.await("wait_for_completion", released);
  // percpu_down_write() contains a grace period, unless another hotplug writer has just been active (kernel/rcu/sync.c).
  p.either(
    () => p.call(synchronizeRcu),
    () => p.step("mem_hotplug_begin (no GP)"),
  );
  p.step("remove_pfn_range_from_zone", remove);
  // pgmap_array_delete()
  p.call(synchronizeRcu);
}
