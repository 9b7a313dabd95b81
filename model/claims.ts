import type { Assertion, World } from "../checker/language/index.ts";

/** The claims that steps check as they run. What can be seen in a state alone is claimed by the specs. */
export interface Claims {
  readonly P3: Assertion;
  readonly P4: Assertion;
  readonly P6: Assertion;
  readonly P8: Assertion;
  readonly P9: Assertion;
  readonly P10: Assertion;
  readonly P11: Assertion;
  readonly P12: Assertion;
}

export function declareClaims(world: Pick<World<unknown>, "assertion">): Claims {
  return {
    P3: world.assertion("P3", "a reference is never taken on a count of 0, nor dropped below 0"),
    P4: world.assertion("P4", "the pool gets a page back once, from its owner, and gives it to one owner at a time"),
    P6: world.assertion("P6", "the VM_WARN_ON_ONCE_PAGE in p2pmem_alloc_mmap never fires"),
    P8: world.assertion("P8", "nothing touches a struct page or a pgmap after it was freed"),
    P9: world.assertion("P9", "mmap fails only for an empty pool, an injected failure or a dead device"),
    P10: world.assertion("P10", "a plain store to _refcount replaces 0 (but for the store after the V0 callback)"),
    P11: world.assertion("P11", "struct pages are removed only when all are unmapped, unpinned and free"),
    P12: world.assertion("P12", "gen_pool_destroy finds no page still allocated"),
  };
}
