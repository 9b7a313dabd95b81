import { describe, expect, test } from "vitest";
import { deviceDaxLevels } from "../../model/index.ts";
import type { DeviceDaxState, PatchLevel } from "../../model/index.ts";
import type { DeviceDaxConfig } from "../../specs/device-dax/parameters.ts";
import { deviceDaxSystem, probed } from "../../specs/device-dax/system.ts";
import spec from "../../specs/device-dax.ts";
import { recorded } from "../../specs/device-dax/recorded.ts";
import { Failures } from "./broken-kernel.ts";

/*
 * Properties that hold at every level can fail: a kernel that is broken on purpose violates each.
 */

const { P18, P19, D2 } = deviceDaxLevels;

const failures = new Failures();

function violated(level: PatchLevel, config: Partial<DeviceDaxConfig>, initially?: (k: DeviceDaxState) => void): readonly string[] {
  return failures.violated(deviceDaxSystem(level, { scenario: "map", size: "pte", tlbFlush: "noipi", ...config }, initially));
}

describe("a broken kernel", () => {
  test("S11: the free path stores 1 while zapping drops what faults never took", () => {
    expect(violated({ ...P18, freeNeedsOps: false }, { size: "pmd" })).toContain("S11");
  });

  test("L7: unbind waits for an idle folio, and zapping a huge entry forgets the reference", () => {
    const broken = { ...D2, zapDropsHuge: "none" } as const;
    expect(violated(broken, { scenario: "unbind", size: "pmd" })).toEqual(expect.arrayContaining(["L7", "S2"]));
    expect(violated(D2, { scenario: "unbind", size: "pmd" })).toEqual([]);
  });

  test("deadlock: somebody holds the i_mmap lock for ever", () => {
    const locked = (k: DeviceDaxState): void => {
      probed(k);
      k.i_mmap_locked = true;
    };
    expect(violated(P19, {}, locked)).toContain("deadlock");
  });

  test("what must be possible: a device that never comes to life can be neither mapped nor pinned", () => {
    const dead = (k: DeviceDaxState): void => {
      probed(k);
      k.dax_dev.alive = false;
    };
    expect(violated(P19, { scenario: "pin-fast" }, dead)).toEqual(["can-map", "can-pin", "can-undo"]);
  });
});

test("every property that holds at every level has been seen to fail", () => {
  expect(failures.unshaken(spec, recorded)).toEqual([]);
});
