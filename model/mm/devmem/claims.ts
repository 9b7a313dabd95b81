import type { Assertion, World } from "../../../checker/language/index.ts";

/** The claims about device-private and coherent memory that steps check as they run. What can be seen in a state alone is claimed by the specs. */
export interface Claims {
  readonly S3: Assertion;
  readonly S7: Assertion;
  readonly S11: Assertion;
  readonly lock: Assertion;
}

export function declareClaims(world: Pick<World<unknown>, "assertion">): Claims {
  return {
    S3: world.assertion("S3", "a reference is never taken on a count of 0, nor dropped below 0"),
    S7: world.assertion("S7", "the driver gets a page back once, when its count is 0, and nobody touches it between then and its next allocation"),
    S11: world.assertion("S11", "a plain store to _refcount replaces 0"),
    lock: world.assertion("lock", "a folio is unlocked by the one that has locked it"),
  };
}
