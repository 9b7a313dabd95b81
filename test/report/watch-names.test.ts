import { describe, expect, it } from "vitest";
import { watchNames } from "../../checker/report/watch-names.ts";

function named(...texts: readonly string[]): readonly string[] {
  return watchNames(texts, new Map([["pages.page0._refcount", "page0._refcount"], ["count", "count"]]));
}

describe("names of what is watched", () => {
  it("are as short as tells them apart", () => {
    expect(named("k.pages.page0.ghost.owner", "references(k, page0)", "k.pages.page1.memmap")).toEqual(["ghost.owner", "references", "memmap"]);
    expect(named("k.mms.mm0.pte.vaddr0", "k.mms.mm1.pte.vaddr0")).toEqual(["mm0.pte.vaddr0", "mm1.pte.vaddr0"]);
    expect(named('user.thread0.at("inside")', 'user.thread1.at("inside")', 'other.at("outside")')).toEqual(['thread0.at("inside")', 'thread1.at("inside")', 'at("outside")']);
    expect(named("references(k, page0)", "references(k, page1)")).toEqual(["references(k, page0)", "references(k, page1)"]);
  });

  it("say over what is counted, and what is added", () => {
    expect(named('Thread.count((thread) => user[thread].at("inside"))', "baseline(k, bar0) + k.pgmaps.bar0.ghost.owed")).toEqual(["Thread.count", "baseline + ghost.owed"]);
  });

  it("are those that changes have in the same diagram, and no others are", () => {
    expect(named("k.pages.page0._refcount", "k.count", "page.count")).toEqual(["page0._refcount", "count", "count"]);
    expect(named("k.pages.page3.count()")).toEqual(["page3.count"]);
  });

  it("are the text where it cannot be read", () => {
    expect(named("a b", "-")).toEqual(["a b", "-"]);
  });
});
