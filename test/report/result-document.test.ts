import { describe, expect, it } from "vitest";
import { readDocument, traceOfEntry } from "../../checker/report/read-document.ts";
import { resultDocument } from "../../checker/report/result-document.ts";
import { failure, result } from "./results.ts";
import { gupRace } from "./traces.ts";

const { properties, ...rest } = result({ variant: "V1" }, ["P4 violated/violated"], { stopped: "violation" });
const run = { ...rest, properties: properties.map((property) => ({ ...property, trace: gupRace })) };
const text = JSON.stringify(resultDocument([run], [failure], { exitCode: 2, seconds: 1.5 }, (spec) => `${spec}.ts`));

function refusal(document: string): string {
  try {
    readDocument(document, "out.json");
    return "read";
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
}

describe("the result document", () => {
  it("has the fields of the contract", () => {
    const document = JSON.parse(text) as Record<string, never>;
    expect({ ...document, runs: undefined, failures: undefined }).toEqual({ format: "allways-result", version: 1, exitCode: 2, seconds: 1.5 });
    expect(document["runs"]).toMatchObject([
      {
        spec: "p2pdma",
        specFile: "p2pdma.ts",
        config: { variant: "V1" },
        verdict: "holds",
        exhaustive: true,
        stopped: "violation",
        states: 12_345,
        transitions: 234_567,
        depth: 41,
        seconds: 0.32,
        bytesPerState: 24,
        peakMemoryBytes: 2 ** 28,
        engine: "packed",
        workers: 1,
        properties: [{ id: "P4", kind: "invariant", verdict: "violated", expected: "violated" }],
      },
    ]);
    expect(JSON.parse(text).runs[0].properties[0].trace.steps[0]).toEqual({
      process: "user mm0",
      procedure: "p2pmem_alloc_mmap",
      callPath: ["user", "mmap", "p2pmem_alloc_mmap"],
      step: "gen_pool_alloc_owner",
      changes: [
        { path: "pages.page0.bit", from: false, to: true, matters: true },
        { path: "user mm0.page", to: "page0", matters: true },
      ],
      raised: [],
    });
    expect(document["failures"]).toMatchObject([{ spec: "p2pdma", error: { code: "AW201", hint: "it is declared as range 0 to 5" } }]);
  });

  it("gives back the very trace that went into it", () => {
    const entry = readDocument(text, "out.json").runs[0]?.properties[0]?.trace;
    expect(entry === undefined ? undefined : traceOfEntry(entry)).toEqual(gupRace);
  });

  it("is refused with the place that is wrong", () => {
    expect(refusal("{")).toMatch(/^AW310: out\.json is not a result file: /u);
    expect(refusal("[]")).toBe('AW310: out.json is not a result file: its "format" is not "allways-result"');
    expect(refusal(text.replace('"version":1', '"version":2'))).toBe("AW310: out.json is not a result file: version 2 is not known to this Allways");
    expect(refusal(text.replace('"runs":[', '"walks":['))).toBe("AW310: out.json is not a result file: runs is missing");
    expect(refusal(text.replace('"step":"set_page_count"', '"step":7'))).toBe("AW310: out.json is not a result file: runs[0].properties[0].trace.steps[1].step is not a string");
    expect(refusal(text.replace('"callPath":["user","mmap","p2pmem_alloc_mmap"]', '"callPath":{}'))).toBe("AW310: out.json is not a result file: runs[0].properties[0].trace.steps[0].callPath is not a list");
  });
});
