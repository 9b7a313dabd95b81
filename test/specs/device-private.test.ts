import { describe, expect, test } from "vitest";
import { devicePrivateLevels, type DeviceMemoryState, type PatchLevel } from "../../model/index.ts";
import type { DevicePrivateConfig } from "../../specs/device-private/parameters.ts";
import { devicePrivateSystem } from "../../specs/device-private/system.ts";
import spec from "../../specs/device-private.ts";
import { recorded } from "../../specs/device-private/recorded.ts";
import { Failures } from "./broken-kernel.ts";

/*
 * Properties that hold at every level can fail: a kernel that is broken on purpose violates each. And what holds at the newest level does not
 * without the very behaviour that it rests on.
 */

const { V26, M4 } = devicePrivateLevels;

const failures = new Failures();

function violated(level: PatchLevel, config: Partial<DevicePrivateConfig>, breaks?: (k: DeviceMemoryState) => void): readonly string[] {
  return failures.violated(devicePrivateSystem(level, { scenario: "migrate", driver: "free-list", size: "pte", preemptible: true, ...config }, breaks));
}

describe("a broken kernel", () => {
  test("L7: somebody has leaked a reference to the pgmap", () => {
    const leak = (k: DeviceMemoryState): void => {
      k.pgmap.ref++;
    };
    expect(violated(M4, { scenario: "remove" }, leak)).toEqual(expect.arrayContaining(["S7'", "L7", "L7'"]));
    expect(violated(M4, { scenario: "remove" })).toEqual([]);
  });

  test("S2, S11: free pages have a count of 1 again, and the driver initialises them as now", () => {
    expect(violated({ ...V26, privateHoldsPgmap: false }, { scenario: "hole" })).toEqual(expect.arrayContaining(["S2", "S11"]));
  });

  test("S7: a fault takes no reference", () => {
    expect(violated({ ...V26, privateFault: "no reference" }, { scenario: "two-faults" })).toContain("S7");
    expect(violated(V26, { scenario: "two-faults" })).toEqual([]);
  });

  test("S2, S11: the count is stored over a reference that somebody has", () => {
    const referenced = (k: DeviceMemoryState): void => {
      k.pages.page0._refcount = 1;
    };
    expect(violated(V26, { scenario: "hole" }, referenced)).toEqual(expect.arrayContaining(["S11", "S2"]));
  });
});

describe("what must be possible", () => {
  test("a page cannot come back if there is no system memory, nor be pinned for long", () => {
    const full = (k: DeviceMemoryState): void => {
      for (const page of ["page1", "page2"] as const) k.pages[page].free = false;
    };
    expect(violated(V26, { scenario: "coherent-pin" }, full)).toContain("can-return");
  });

  test("a page cannot go to a device that has none to give", () => {
    const taken = (k: DeviceMemoryState): void => {
      k.pages.page0.free = false;
    };
    expect(violated(V26, { scenario: "migrate-pin" }, taken)).toEqual(["can-migrate"]);
  });

  test("nobody pins what somebody holds for ever", () => {
    const locked = (k: DeviceMemoryState): void => {
      for (const mm of ["mm0", "mm1"] as const) k.mms[mm] = { mmap_lock: -1, pte: { maps: "none", page: null } };
    };
    expect(violated(V26, { scenario: "coherent-pin" }, locked)).toEqual(expect.arrayContaining(["can-pin", "can-be-busy", "quiet", "deadlock"]));
  });
});

test("every property that holds at every level has been seen to fail", () => {
  expect(failures.unshaken(spec, recorded)).toEqual([]);
});
