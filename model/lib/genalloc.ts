import type { Index } from "../../checker/language/index.ts";
import type { Kernel, State } from "../state.ts";

type Page = Index<"page">;

/**
 * lib/genalloc.c: the pool of free pages, one chunk a BAR, one bit a page. Both operations are one compare-and-exchange for a
 * run inside a word, hence one atomic access here. A page can be allocated the instant that its bit is clear.
 */
export function genalloc({ world, Bar, Page, Mm, Vaddr, bounds, level, claims }: Kernel) {
  /** `count` pages, starting with this one. */
  function run(first: Page, count: number): readonly Page[] {
    const start = Page.ordinal(first);
    return Page.members.slice(start, start + count);
  }

  function mappedAnywhere(k: State, page: Page): boolean {
    return Mm.some((mm) => Vaddr.some((vaddr) => k.mms[mm].pte[vaddr] === page));
  }

  /** gen_pool_add_owner() puts a chunk at the head of the list, so the BAR that was added last is searched first. */
  const chunks = Bar.members.map((_, bar): readonly Page[] => Page.members.slice(bar * bounds.pages, (bar + 1) * bounds.pages)).toReversed();

  /** gen_pool_alloc_owner(): first fit. The chunk's owner, its pgmap's `ref`, follows from the page. */
  function alloc(k: State, count: number, owner: "mmap" | "driver"): Page | null {
    for (const chunk of chunks) {
      for (const first of chunk.slice(0, chunk.length - count + 1)) {
        const pages = run(first, count);
        if (pages.some((page) => k.pages[page].allocated)) continue;
        for (const page of pages) take(k, page, owner);
        return first;
      }
    }
    return null;
  }

  function take(k: State, page: Page, owner: "mmap" | "driver"): void {
    const { ghost } = k.pages[page];
    claims.P4.warnOn(mappedAnywhere(k, page) || ghost.gup > 0);
    k.pages[page].allocated = true;
    if (owner === "mmap" && level.freeCount === 1) {
      // V0: the count of the free page turns into the reference of the task that maps it.
      ghost.references++;
      ghost.owner = "mmap";
    } else {
      ghost.owner = owner === "driver" ? "driver" : "inFlight";
    }
  }

  /** gen_pool_free_owner(): a BUG if a bit is clear already. */
  function free(k: State, first: Page, count: number, by: "mmap" | "driver"): void {
    for (const page of run(first, count)) {
      const { ghost } = k.pages[page];
      claims.P4.bugOn(!k.pages[page].allocated);
      claims.P4.warnOn((ghost.owner === "driver") !== (by === "driver"));
      k.pages[page].allocated = false;
      ghost.owner = "pool";
    }
  }

  /** gen_pool_destroy(): a BUG if a bit is set. */
  const destroy = world.procedure("gen_pool_destroy", (p) => {
    p.step("gen_pool_destroy", (k) => {
      claims.P12.bugOn(Page.some((page) => k.pages[page].allocated));
    });
  });

  return { run, mappedAnywhere, alloc, free, destroy };
}
