import { bool, optional, type Index, type Procedure } from "../../../checker/language/index.ts";
import type { FsDax, FsDaxState } from "../../fs/dax/state.ts";
import { pageRef, putPage, type Put } from "./page-ref.ts";

type Page = Index<"page">;

/** What a caller asks for. */
export interface Request {
  /** FOLL_WRITE: the device will write to the page. */
  readonly write: boolean;
  /** FOLL_LONGTERM: for an unlimited time. */
  readonly longterm: boolean;
}

/** mm/gup.c, for the pages of a FS_DAX file. */
export function gup(dax: FsDax, request: Request) {
  const { world, Mm, Pgoff, Page, level, claims, pteAt } = dax;
  const count = pageRef(dax);
  const put = putPage(dax);

  /**
   * Whether GUP-fast refuses FOLL_LONGTERM: the devmap branch does, which a normal PTE does not take, and
   * gup_fast_folio_allowed() -> folio_is_longterm_pinnable() does from P17 on. Slow GUP always refuses, by vma_is_fsdax().
   */
  const seesDevmap = !level.fsdaxMapHoldsRef && level.refusesLongterm !== "folio";
  const refusesLongterm = request.longterm && (seesDevmap || level.refusesLongterm !== "devmap");

  /** GUP hands its reference to the caller. */
  function give(k: FsDaxState, page: Page): void {
    claims.S8.warnOn(request.longterm);
    k.pages[page].ghost.pins++;
  }

  function mapped(k: FsDaxState, mm: Index<"mm">, pgoff: Index<"pgoff">): Page | null {
    const pte = k.mms[mm].pte[pteAt(k, mm, pgoff)];
    return request.write && !pte.write ? null : pte.page;
  }

  /**
   * mm/gup.c: gup_fast_pte_range(): no lock is held. The PTE is read, the count raised unless it is zero, and the PTE read
   * again. That the pgmap is held meanwhile, before P18, changes nothing here. Returns the page, or null to fall back.
   */
  const gupFast = world.procedure(
    "gup_fast_pte_range",
    { params: { mm: Mm, pgoff: Pgoff }, locals: { seen: optional(Page), page: Page }, returns: optional(Page) },
    (p) => {
      p.step("ptep_get_lockless", (k, l) => {
        l.seen = refusesLongterm ? null : mapped(k, l.mm, l.pgoff);
      });
      p.let("page", (l) => l.seen, () => p.return(null));
      p.unless(
        "try_get_folio",
        (k, l) => count.tryGet(k, l.page),
        () => p.return(null),
      );
      p.if(
        "ptep_get: recheck",
        (k, l) => {
          if (mapped(k, l.mm, l.pgoff) !== l.page) return false;
          k.pages[l.page].ghost.references--;
          give(k, l.page);
          return true;
        },
        () => p.return((l) => l.page),
      );
      // gup_put_folio()
      p.call(put.putPage, (l) => ({ page: l.page }));
      p.return(null);
    },
  );

  /** mm/gup.c: follow_page_pte() -> try_grab_folio(), one section of the page-table lock, and so one step. */
  const gupSlow = world.procedure("follow_page_pte", { params: { mm: Mm, pgoff: Pgoff }, locals: { seen: optional(Page) }, returns: optional(Page) }, (p) => {
    p.step("try_grab_folio", (k, l) => {
      const page = mapped(k, l.mm, l.pgoff);
      l.seen = page !== null && k.pages[page]._refcount > 0 ? page : null;
      if (l.seen === null) return;
      k.pages[l.seen]._refcount++;
      give(k, l.seen);
    });
    p.return((l) => l.seen);
  });

  /** What ends a pin: unpin_user_page() -> gup_put_folio(); or a plain folio_put(), which somebody may use who was given an ordinary reference. */
  function unpin(how: Put) {
    return world.procedure("unpin_user_page", { params: { page: Page } }, (p) => {
      // The device may have it for ever.
      p.fair("none", () =>
        p.if(
          how === "put_page" ? "gup_put_folio" : "folio_put",
          (k, l) => {
            k.pages[l.page].ghost.pins--;
            return put.drop(k, l.page, how);
          },
          () => p.call(put.after, (l) => ({ page: l.page })),
        ),
      );
    });
  }

  return { gupFast, gupSlow, unpin };
}

/** A device that has pinned a page, and lets go of it. */
export function dmaHolder(dax: FsDax, put: Put): Procedure<{ page: Page }, never> {
  return gup(dax, { write: true, longterm: false }).unpin(put);
}

/**
 * mm/gup.c: pin_user_pages_fast() of one page, until the device is done with it: fast, slow, and a page fault in between as often as it takes.
 * The device then has the page for as long as it likes, and no lock of any kind is held.
 */
export function dmaUser(dax: FsDax, request: Request & { readonly put: Put }, fault: Procedure<{ mm: Index<"mm">; vaddr: Index<"pgoff">; write: boolean }, boolean>) {
  const { world, Mm, Pgoff, Page } = dax;
  const { gupFast, gupSlow, unpin } = gup(dax, request);
  const release = unpin(request.put);

  return world.procedure(
    "pin_user_pages_fast",
    { params: { mm: Mm, pgoff: Pgoff }, locals: { found: optional(Page), page: Page, faulted: bool } },
    (p) => {
      p.loop(() => {
        p.call(gupFast, (l) => ({ mm: l.mm, pgoff: l.pgoff }), "found");
        p.if((l) => l.found !== null, () => p.break());
        // vma_is_fsdax(), before P17 and after: -EOPNOTSUPP
        if (request.longterm) p.return();
        p.call(gupSlow, (l) => ({ mm: l.mm, pgoff: l.pgoff }), "found");
        p.if((l) => l.found !== null, () => p.break());
        p.call(fault, (l) => ({ mm: l.mm, vaddr: l.pgoff, write: request.write }), "faulted");
        // -EFAULT
        p.if((l) => !l.faulted, () => p.return());
      });
      p.let("page", (l) => l.found, () => p.return());
      p.call(release, (l) => ({ page: l.page }));
    },
  );
}
