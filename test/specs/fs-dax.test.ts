import { describe, expect, test } from "vitest";
import { fsDaxLevels, type FsDaxState, type PatchLevel } from "../../model/index.ts";
import type { ScenarioName } from "../../specs/fs-dax/scenarios.ts";
import { fsDaxSystem } from "../../specs/fs-dax/system.ts";
import spec from "../../specs/fs-dax.ts";
import { recorded } from "../../specs/fs-dax/recorded.ts";
import { Failures } from "./broken-kernel.ts";

/*
 * Properties that hold at every level can fail: a kernel that is broken on purpose violates each.
 */

const { V0, P18, V26, F10 } = fsDaxLevels;

const failures = new Failures();

function violated(level: PatchLevel, scenario: ScenarioName, upset?: (k: FsDaxState) => void): readonly string[] {
  return failures.violated(fsDaxSystem(level, scenario, upset));
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
    expect(violated({ ...V26, freeNeedsOps: true }, "evict-fuse")).toEqual(["L2", "L3", "live-L1", "live-L2", "live-L1'", "live-L3"]);
  });

  test("live-L1': nobody is woken by the last munmap()", () => {
    expect(violated({ ...V26, freeNeedsOps: true }, "fuse-wait")).toContain("live-L1'");
    expect(violated(V26, "fuse-wait")).toEqual(["live-L1", "live-L1b"]);
  });

  test("S12: a page is writable, and its entry is not dirty", () => {
    const clean = (k: FsDaxState): void => {
      k.mms.mm0.pte.pgoff0 = { maps: "page", page: "page0", write: true };
      k.pages.page0._refcount = 1;
      k.pages.page0._mapcount = 1;
    };
    expect(violated(F10, "fsync", clean)).toContain("S12");
    expect(violated(F10, "fsync")).toEqual([]);
  });

  test("S12: fsync() clears the mark before it flushes, and another one comes in between", () => {
    expect(violated({ ...F10, clearsTowrite: "before the flush" }, "fsync")).toEqual(["S12"]);
  });

  test("S6: the entry of a shared block is replaced by itself while a device has the page", () => {
    expect(violated({ ...F10, replacesSameEntry: true }, "huge-shared")).toEqual(["S6"]);
  });

  test("S5: a write fault that fails leaves the entry of a copy that is free again", () => {
    expect(violated({ ...F10, failedCowDeletes: false }, "cow-fails")).toEqual(["S5"]);
    expect(violated(F10, "cow-fails")).toEqual([]);
  });

  test("S1: a PTE takes the place of the PMD entry of a shared block, and stands at all its offsets", () => {
    expect(violated({ ...F10, splitsSharedPmd: false }, "huge-slot")).toEqual(["S1", "S4", "S4'"]);
    expect(violated(F10, "huge-slot")).toEqual([]);
  });

  test("S5: a page fault of the source does not see that its block is being shared", () => {
    expect(violated({ ...F10, remapDemotesLock: true }, "two-inodes")).toEqual(["S5"]);
  });

  test("S2: zapping a PTE of a part forgets one of two references", () => {
    const oneTooMany = (k: FsDaxState): void => {
      k.pages.page0._refcount++;
    };
    expect(violated(V26, "huge-parts", oneTooMany)).toContain("S2");
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
    expect(violated(V26, "signal", unmapped)).toEqual(["can-pin", "can-wait", "can-give-up"]);
    expect(violated(V26, "insert-fails", unmapped)).toContain("can-fail");
  });

  test("what must be possible: nothing is written or evicted while its file is locked", () => {
    const locked = (k: FsDaxState): void => {
      k.files.file0.i_rwsem = true;
    };
    expect(violated(V26, "write", locked)).toContain("can-write");
  });

  test("what must be possible: no inode is evicted whose entry is locked for ever", () => {
    const entryLocked = (k: FsDaxState): void => {
      k.files.file0.i_pages.pgoff0 = { ...k.files.file0.i_pages.pgoff0, entry: "page", page: "page0", locked: true };
    };
    expect(violated(V26, "evict", entryLocked)).toContain("can-evict");
  });

  test("what must be possible: no file is cloned while somebody holds its lock", () => {
    const held = (k: FsDaxState): void => {
      k.files.file1.invalidate_lock = -1;
    };
    expect(violated(V26, "two-inodes", held)).toContain("can-clone");
  });
});

test("every property that holds at every level has been seen to fail", () => {
  expect(failures.unshaken(spec, recorded)).toEqual([]);
});
