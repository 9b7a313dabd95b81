import { bool, ghost, indexSet, oneOf, optional, range, setOf, state, table, type Index, type World } from "../../../checker/language/index.ts";
import { sections } from "../../kernel/rcu.ts";
import type { Driver } from "../../drivers/gpu/drivers.ts";
import type { PatchLevel } from "../../switches.ts";
import { declareClaims } from "./claims.ts";

/** How many there are of each thing. */
export interface Bounds {
  /** Pages of the device. */
  readonly device: number;
  /** Pages of system memory. */
  readonly ram: number;
  /** Address spaces, each with one anonymous page. */
  readonly mms: number;
  /** Processes of the model that run kernel code, each a task of its own. */
  readonly tasks: number;
}

/** What differs between two machines that run the same kernel version. */
export interface Knobs {
  readonly level: PatchLevel;
  /** PRIVATE: the CPU cannot access it, and a swap entry stands for it. COHERENT: an ordinary PTE maps it. */
  readonly type: "private" | "coherent";
  readonly driver: Driver;
  /** What maps a page of the device: a huge one has a fault handler of its own since v6.19. */
  readonly size: "pte" | "pmd";
  /** A task that repeats its fault can be preempted. If not, it has its CPU until it sleeps, and no work item runs there. */
  readonly preemptible: boolean;
  /** Migrations have a page of system memory in their batch that is not on an LRU list yet. */
  readonly drains: boolean;
}

/**
 * The machine as mm/migrate_device.c sees it: pages of a device and of system memory, and one virtual page in each address space.
 *
 * Not here, because nothing depends on it: the page-table lock (each section is one step, or says why not), TLB flushes (nothing
 * that the CPU can reach is freed under a lockless walker that does not look again), LRU lists, the bits of a PTE, page contents.
 */
export function declareDeviceMemory(bounds: Bounds, knobs: Knobs) {
  /** The first ones are the device's. */
  const Page = indexSet("page", bounds.device + bounds.ram);
  const Mm = indexSet("mm", bounds.mms);
  const Task = indexSet("task", bounds.tasks);
  const { level } = knobs;
  // Each mm's mapping, and what each task has: of its fault, of its migration, and a pin.
  const mostReferences = bounds.mms + 3 * bounds.tasks;

  const world = state({
    pages: table(Page, {
      /** Below 0 only when something is broken already: the type leaves room to see it. */
      _refcount: range(-bounds.tasks, mostReferences),
      _mapcount: range(-1, bounds.mms),
      /** PG_locked. */
      locked: bool,
      /** PG_waiters: unlocking looks for somebody to wake. */
      waiters: bool,
      /** Those who sleep until it is unlocked. */
      sleepers: setOf(Task),
      /** The driver, or the page allocator, may hand it out. */
      free: bool,
      /** Model only: who has it, by what the tasks did and not by what `_refcount` says. */
      ghost: ghost({
        /** A task's own: of a fault, a migration, a mapping on its way out. */
        references: range(0, 3 * bounds.tasks),
        /** GUP's, handed out to a caller. FOLL_PIN counts 1 here. */
        pins: range(0, bounds.tasks),
        /** From the store of the count to the driver's callback. */
        allocated: bool,
        /** Its allocations that are between the tryget of `pgmap->ref` and its put: two, when a page that is just freed is handed out again. */
        charged: range(0, bounds.tasks + 1),
        /** Who has locked it. */
        locker: optional(Task),
      }),
    }),
    mms: table(Mm, {
      /** -1: held for write; else the number of readers. */
      mmap_lock: range(-1, bounds.tasks),
      /** `private` is a device-private swap entry, `migration` a migration entry: whoever meets it waits for the page's lock. */
      pte: { maps: oneOf("none", "present", "private", "migration"), page: optional(Page) },
    }),
    driver: {
      /** It is about to go, and takes back no page for later use. */
      removing: bool,
      /** Migrations to the device that run. */
      migrating: range(0, bounds.tasks),
    },
    pgmap: {
      /** `pgmap->ref`: its count, and whether percpu_ref_kill() has not been called. */
      ref: range(-bounds.tasks, 1 + bounds.device + bounds.tasks),
      live: bool,
      /** The struct pages exist. */
      memmap: bool,
    },
    rcu: sections(Task),
    /** CPUs whose task spins and cannot be preempted. */
    spinning: range(0, bounds.tasks),
  });

  const isDevice = (page: Index<"page">): boolean => Page.ordinal(page) < bounds.device;
  const device = Page.members.slice(0, bounds.device);

  return {
    world,
    bounds,
    knobs,
    level,
    /** What a fault on a device-private entry does: do_swap_page(), or do_huge_pmd_device_private(). */
    fault: knobs.size === "pmd" && level.privatePmdFault !== "none" ? level.privatePmdFault : level.privateFault,
    claims: declareClaims(world),
    Page,
    Mm,
    Task,
    /** is_zone_device_page(). */
    isDevice,
    device,
    /** The entry that maps a page in user space. */
    entryOf: (page: Index<"page">): "present" | "private" => (isDevice(page) && knobs.type === "private" ? "private" : "present"),
  };
}

export type DeviceMemory = ReturnType<typeof declareDeviceMemory>;
/** The shared state that steps see. */
export type DeviceMemoryState = DeviceMemory["world"] extends World<infer K> ? K : never;
export type Page = Index<"page">;
export type Mm = Index<"mm">;
export type Task = Index<"task">;
