import type { Assertion, World } from "../../../checker/language/index.ts";

/** The claims about FS_DAX pages that steps check as they run. What can be seen in a state alone is claimed by the specs. */
export interface Claims {
  readonly S1: Assertion;
  readonly S3: Assertion;
  readonly S4: Assertion;
  readonly "S4'": Assertion;
  readonly S6: Assertion;
  readonly S8: Assertion;
  readonly S10: Assertion;
  readonly S12: Assertion;
  readonly S13: Assertion;
}

export function declareClaims(world: Pick<World<unknown>, "assertion">): Claims {
  return {
    S1: world.assertion("S1", "a block changes its owner only when nobody has pinned its page"),
    S3: world.assertion("S3", "a count leaves 0 only by a fault or a write upgrade that holds the entry lock, and never falls below that of an idle page"),
    S4: world.assertion("S4", "the entry of a page is removed only when nobody has pinned the page"),
    "S4'": world.assertion("S4'", "and only when its count says so: no reference but its mappings' (V0 - P17 warn if it is above 1)"),
    S6: world.assertion("S6", "a compound page is put together and taken apart only when its count is 0: the WARN_ON_ONCEs of dax_folio_init() and dax_folio_put()"),
    S8: world.assertion("S8", "no FOLL_LONGTERM pin of an FS_DAX page"),
    S10: world.assertion("S10", "from P6 on, truncate and evict find no DAX entry: the WARN_ON_ONCE in mm/truncate.c never fires"),
    S12: world.assertion("S12", "what was stored through a mapping before an fsync() began is flushed when it returns"),
    S13: world.assertion("S13", "a fault maps only the file's current block for that offset"),
  };
}
