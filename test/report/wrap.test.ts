import { expect, it } from "vitest";
import { pack, wrap } from "../../checker/report/wrap.ts";

it("breaks texts at blanks, and words only if they are longer than a line", () => {
  expect(wrap("at most one process", 12)).toEqual(["at most one", "process"]);
  expect(wrap("at most one process", 12, 2)).toEqual(["at most one", "  process"]);
  expect(wrap("p2pmem_alloc_mmap now", 10, 2)).toEqual(["p2pmem_all", "  oc_mmap", "  now"]);
  expect(wrap("", 10)).toEqual([""]);
});

it("packs items with their separators", () => {
  expect(pack(["a: 1 -> 2", "b = 3", "c = 4"], ", ", 16)).toEqual(["a: 1 -> 2,", "b = 3, c = 4"]);
  expect(pack(["a: 1 -> 2", "long_name: 10 -> 20", "c = 4"], ", ", 12, 2)).toEqual(["a: 1 -> 2,", "long_name:", "  10 -> 20,", "c = 4"]);
});
