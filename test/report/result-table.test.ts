import { describe, expect, it } from "vitest";
import { resultTable } from "../../checker/report/result-table.ts";
import type { RunResult } from "../../checker/run/event.ts";
import { style } from "../../checker/report/style.ts";
import { p2pdma, result } from "./results.ts";

const plain = style(false);

function table(results: Parameters<typeof resultTable>[1], width = 100): string {
  const lines = resultTable(p2pdma, results, width, plain);
  expect(lines.filter((line) => line.length > width)).toEqual([]);
  return `\n${lines.join("\n")}\n`;
}

describe("the result table", () => {
  it("of one configuration names every property with its verdict", () => {
    expect(table([result({ variant: "V1", failBudget: 1, preemptible: true }, ["P1 holds", "P4 violated/violated", "P12 violated", "L1 holds/violated"])])).toMatchInlineSnapshot(`
      "
      p2pdma: the reference counts of P2PDMA pages from mmap to unbind
        variant=V1 failBudget=1 preemptible=true

        states  transitions  depth   time  NOT AS EXPECTED
        12,345      234,567     41  0.3 s  P12 violated; L1 holds

        P1   holds                  a PTE that maps a page implies that the page is not free
        P4   violated, as expected  no pool double free; at most one owner for each page (fork excepted)
        P12  VIOLATED               the pool is destroyed with no bit set
        L1   holds, NOT EXPECTED    every state in which no step can run is one in which unbind has
                                    finished, or in which nobody has asked for it
      "
    `);
  });

  it("of several has a row for each, the constant parameters above, and a legend of what is violated somewhere", () => {
    const configs = ["V0", "V1", "V2"].flatMap((variant) => [0, 1].map((failBudget) => ({ variant, failBudget, preemptible: true })));
    expect(
      table(
        configs.map((config, at) =>
          result(config, ["P1 holds/holds", at % 2 === 1 ? "P4 violated/violated" : "P4 holds/holds", at > 3 ? "P12 violated/violated" : "P12 holds/holds"], { states: 10 ** at, transitions: 7 * 10 ** at, seconds: at * 31 }),
        ),
      ),
    ).toMatchInlineSnapshot(`
      "
      p2pdma: the reference counts of P2PDMA pages from mmap to unbind
        preemptible=true

        variant  failBudget   states  transitions  depth      time  violated, as expected
        V0                0        1            7     41     0.0 s  -
        V0                1       10           70     41      31 s  P4
        V1                0      100          700     41  1:02 min  -
        V1                1    1,000        7,000     41  1:33 min  P4
        V2                0   10,000       70,000     41  2:04 min  P12
        V2                1  100,000      700,000     41  2:35 min  P4 P12

        P4   no pool double free; at most one owner for each page (fork excepted)
        P12  the pool is destroyed with no bit set
      "
    `);
  });

  it("of several tells what is to be remarked of a property in all of them", () => {
    const of = (variant: string, ...remarks: string[]): RunResult => {
      const { properties, ...rest } = result({ variant, failBudget: 0, preemptible: true }, ["P1 holds/holds", "P4 holds/holds"]);
      return { ...rest, properties: properties.map((property) => (property.id === "P4" ? { ...property, remarks } : property)) };
    };
    expect(table([of("V0", "vacuous: nobody asks", "it uses X"), of("V1", "vacuous: nobody asks")])).toMatchInlineSnapshot(`
      "
      p2pdma: the reference counts of P2PDMA pages from mmap to unbind
        failBudget=0 preemptible=true

        variant  states  transitions  depth   time  verdict
        V0       12,345      234,567     41  0.3 s  all hold
        V1       12,345      234,567     41  0.3 s  all hold

        P4  no pool double free; at most one owner for each page (fork excepted)
            vacuous: nobody asks
      "
    `);
  });

  it("sets apart what is not as expected", () => {
    expect(
      table([
        result({ variant: "V0" }, ["P4 violated/violated", "P12 holds/violated"]),
        result({ variant: "V1" }, ["P4 violated", "P12 violated", "L1 violated/violated"], { mismatches: [{ count: "states", expected: 12_344, found: 12_345 }] }),
        result({ variant: "V2" }, ["P4 inconclusive", "P12 inconclusive"], { stopped: "states", exhaustive: false }),
      ]),
    ).toMatchInlineSnapshot(`
      "
      p2pdma: the reference counts of P2PDMA pages from mmap to unbind

        variant  states  transitions  depth   time  violated, as expected  NOT AS EXPECTED
        V0       12,345      234,567     41  0.3 s  P4                     P12 holds
        V1       12,345      234,567     41  0.3 s  L1                     P4 P12 violated; 12,344 states
                                                                           expected
        V2       12,345      234,567     41  0.3 s  -                      undecided: --max-states reached

        P4   no pool double free; at most one owner for each page (fork excepted)
        P12  the pool is destroyed with no bit set
        L1   every state in which no step can run is one in which unbind has finished, or in which nobody
             has asked for it
      "
    `);
  });

  it("says that all hold where all do", () => {
    expect(table([result({ variant: "V0" }, ["P4 holds"]), result({ variant: "V1" }, ["P4 holds"])])).toMatchInlineSnapshot(`
      "
      p2pdma: the reference counts of P2PDMA pages from mmap to unbind

        variant  states  transitions  depth   time  verdict
        V0       12,345      234,567     41  0.3 s  all hold
        V1       12,345      234,567     41  0.3 s  all hold
      "
    `);
  });

  it("makes headings of the parameters that change most rarely, where the rows are too wide", () => {
    const configs = ["map-unmap-fork", "gup-against-unbind"].flatMap((scenario) =>
      [true, false].flatMap((preemptible) => ["V0", "V2h"].map((variant) => ({ scenario, preemptible, variant, tlbFlush: variant === "V0" ? "ipi" : "noipi", debugVm: preemptible, secretmem: variant === "V0", failBudget: 1 }))),
    );
    expect(table(configs.map((config) => result(config, ["P4 violated/violated", "P12 violated"])))).toMatchInlineSnapshot(`
      "
      p2pdma: the reference counts of P2PDMA pages from mmap to unbind
        failBudget=1

        tlbFlush  secretmem  states  transitions  depth   time  violated, as expected  NOT AS EXPECTED
        scenario=map-unmap-fork preemptible=true variant=V0 debugVm=true:
        ipi       true       12,345      234,567     41  0.3 s  P4                     P12 violated
        scenario=map-unmap-fork preemptible=true variant=V2h debugVm=true:
        noipi     false      12,345      234,567     41  0.3 s  P4                     P12 violated
        scenario=map-unmap-fork preemptible=false variant=V0 debugVm=false:
        ipi       true       12,345      234,567     41  0.3 s  P4                     P12 violated
        scenario=map-unmap-fork preemptible=false variant=V2h debugVm=false:
        noipi     false      12,345      234,567     41  0.3 s  P4                     P12 violated
        scenario=gup-against-unbind preemptible=true variant=V0 debugVm=true:
        ipi       true       12,345      234,567     41  0.3 s  P4                     P12 violated
        scenario=gup-against-unbind preemptible=true variant=V2h debugVm=true:
        noipi     false      12,345      234,567     41  0.3 s  P4                     P12 violated
        scenario=gup-against-unbind preemptible=false variant=V0 debugVm=false:
        ipi       true       12,345      234,567     41  0.3 s  P4                     P12 violated
        scenario=gup-against-unbind preemptible=false variant=V2h debugVm=false:
        noipi     false      12,345      234,567     41  0.3 s  P4                     P12 violated

        P4   no pool double free; at most one owner for each page (fork excepted)
        P12  the pool is destroyed with no bit set
      "
    `);
  });

  it("fits a narrow terminal", () => {
    expect(table([result({ variant: "V0" }, ["P4 violated/violated", "L1 violated/violated"]), result({ variant: "V1" }, ["P12 violated", "L1 inconclusive"])], 60)).toMatchInlineSnapshot(`
      "
      p2pdma: the reference counts of P2PDMA pages from mmap to
        unbind

        states  transitions  depth   time  violated,   NOT AS
                                           as          EXPECTED
                                           expected
        variant=V0:
        12,345      234,567     41  0.3 s  P4 L1       -
        variant=V1:
        12,345      234,567     41  0.3 s  -           P12
                                                       violated;
                                                       undecided

        P4   no pool double free; at most one owner for each page
             (fork excepted)
        L1   every state in which no step can run is one in which
             unbind has finished, or in which nobody has asked for
             it
        P12  the pool is destroyed with no bit set
      "
    `);
  });
});
