import { bool, ghost, indexSet, oneOf, optional, range, state, table, type Assertion, type Index, type World } from "../checker/language/index.ts";
import { declareClaims } from "./claims.ts";
import { sections } from "./kernel/rcu.ts";
import { patchLevels, type Variant } from "./patch-levels.ts";

/** How many there are of each thing. */
export interface Bounds {
  /** Pages of one BAR; also the longest mapping, in pages. */
  readonly pages: number;
  readonly bars: number;
  readonly mms: number;
  /** Threads that call GUP. */
  readonly threads: number;
  /** Processes of the model that run kernel code, each a task of its own. */
  readonly tasks: number;
}

/** What differs between two machines that run the same kernel version. */
export interface Knobs {
  readonly variant: Variant;
  /** Whether a TLB flush interrupts the CPUs that walk page tables locklessly, and so waits for them. */
  readonly tlbFlush: "ipi" | "noipi";
  /** CONFIG_DEBUG_VM: VM_WARN_ON and VM_BUG_ON exist. */
  readonly debugVm: boolean;
  /** A task can be preempted for a whole grace period between two steps of the free path. */
  readonly preemptible: boolean;
  /** CONFIG_SECRETMEM. */
  readonly secretmem: boolean;
  /** How many page-table allocations inside vm_insert_page() may fail. */
  readonly failBudget: number;
}

/**
 * The machine: what of the kernel's memory the protocol reads and writes.
 *
 * Not here, because nothing depends on it: `_mapcount` (the number of PTEs, never asked), `mapping` (always NULL for P2PDMA),
 * VM_MIXEDMAP (set by the first insertion, never cleared), `of->mutex` (every mmap() opens its own file), the page-table lock
 * (an insertion, the only critical section of more than one step, has a VMA that nobody else can find yet).
 */
export function declareKernel(bounds: Bounds, knobs: Knobs) {
  const Bar = indexSet("bar", bounds.bars);
  const Page = indexSet("page", bounds.bars * bounds.pages);
  const Mm = indexSet("mm", bounds.mms);
  const Vaddr = indexSet("vaddr", bounds.pages);
  const Thread = indexSet("thread", Math.max(1, bounds.threads));
  const Task = indexSet("task", bounds.tasks);

  // A task has at most two ordinary references to a page: its PTE's and its own, or, within vm_insert_page(), two of its own.
  const mostReferences = 2 * bounds.tasks;
  /** GUP_PIN_COUNTING_BIAS: 1024 in the kernel, here any number that ordinary references cannot add up to. */
  const bias = mostReferences + 1;

  const world = state({
    pages: table(Page, {
      /** Below 0 only when something is broken already: the type leaves room to see it. */
      _refcount: range(-bounds.tasks - bias * bounds.threads, mostReferences + bias * bounds.threads),
      /** Its bit in the pool's bitmap. */
      allocated: bool,
      /** Model only: who has what, by what the tasks did and not by what `_refcount` says. */
      ghost: ghost({
        /** `inFlight`: taken by an mmap() that has not given it a count yet, or is about to give it back. */
        owner: oneOf("pool", "inFlight", "mmap", "driver"),
        /** Ordinary references other than PTEs: on the way to a PTE, left over from one, or taken by a get. */
        references: range(0, mostReferences),
        /** References of GUP_PIN_COUNTING_BIAS. */
        pins: range(0, bounds.threads),
        /** References and pins that GUP has handed to its caller. */
        gup: range(0, bounds.threads),
        /** It has a reference to `pgmap->ref` of its own, as every mmapped page should. */
        charged: bool,
        /** Tasks between the drop to 0 and the free path's last access to the count. */
        freeing: range(0, Math.min(bounds.tasks, 3)),
      }),
    }),
    mms: table(Mm, {
      /** -1: held for write; else the number of readers. */
      mmap_lock: range(-1, 2),
      /** The VMA is in the mm's tree: munmap(), fork() and slow GUP find it. */
      inTree: bool,
      /** The VMA is in the file's i_mmap: unmap_mapping_range() finds it. */
      inIMmap: bool,
      pte: table(Vaddr, optional(Page)),
      /** GUP-fast walkers that have interrupts off. */
      walkers: range(0, bounds.threads),
    }),
    rcu: sections(Task),
    pgmaps: table(Bar, {
      /** `pgmap->ref`: its count, and whether percpu_ref_kill() has not been called. */
      ref: range(-bounds.tasks, 1 + 2 * bounds.pages + 2 * bounds.tasks),
      live: bool,
      /** The struct pages exist. */
      memmap: bool,
      /** devm has freed the structure that embeds the pgmap. */
      freed: bool,
      /** Model only: how many references there should be, for running mmaps, charged pages and driver allocations. */
      ghost: ghost({ owed: range(0, 1 + bounds.pages + bounds.tasks) }),
    }),
    pdev: {
      /** `pdev->p2pdma` is not NULL. */
      p2pdma: bool,
    },
    /** The sysfs node `p2pmem/allocate`. */
    kernfs: {
      active: range(0, bounds.mms),
      deactivated: bool,
      /** `of->mmapped` of any open file. */
      mmapped: bool,
    },
    /** `i_mmap_rwsem` of the node's inode is held for read, by unmap_mapping_range(). */
    i_mmap_locked: bool,
    failBudget: range(0, knobs.failBudget, knobs.failBudget),
    /** A driver's page on its way through other subsystems. */
    lent: { page: optional(Page), inUse: bool },
  });

  return {
    world,
    bounds,
    knobs,
    level: patchLevels[knobs.variant],
    claims: declareClaims(world),
    Bar,
    Page,
    Mm,
    Vaddr,
    Thread,
    Task,
    bias,
    /** The BAR that a page belongs to: page_pgmap(). */
    barOf: (page: Index<"page">): Index<"bar"> => Bar.at(Math.floor(Page.ordinal(page) / bounds.pages)),
    /** VM_BUG_ON(): ends the task with CONFIG_DEBUG_VM, and is not there without. */
    vmBugOn: (claim: Assertion, condition: boolean): void => {
      if (knobs.debugVm) claim.bugOn(condition);
      else claim.warnOn(condition);
    },
  };
}

export type Kernel = ReturnType<typeof declareKernel>;
/** The shared state that steps see. */
export type State = Kernel["world"] extends World<infer K> ? K : never;
