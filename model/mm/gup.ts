import { oneOf, optional, type Index } from "../../checker/language/index.ts";
import { readLock, readUnlock } from "../kernel/rcu.ts";
import type { Kernel, State } from "../state.ts";
import { freeZoneDeviceFolio } from "./memremap.ts";
import { pageRef } from "./page-ref.ts";
import { canReadLock } from "./vma.ts";

type Page = Index<"page">;

/**
 * What a caller asks for. `noP2pdma` comes without FOLL_PCI_P2PDMA, and so gets no P2PDMA page; FOLL_LONGTERM with it is
 * refused at the door.
 */
export const flagsOf = ["FOLL_GET", "FOLL_PIN", "noP2pdma"] as const;
const Flags = oneOf(...flagsOf);
export type Flags = (typeof flagsOf)[number];

export function gup(kernel: Kernel) {
  const { world, Mm, Page, Vaddr, Task, bias, knobs, level } = kernel;
  const count = pageRef(kernel);
  const free = freeZoneDeviceFolio(kernel);
  const refusesPage = knobs.secretmem && level.gupFastNeedsMapping;

  /** GUP hands its reference to the caller. */
  function give(k: State, page: Page): void {
    k.pages[page].ghost.gup++;
  }

  /** gup_put_folio(): one subtraction of 1 or GUP_PIN_COUNTING_BIAS. */
  function putFolio(k: State, page: Page, flags: Flags, task: Index<"task">): boolean {
    const { ghost } = k.pages[page];
    if (flags === "FOLL_PIN") ghost.pins--;
    else ghost.references--;
    if (!count.subAndTest(k, page, flags === "FOLL_PIN" ? bias : 1)) return false;
    free.enter(k, page, task);
    return true;
  }

  /**
   * mm/gup.c: gup_fast_pte_range() -> try_grab_folio_fast(). Interrupts are off, no lock is held, no VMA is looked at: the PTE
   * is read, the count raised unless it is zero, and the PTE read again. FOLL_PIN raises the count in two atomic operations.
   * Returns the page, or null to fall back.
   *
   * The second read also differs when the hardware sets an accessed or dirty bit. What follows it (gup_fast_folio_allowed(),
   * interrupts on) happens under the reference just taken and is part of that step.
   */
  const gupFast = world.procedure(
    "gup_fast_pte_range",
    { params: { mm: Mm, vaddr: Vaddr, flags: Flags, task: Task }, locals: { page: Page }, returns: optional(Page) },
    (p) => {
      function interruptsOn(k: State, l: { readonly mm: Index<"mm">; readonly task: Index<"task"> }): void {
        k.mms[l.mm].walkers--;
        readUnlock(k.rcu, l.task);
      }

      p.step("local_irq_save", (k, l) => {
        k.mms[l.mm].walkers++;
        readLock(k.rcu, l.task);
      });
      p.if(
        "ptep_get_lockless",
        (k, l) => {
          const pte = k.mms[l.mm].pte[l.vaddr];
          if (pte === null) return false;
          l.page = pte;
          return true;
        },
        () => {
          p.if(
            "try_get_folio",
            (k, l) => {
              if (l.flags === "noP2pdma") {
                // is_pci_p2pdma_page() reads page->pgmap->type, and holds no reference.
                count.touchPgmap(k, l.page);
                return false;
              }
              if (!count.tryGet(k, l.page)) return false;
              k.pages[l.page].ghost.references++;
              return true;
            },
            () => {
              p.if((l) => l.flags === "FOLL_PIN", () => {
                p.step("folio_ref_add: BIAS - 1", (k, l) => {
                  count.add(k, l.page, bias - 1);
                  k.pages[l.page].ghost.references--;
                  k.pages[l.page].ghost.pins++;
                });
              });
              p.either(
                () =>
                  p.if(
                    "ptep_get: recheck",
                    (k, l) => {
                      if (refusesPage || k.mms[l.mm].pte[l.vaddr] !== l.page) return false;
                      give(k, l.page);
                      interruptsOn(k, l);
                      return true;
                    },
                    () => p.return((l) => l.page),
                  ),
                () => p.step("ptep_get: other bits changed"),
              );
              p.if(
                "gup_put_folio",
                (k, l) => putFolio(k, l.page, l.flags, l.task),
                () => p.call(free.procedure, (l) => ({ page: l.page, task: l.task })),
              );
            },
          );
        },
      );
      p.step("local_irq_restore", interruptsOn);
      p.return(null);
    },
  );

  /**
   * mm/gup.c: follow_page_pte() -> try_grab_folio(). One step: unmapping needs the same page-table lock, and until then the
   * PTE's own reference keeps the page. A count of 0 or less makes it warn and fail.
   */
  const gupSlow = world.procedure(
    "follow_page_pte",
    { params: { mm: Mm, vaddr: Vaddr, flags: Flags }, locals: { pte: optional(Page) }, returns: optional(Page) },
    (p) => {
      p.await(
        "try_grab_folio",
        (k, l) => canReadLock(k, l.mm),
        (k, l) => {
          l.pte = null;
          const page = k.mms[l.mm].inTree ? k.mms[l.mm].pte[l.vaddr] : null;
          if (page === null || count.read(k, page) <= 0 || l.flags === "noP2pdma") return;
          count.add(k, page, l.flags === "FOLL_PIN" ? bias : 1);
          if (l.flags === "FOLL_PIN") k.pages[page].ghost.pins++;
          else k.pages[page].ghost.references++;
          give(k, page);
          l.pte = page;
        },
      );
      p.return((l) => l.pte);
    },
  );

  /** mm/gup.c: unpin_user_page() -> gup_put_folio(), or put_page() for FOLL_GET. Can run in any context. */
  const unpin = world.procedure("unpin_user_page", { params: { page: Page, flags: Flags, task: Task } }, (p) => {
    p.if(
      "unpin_user_page",
      (k, l) => {
        k.pages[l.page].ghost.gup--;
        return putFolio(k, l.page, l.flags, l.task);
      },
      () => p.call(free.procedure, (l) => ({ page: l.page, task: l.task })),
    );
  });

  /**
   * A thread that takes a reference to whatever is mapped at an address, uses it and drops it: the fast way first, or only the
   * slow one.
   */
  function user(path: "fast" | "slow", flags: readonly Flags[]) {
    return world.procedure(
      path === "fast" ? "pin_user_pages_fast" : "pin_user_pages",
      { params: { mm: Mm, task: Task }, locals: { vaddr: Vaddr, flags: Flags, found: optional(Page), page: Page } },
      (p) => {
        p.choose(
          "pin_user_pages",
          { vaddr: Vaddr, flags: Flags },
          (_k, _l, choice) => flags.includes(choice.flags),
          (_, l, choice) => {
            l.vaddr = choice.vaddr;
            l.flags = choice.flags;
          },
        );
        if (path === "fast") {
          p.call(gupFast, (l) => ({ mm: l.mm, vaddr: l.vaddr, flags: l.flags, task: l.task }), "found");
          p.if((l) => l.found === null, () => p.call(gupSlow, (l) => ({ mm: l.mm, vaddr: l.vaddr, flags: l.flags }), "found"));
        } else {
          p.call(gupSlow, (l) => ({ mm: l.mm, vaddr: l.vaddr, flags: l.flags }), "found");
        }
        p.let("page", (l) => l.found, () => p.return());
        p.call(unpin, (l) => ({ page: l.page, flags: l.flags, task: l.task }));
      },
    );
  }

  return { gupFast, gupSlow, unpin, user };
}
