import type { Assertion, World } from "../../../checker/language/index.ts";

/** The claims about device-dax that steps check as they run. What can be seen in a state alone is claimed by the specs. */
export interface Claims {
  readonly S1: Assertion;
  readonly S3: Assertion;
  readonly "S3'": Assertion;
  readonly S7: Assertion;
  readonly "S7'": Assertion;
  readonly S11: Assertion;
}

export function declareClaims(world: Pick<World<unknown>, "assertion">): Claims {
  return {
    S1: world.assertion("S1", "the memory is removed only when nobody maps it and nobody has pinned it"),
    S3: world.assertion("S3", "a reference is never taken on a count of 0, nor dropped below 0"),
    "S3'": world.assertion("S3'", "the reference that the driver has is never dropped: free_zone_device_folio() is never entered"),
    S7: world.assertion("S7", "nothing touches a struct page after it was removed"),
    "S7'": world.assertion("S7'", "a fault finds dev_dax->pgmap set"),
    S11: world.assertion("S11", "a plain store to _refcount replaces 0"),
  };
}
