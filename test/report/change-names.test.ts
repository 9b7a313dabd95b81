import { describe, expect, it } from "vitest";
import { changeNames, pathNames } from "../../checker/report/change-names.ts";
import { traceOf, type Sketch } from "./traces.ts";

/** What a diagram writes for changes of these paths, all by the process `user mm0`. */
function names(...changes: (readonly [path: string, from: never, to: never] | readonly [string, unknown, unknown])[]): (string | undefined)[] {
  const trace = traceOf(["user mm0"], [["user mm0", "user", "step", ...(changes as Sketch[3][])] as unknown as Sketch]);
  const text = changeNames(trace);
  return trace.steps.flatMap((step) => step.changes.map((change) => text(change, step)));
}

describe("the names of changes", () => {
  it("are the leaf and its record; a lone member of an index set is left out", () => {
    expect(names(["pages.page0._refcount", 0, 1], ["bars.bar0.pgmap.ref", 3, 2], ["free", true, false])).toEqual(["_refcount: 0 -> 1", "pgmap.ref: 3 -> 2", "free: true -> false"]);
  });

  it("keep the member where several of its set are touched", () => {
    expect(names(["pages.page0._refcount", 0, 1], ["pages.page1.bit", false, true], ["mms.mm1.pte", null, "page0"])).toEqual(["page0._refcount: 0 -> 1", "page1.bit: false -> true", "pte: none -> page0"]);
  });

  it("keep the field of a table of plain values", () => {
    expect(names(["fork.seat3", null, "seat2"])).toEqual(["fork.seat3: none -> seat2"]);
  });

  it("keep as much as tells two paths apart", () => {
    expect(names(["mms.mm0.pte", null, "page0"], ["user mm0.pte", undefined, "page0"], ["a.x.n", 0, 1], ["b.x.n", 0, 1])).toEqual(["mm0.pte: none -> page0", "pte = page0", "a.x.n: 0 -> 1", "b.x.n: 0 -> 1"]);
  });

  it("name a local without its process, and say nothing of one that ends", () => {
    expect(names(["user mm0.ticket", undefined, 2], ["user mm0.ticket", 2, 3], ["user mm0.ticket", 3, undefined], ["user mm0 > mmap > alloc.len", undefined, 1])).toEqual(["ticket = 2", "ticket: 2 -> 3", undefined, "len = 1"]);
  });

  it("are found by the whole path, too, also where a process is called as a record of the state is", () => {
    const trace = traceOf(["sender"], [["sender", "sender", "send", ["sender.bit", 0, 1], ["sender > send.n", undefined, 1], ["pages.page0._refcount", 0, 1]]]);
    expect(["sender.bit", "bit", "sender > send.n", "pages.page0._refcount", "pages"].map((path) => pathNames(trace).get(path))).toEqual(["bit", "bit", "n", "_refcount", undefined]);
  });
});
