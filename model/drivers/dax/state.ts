import { bool, ghost, indexSet, oneOf, range, state, table, type Index, type World } from "../../../checker/language/index.ts";
import { sections } from "../../kernel/rcu.ts";
import type { PatchLevel } from "../../switches.ts";
import { declareClaims } from "./claims.ts";

/** How many there are of each thing. */
export interface Bounds {
  readonly mms: number;
  /** Threads that call GUP. */
  readonly threads: number;
  /** Processes of the model that run kernel code, each a task of its own. */
  readonly tasks: number;
}

/** What differs between two machines that run the same kernel version. */
export interface Knobs {
  readonly level: PatchLevel;
  /** `dev_dax->align`: what maps the memory, and so the order of its folios, which never changes. */
  readonly size: "pte" | "pmd" | "pud";
  /** Whether a TLB flush interrupts the CPUs that walk page tables locklessly, and so waits for them. */
  readonly tlbFlush: "ipi" | "noipi";
}

/**
 * The machine as device-dax sees it: one folio of the device, which has the size that maps it. Its driver keeps one reference to
 * it from memremap_pages() on, so nothing is ever allocated or freed, and a second folio would have nothing to do with the first.
 *
 * Not here, because nothing depends on it: `mapping` and `index` (set by the first fault, never read by these paths), the
 * mmap_lock (each mm has one process that maps and unmaps; slow GUP is one step), the page-table lock (each section is one step,
 * or says why not), the bits of a PTE.
 */
export function declareDeviceDax(bounds: Bounds, knobs: Knobs) {
  const Mm = indexSet("mm", bounds.mms);
  const Thread = indexSet("thread", Math.max(1, bounds.threads));
  const Task = indexSet("task", bounds.tasks);
  /** The driver's, one for each mapping, and for each task one in transit and one that it has pinned. */
  const mostReferences = 1 + bounds.mms + 2 * bounds.tasks;

  const world = state({
    folio: {
      /** Below 0 only when something is broken already: the type leaves room to see it. */
      _refcount: range(-2 * bounds.tasks, mostReferences),
      _mapcount: range(-2 * bounds.tasks, bounds.mms),
      /** Model only: who has references, by what the tasks did and not by what `_refcount` says. */
      ghost: ghost({
        /** A running task's own, and those of mappings that are gone. */
        references: range(0, 2 * bounds.tasks),
        /** GUP's, handed out to a caller. FOLL_PIN counts 1 here. */
        pins: range(0, Math.max(1, bounds.threads)),
      }),
    },
    mms: table(Mm, {
      /** The entry of the size that the device has. */
      pte: oneOf("none", "folio"),
      /** The VMA is in the file's i_mmap: unmap_mapping_range() finds it. */
      inIMmap: bool,
      /** GUP-fast walkers that have interrupts off. */
      walkers: range(0, bounds.threads),
    }),
    /** `i_mmap_rwsem` of the device's inode is held for read, by unmap_mapping_range(). */
    i_mmap_locked: bool,
    dax_dev: {
      /** DAXDEV_ALIVE. */
      alive: bool,
    },
    dev_dax: {
      /** `dev_dax->pgmap` is not NULL. */
      pgmap: bool,
    },
    pgmap: {
      /** `pgmap->ref`: its count, and whether percpu_ref_kill() has not been called. */
      ref: range(0, 2 + bounds.tasks),
      live: bool,
      /** The struct pages exist. */
      memmap: bool,
    },
    rcu: sections(Task),
    /** Page faults and mmap, between dax_read_lock() and dax_read_unlock(). */
    dax_srcu: sections(Task),
  });

  return { world, bounds, knobs, level: knobs.level, claims: declareClaims(world), Mm, Thread, Task };
}

export type DeviceDax = ReturnType<typeof declareDeviceDax>;
/** The shared state that steps see. */
export type DeviceDaxState = DeviceDax["world"] extends World<infer K> ? K : never;
export type Task = Index<"task">;
export type Mm = Index<"mm">;
