import { describe, expect, test } from "vitest";
import { fsDaxLevels, type FsDaxState, type PatchLevel } from "../../model/index.ts";
import type { ScenarioName } from "../../specs/fs-dax/scenarios.ts";
import { fsDaxSystem } from "../../specs/fs-dax/system.ts";
import { searchPacked } from "../support.ts";

/*
 * Properties that hold at every level can fail: a kernel that is broken on purpose violates each.
 */

const { V0, P18, V26 } = fsDaxLevels;

function violated(level: PatchLevel, scenario: ScenarioName, upset?: (k: FsDaxState) => void): readonly string[] {
  const { stopped, decisions } = searchPacked(fsDaxSystem(level, scenario, upset));
  expect(stopped).toBeUndefined();
  return decisions.filter(({ verdict }) => verdict === "violated").map(({ property }) => property.id);
}

/** Nobody maps anything, from the start. */
function unmapped(k: FsDaxState): void {
  k.mms.mm0.vma = false;
}

describe("a broken kernel", () => {
  test("S3: a mapping that never took a reference drops one", () => {
    const halfMapped = (k: FsDaxState): void => {
      k.mms.mm0.pte.pgoff0.maps = "page";
      k.mms.mm0.pte.pgoff0.page = "page0";
      k.pages.page0._mapcount = 1;
    };
    expect(violated(V26, "unmapped", halfMapped)).toEqual(expect.arrayContaining(["S3", "S2"]));
  });

  test("S8: P18 without P17: a normal PTE is no devmap PTE, and nobody looks at the folio", () => {
    expect(violated({ ...P18, refusesLongterm: "devmap" }, "longterm")).toEqual(["S8"]);
    expect(violated(P18, "longterm")).toEqual([]);
  });

  test("S9: the entry of a hole is counted as one of a page", () => {
    const counted = (k: FsDaxState): void => {
      k.pages.page1.mapping = "file0";
    };
    expect(violated(V26, "hole", counted)).toContain("S9");
  });

  test("L3: evict waits for a page whose free path says nothing", () => {
    expect(violated({ ...V26, freeNeedsOps: true }, "evict-fuse")).toEqual(["L2", "L3"]);
  });

  test("L1, L2: the free path wakes nobody before P18's idle count", () => {
    expect(violated({ ...V0, fsdaxWake: "free_zone_device_folio", scansUnmapped: true }, "unmapped")).toEqual(expect.arrayContaining(["L1", "L2"]));
  });

  test("deadlock: somebody holds the invalidate_lock for ever", () => {
    const locked = (k: FsDaxState): void => {
      k.files.file0.invalidate_lock = -1;
    };
    expect(violated(V26, "refault", locked)).toContain("deadlock");
  });

  test("what must be possible: nothing is pinned, waited for or cleaned in a file that nobody can map", () => {
    expect(violated(V26, "writeback", unmapped)).toEqual(["can-pin", "can-wait", "can-clean"]);
  });

  test("what must be possible: nothing is written or evicted while its file is locked", () => {
    const locked = (k: FsDaxState): void => {
      k.files.file0.i_rwsem = true;
    };
    expect(violated(V26, "write", locked)).toContain("can-write");
    expect(violated({ ...V26, freeNeedsOps: true, evictBreaks: [] }, "evict")).not.toContain("can-evict");
  });
});
