import { describe, expect, it } from "vitest";
import { progressReporter } from "../../checker/report/progress-reporter.ts";
import { p2pdma, result } from "./results.ts";

const config = { variant: "V1", failBudget: 0, preemptible: true };

/** Tell a reporter of a run that finds 1,000 states a second, every 0.5 s. */
function watch(live: boolean, seconds: number, columns = 100): string {
  let now = 100;
  let text = "";
  const report = progressReporter({ write: (more) => void (text += more) }, { live, columns, clock: () => now, peakMemoryBytes: () => 300 * 2 ** 20 });
  report({ kind: "run-start", specs: [p2pdma], configurations: 12 });
  report({ kind: "configuration-start", spec: p2pdma, config, ordinal: 0 });
  for (let at = 0.5; at <= seconds; at += 0.5) {
    now = 100 + at;
    report({ kind: "progress", progress: { states: at * 1000, transitions: at * 5000, depth: Math.floor(at), frontier: 250 }, seconds: at });
  }
  report({ kind: "configuration-end", result: result(config, []) });
  return text;
}

describe("progress", () => {
  it("is a plain line after 10 s, 20 s, 40 s, ... where there is no terminal", () => {
    expect(watch(false, 9.5)).toBe("");
    expect(watch(false, 90)).toMatchInlineSnapshot(`
      "[1/12] p2pdma variant=V1  level 10  10,000 states  1.0 k/s  250 to do  300 MiB  10 s
      [1/12] p2pdma variant=V1  level 20  20,000 states  1.0 k/s  250 to do  300 MiB  20 s
      [1/12] p2pdma variant=V1  level 40  40,000 states  1.0 k/s  250 to do  300 MiB  40 s
      [1/12] p2pdma variant=V1  level 80  80,000 states  1.0 k/s  250 to do  300 MiB  1:20 min
      "
    `);
  });

  it("is one line that is drawn again on a terminal, and gone when the configuration is done", () => {
    expect(watch(true, 1).replaceAll("\r\u001B[2K", "\n<redraw>")).toMatchInlineSnapshot(`
      "
      <redraw>[1/12] p2pdma variant=V1  level 0  500 states  1.0 k/s  250 to do  300 MiB  0.5 s
      <redraw>[1/12] p2pdma variant=V1  level 1  1,000 states  1.0 k/s  250 to do  300 MiB  1.0 s
      <redraw>"
    `);
  });

  it("keeps the figures where the line is too long", () => {
    const lines = watch(true, 1, 80).split("\r\u001B[2K");
    expect(lines.every((line) => line.length < 80)).toBe(true);
    expect(lines[1]).toMatchInlineSnapshot(`"[1/12] p2pdma varia...  level 0  500 states  1.0 k/s  250 to do  300 MiB  0.5 s"`);
    expect(watch(true, 0.5, 30).split("\r\u001B[2K")[1]).toMatchInlineSnapshot(`"level 0  500 states  1.0 k/s "`);
  });
});
