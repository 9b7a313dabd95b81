import { describe, expect, it } from "vitest";
import type { RunEvent, RunFailure, RunResult } from "../../checker/run/event.ts";
import type { Reporter } from "../../checker/report/reporter.ts";
import { style } from "../../checker/report/style.ts";
import { commitReporter, textReporter } from "../../checker/report/text-reporter.ts";
import type { TraceChoice } from "../../checker/report/trace-choice.ts";
import { failure, p2pdma, result } from "./results.ts";

function tell(report: Reporter, results: readonly RunResult[], failures: readonly RunFailure[]): void {
  const events: RunEvent[] = [
    { kind: "run-start", specs: [p2pdma], configurations: results.length + failures.length },
    ...results.flatMap((each): RunEvent[] => [{ kind: "configuration-start", spec: p2pdma, config: each.config, ordinal: 0 }, { kind: "configuration-end", result: each }]),
    ...failures.map((each): RunEvent => ({ kind: "failure", failure: each })),
    { kind: "run-end", results, seconds: 1.5, exitCode: 0 },
  ];
  for (const event of events) report(event);
}

function report(maker: typeof textReporter, traces: TraceChoice, results: readonly RunResult[], colour = false): string {
  let written = "";
  tell(maker({ write: (text) => void (written += text) }, { width: 100, style: style(colour), traces, view: {} }), results, []);
  return written;
}

const matrix = [
  result({ variant: "V0", failBudget: 0, preemptible: true }, ["P1 holds", "P4 violated/violated"]),
  result({ variant: "V1", failBudget: 0, preemptible: true }, ["P1 violated", "P4 violated/violated"]),
  result({ variant: "V2", failBudget: 0, preemptible: true }, ["P1 violated", "P4 holds/violated"]),
];

describe("the text report", () => {
  it("is a table, the diagrams of what is unexpected, and a line that sums up", () => {
    expect(report(textReporter, "auto", matrix)).toMatchInlineSnapshot(`
      "p2pdma: the reference counts of P2PDMA pages from mmap to unbind
        failBudget=0 preemptible=true

        variant  states  transitions  depth   time  violated, as expected  NOT AS EXPECTED
        V0       12,345      234,567     41  0.3 s  P4                     -
        V1       12,345      234,567     41  0.3 s  P4                     P1 violated
        V2       12,345      234,567     41  0.3 s  -                      P1 violated; P4 holds

        P1  a PTE that maps a page implies that the page is not free
        P4  no pool double free; at most one owner for each page (fork excepted)

      p2pdma variant=V1: P1 violated, NOT EXPECTED; and in 1 more configuration

           user process0    user process1
           ---------------  ---------------
           lock()
        1    test the flag
                            lock()
        2                     test the flag
        3    set the flag                    locked: false -> true
        4                     set the flag   <--

        <-- P1 violated: a PTE that maps a page implies that the page is not free

      3 configurations, 37,035 states, 1.5 s: 2 configurations NOT AS EXPECTED
      "
    `);
  });

  it("draws the violations of a single configuration, expected or not", () => {
    const diagrams = report(textReporter, "auto", matrix.slice(0, 1)).match(/^p2pdma: P.*$/gmu);
    expect(diagrams).toEqual(["p2pdma: P4 violated, as expected"]);
  });

  it("draws what --traces asks for", () => {
    const headings = (traces: TraceChoice): string[] => report(textReporter, traces, matrix).match(/^p2pdma .*: P.*$/gmu) ?? [];
    expect(headings("none")).toEqual([]);
    expect(headings("first")).toEqual(["p2pdma variant=V0: P4 violated, as expected; and in 1 more configuration", "p2pdma variant=V1: P1 violated, NOT EXPECTED; and in 1 more configuration"]);
    expect(headings("all")).toHaveLength(4);
  });

  it("counts spec errors", () => {
    let written = "";
    tell(textReporter({ write: (text) => void (written += text) }, { width: 100, style: style(false), traces: "auto", view: {} }), [], [failure]);
    expect(written).toBe("1 configuration, 1.5 s: 1 spec error\n");
  });

  it("says with colour nothing that it does not say in words", () => {
    const escapes = new RegExp(`${String.fromCodePoint(27)}\\[\\d+m`, "gu");
    const out = report(textReporter, "auto", matrix, true);
    expect(out).toMatch(escapes);
    expect(out.replace(escapes, "")).toBe(report(textReporter, "auto", matrix));
  });
});

describe("the commit report", () => {
  it("is only the diagrams, at most 75 columns, under the parameters that matter", () => {
    const out = report(commitReporter, "first", matrix);
    expect(out.split("\n").filter((line) => line.length > 75)).toEqual([]);
    expect(out).toMatchInlineSnapshot(`
      "P4 is violated in p2pdma with variant=V0 failBudget=0 preemptible=true:

             user process0    user process1
             ---------------  ---------------
             lock()
          1    test the flag
                              lock()
          2                     test the flag
          3    set the flag                    locked: false -> true
          4                     set the flag   <--

          <-- P4 violated: no pool double free; at most one owner for each page
              (fork excepted)

      P1 is violated in p2pdma with variant=V1 failBudget=0 preemptible=true:

             user process0    user process1
             ---------------  ---------------
             lock()
          1    test the flag
                              lock()
          2                     test the flag
          3    set the flag                    locked: false -> true
          4                     set the flag   <--

          <-- P1 violated: a PTE that maps a page implies that the page is not
              free
      "
    `);
  });

  it("says so where there is nothing to draw", () => {
    expect(report(commitReporter, "first", [result({ variant: "V0" }, ["P1 holds"])])).toBe("no property is violated\n");
  });
});
