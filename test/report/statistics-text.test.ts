import { expect, it } from "vitest";
import { statisticsText } from "../../checker/report/statistics-text.ts";
import type { RunStatistics } from "../../checker/run/event.ts";
import { result } from "./results.ts";

const statistics: RunStatistics = {
  levels: Array.from({ length: 30 }, (_, level) => ({ states: 10 * (level + 1), transitions: 25 * (level + 1) })),
  variables: Array.from({ length: 20 }, (_, position) => ({ path: `pages.page${position}`, seen: position + 1, possible: 32 })),
  localStates: [{ process: "user process0", seen: 64 }],
  compiled: { trees: 12, nodes: 345, localStates: 70, codeBytes: 10_240 },
  seconds: { searching: 1.5, recording: 0.25 },
};

const run = result({ users: 2 }, [], {
  states: 4650,
  transitions: 11_625,
  engine: "compiled",
  workers: 1,
  statistics,
  coverage: [
    { procedure: "put", kind: "step", step: "free", position: undefined, count: 1625, branches: [] },
    { procedure: "put", kind: "step", step: "dec", position: undefined, count: 10_000, branches: [] },
    { procedure: "put", kind: "step", step: "never", position: undefined, count: 0, branches: [] },
  ],
});

it("says which levels, variables and steps the states come from, the largest first", () => {
  expect(statisticsText(run, ["users"], 90).join("\n")).toMatchInlineSnapshot(`
    "statistics of users=2:

        levels  states  growth  transitions  per state
        0 to 2      60                  150        2.5
        3 to 5     150  x 1.26          375        2.5
        6 to 8     240  x 1.14          600        2.5
       9 to 11     330  x 1.10          825        2.5
      12 to 14     420  x 1.08        1,050        2.5
      15 to 17     510  x 1.06        1,275        2.5
      18 to 20     600  x 1.05        1,500        2.5
      21 to 23     690  x 1.05        1,725        2.5
      24 to 26     780  x 1.04        1,950        2.5
      27 to 29     870  x 1.04        2,175        2.5

      values  of  variable
          64      user process0, where it is and its locals
          20  32  pages.page19
          19  32  pages.page18
          18  32  pages.page17
          17  32  pages.page16
          16  32  pages.page15
          15  32  pages.page14
          14  32  pages.page13
          13  32  pages.page12
          12  32  pages.page11
          11  32  pages.page10
          10  32  pages.page9
      and 9 more variables with at most 10 values
      If all of them were independent, there would be 2^67 states; 2^12 can be reached.

      transitions  share  per state  procedure  step
           10,000   86 %       2.15  put()      dec
            1,625   14 %       0.35  put()      free

      Engine compiled: 70 local states, 12 decision trees of 345 nodes, 10 KiB of code; 1.50 s
      searching, 0.25 s recording."
  `);
});

it("says nothing that was not kept", () => {
  expect(statisticsText({ ...run, statistics: undefined }, [], 90)).toEqual([]);
  const text = statisticsText({ ...run, statistics: { ...statistics, variables: undefined, localStates: undefined, compiled: undefined } }, [], 90).join("\n");
  expect(text).not.toContain("variable");
  expect(text).toContain("Engine compiled; 1.50 s searching, 0.25 s recording.");
});
