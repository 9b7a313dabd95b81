import { describe, expect, it } from "vitest";
import { check, each, indexSet, range, spec, state, table, type RunResult } from "../../checker/index.ts";
import { omissionText } from "../../checker/report/omission-text.ts";
import { resultDocument } from "../../checker/report/result-document.ts";

/** Counters that together are wider than a word, or not. */
function counters(cells: number) {
  return spec({
    name: "counters",
    about: "two threads count",
    build() {
      const Thread = indexSet("thread", 2);
      const Cell = indexSet("cell", cells);
      const world = state({ cells: table(Cell, range(0, 7)) });
      const count = world.procedure("count", (p) => {
        for (const cell of [Cell.first, Cell.at(cells - 1)]) {
          p.step(`count ${cell}`, (k) => {
            k.cells[cell]++;
            // What no step writes takes no room in a compiled state.
            for (const between of Cell) if (between !== Cell.first && between !== Cell.at(cells - 1)) k.cells[between] = 1;
          });
        }
      });
      return world.system({
        processes: { thread: each(Thread, () => count.start()) },
        properties: ({ invariant }) => [invariant("low", "no cell reaches 2", (k) => Cell.every((cell) => k.cells[cell] < 2))],
      });
    },
    expect: [{ states: 9, transitions: 12 }],
  });
}

async function run(cells: number, store: "exact" | "fingerprint"): Promise<RunResult> {
  const [result] = await check(counters(cells), { engine: "compiled", reduce: "none", store });
  if (result === undefined) throw new Error("no result");
  return result;
}

describe("a search that keeps fingerprints", () => {
  it("finds the same, and never says that it has seen everything for certain", async () => {
    const [exact, fingerprints] = [await run(30, "exact"), await run(30, "fingerprint")];
    expect(exact).toMatchObject({ engine: "compiled", exhaustive: true, omissionProbability: undefined, states: 9 });
    expect(fingerprints).toMatchObject({ engine: "compiled", exhaustive: false, stopped: undefined, states: 9, transitions: 12, mismatches: [], verdict: "violated" });
    expect(fingerprints.omissionProbability).toBe((9 * 8) / 2 ** 65);
    expect(fingerprints.properties[0]?.trace?.steps).toHaveLength(exact.properties[0]?.trace?.steps.length ?? -1);
  });

  it("is exact where a state is not longer than its fingerprint", async () => {
    expect(await run(3, "fingerprint")).toMatchObject({ exhaustive: true, omissionProbability: undefined });
  });

  it("says so in the report and in the document", async () => {
    const [exact, fingerprints] = [await run(30, "exact"), await run(30, "fingerprint")];
    expect(omissionText([exact], [], 80)).toEqual([]);
    expect(omissionText([exact, fingerprints], [], 200).join(" ")).toMatch(/^Not exact: .* left out: at most 2\.0e-18\. /u);
    const document = resultDocument([exact, fingerprints], [], { exitCode: 0, seconds: 1 }, () => undefined);
    expect(document.runs.map(({ exhaustive, omissionProbability }) => [exhaustive, omissionProbability])).toEqual([
      [true, undefined],
      [false, (9 * 8) / 2 ** 65],
    ]);
  });
});
