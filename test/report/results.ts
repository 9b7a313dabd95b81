import { AllwaysError } from "../../checker/language/error.ts";
import { choice, flag, integer, type Config } from "../../checker/language/parameter.ts";
import { spec, type Spec } from "../../checker/language/spec.ts";
import type { PropertyResult, RunFailure, RunResult, Verdict } from "../../checker/run/event.ts";
import { brokenLock } from "./traces.ts";

const meanings: Readonly<Record<string, string>> = {
  P1: "a PTE that maps a page implies that the page is not free",
  P4: "no pool double free; at most one owner for each page (fork excepted)",
  P12: "the pool is destroyed with no bit set",
  L1: "every state in which no step can run is one in which unbind has finished, or in which nobody has asked for it",
};

/** A property result in short: `P4 violated/violated` is found and expected. */
export function property(text: string): PropertyResult {
  const [, id = "", verdict = "holds", expected] = /^(\S+) (\w+)(?:\/(\w+))?$/u.exec(text) ?? [];
  return {
    id,
    kind: "invariant",
    meaning: meanings[id] ?? id,
    verdict: verdict as Verdict,
    expected: (expected as "holds" | "violated" | undefined) ?? null,
    remarks: [],
    trace: verdict === "violated" ? brokenLock : undefined,
    steps: verdict === "violated" ? brokenLock.steps.length : undefined,
    position: { file: "/src/specs/p2pdma/properties.ts", line: 12, column: 5 },
  };
}

export function result(config: Config, properties: readonly string[], more: Partial<RunResult> = {}): RunResult {
  return {
    spec: "p2pdma",
    config,
    verdict: "holds",
    asExpected: true,
    exhaustive: true,
    stopped: undefined,
    omissionProbability: undefined,
    states: 12_345,
    transitions: 234_567,
    depth: 41,
    seconds: 0.32,
    bytesPerState: 24,
    peakMemoryBytes: 2 ** 28,
    engine: "packed",
    workers: 1,
    properties: properties.map(property),
    mismatches: [],
    coverage: [],
    statistics: undefined,
    ...more,
  };
}

/** Only what a report shows of a spec matters here: nothing builds it. */
export const p2pdma: Spec = spec({
  name: "p2pdma",
  about: "the reference counts of P2PDMA pages from mmap to unbind",
  parameters: {
    variant: choice("the kernel version", { values: ["V0", "V1", "V2"], default: "V0" }),
    failBudget: integer("how many injected failures", { from: 0, to: 2, default: 0 }),
    preemptible: flag("CONFIG_PREEMPTION", { default: true }),
  },
  build() {
    throw new Error("not needed");
  },
});

export const failure: RunFailure = {
  spec: "p2pdma",
  config: { variant: "V1", failBudget: 0, preemptible: true },
  error: new AllwaysError("AW201", "pages.page0._refcount cannot hold 6", { hint: "it is declared as range 0 to 5", position: { file: "/src/model/mm/gup.ts", line: 41, column: 7 } }),
  trace: brokenLock,
  step: { process: "user process1", callPath: ["user", "gup"], step: "folio_ref_add", choice: undefined, changes: [], raised: [], position: undefined },
};
