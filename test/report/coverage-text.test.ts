import { describe, expect, it } from "vitest";
import { coverageTable, neverRan } from "../../checker/report/coverage-text.ts";
import type { StatementCoverage } from "../../checker/run/coverage.ts";
import { result } from "./results.ts";

function step(procedure: string, label: string, count: number, branches: StatementCoverage["branches"] = []): StatementCoverage {
  return { procedure, kind: "step", step: label, position: undefined, count, branches };
}

const test: StatementCoverage = {
  procedure: "put",
  kind: "if",
  step: undefined,
  position: { file: "/src/put.ts", line: 12, column: 7 },
  count: 3,
  branches: [
    { branch: true, count: 3 },
    { branch: false, count: 0 },
  ],
};
const first = result({ users: 1 }, [], { coverage: [step("put", "dec", 1204), test, step("put", "free", 0), step("get", "try", 4, [{ branch: "page0", count: 4 }])] });
const second = result({ users: 2 }, [], { coverage: [step("put", "dec", 6), test, step("get", "try", 3, [{ branch: "page0", count: 1 }, { branch: "page1", count: 2 }]), step("get", "warn", 0)] });

describe("steps that never ran", () => {
  it("are told for each procedure, if they ran in none of the configurations", () => {
    expect(neverRan([first, second], 80)).toEqual(["steps that never ran:", "  put()  free", "  get()  warn"]);
    const ran = result({ users: 3 }, [], { coverage: [step("put", "free", 1), step("get", "warn", 2)] });
    expect(neverRan([first, second, ran], 80)).toEqual([]);
  });

  it("are no finding where the search did not see everything", () => {
    expect(neverRan([{ ...first, exhaustive: false, stopped: "states" }], 80)[0]).toBe("steps that did not run before the search ended:");
  });

  it("are wrapped beside the procedure", () => {
    const many = result({}, [], { coverage: Array.from({ length: 6 }, (_, position) => step("put", `a long label ${position}`, 0)) });
    expect(neverRan([many], 44)).toEqual(["steps that never ran:", "  put()  a long label 0, a long label 1, a", "         long label 2, a long label 3, a", "         long label 4, a long label 5"]);
  });
});

describe("the coverage table", () => {
  it("adds configurations up, statement by statement and branch by branch", () => {
    expect(coverageTable([first, second]).join("\n")).toMatchInlineSnapshot(`
      "coverage, 2 configurations together:

        put()
        1,210  dec
            6  if, put.ts:12
            6    true
            0    false
            0  free

        get()
            7  try
            5    page0
            2    page1
            0  warn"
    `);
  });

  it("tells of a choice among many values only how many were taken", () => {
    const branches = Array.from({ length: 40 }, (_, branch) => ({ branch, count: branch % 2 }));
    expect(coverageTable([result({}, [], { coverage: [step("get", "any", 20, branches)] })]).at(-1)).toBe("  20    20 of 40 values");
  });
});
