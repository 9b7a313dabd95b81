import { describe, expect, it } from "vitest";
import { progressReporter } from "../../checker/report/progress-reporter.ts";
import type { Reporter } from "../../checker/report/reporter.ts";
import { style } from "../../checker/report/style.ts";
import { failure, p2pdma, result } from "./results.ts";
import { screenAfter } from "./screen.ts";

const config = { variant: "V1", failBudget: 0, preemptible: true };

interface Watching {
  readonly live?: boolean;
  readonly columns?: number;
  readonly colour?: boolean;
}

/** A reporter that is told of a run that finds 1,000 states a second, every 0.5 s, and what it has written. */
class Watched {
  #now = 100;
  text = "";
  readonly report: Reporter;

  constructor({ live = false, columns = 100, colour = false }: Watching) {
    this.report = progressReporter({ write: (more) => void (this.text += more) }, { live, columns: () => columns, style: style(colour), clock: () => this.#now, peakMemoryBytes: () => 300 * 2 ** 20 });
    this.report({ kind: "run-start", specs: [p2pdma], configurations: 12 });
    this.report({ kind: "configuration-start", spec: p2pdma, config, ordinal: 0 });
  }

  /** @param statesAt how many states are known after so many seconds, and a level a second */
  go(seconds: number, statesAt = (at: number): number => at * 1000): this {
    for (let at = 0.5; at <= seconds; at += 0.5) {
      this.#now = 100 + at;
      const states = Math.round(statesAt(at));
      this.report({ kind: "progress", progress: { states, transitions: states * 5, depth: Math.floor(at), frontier: 250 }, seconds: at });
    }
    return this;
  }

  get screen(): string {
    return `\n${screenAfter(this.text).join("\n")}\n`;
  }
}

describe("progress where there is no terminal", () => {
  it("is a plain line after 10 s, 20 s, 40 s, ...", () => {
    expect(new Watched({}).go(9.5).text).toBe("");
    expect(new Watched({}).go(90).text).toMatchInlineSnapshot(`
      "[1/12] p2pdma variant=V1  level 10  10,000 states  1.0 k states/s  250 to do  300 MiB  10 s
      [1/12] p2pdma variant=V1  level 20  20,000 states  1.0 k states/s  250 to do  300 MiB  20 s
      [1/12] p2pdma variant=V1  level 40  40,000 states  1.0 k states/s  250 to do  300 MiB  40 s
      [1/12] p2pdma variant=V1  level 80  80,000 states  1.0 k states/s  250 to do  300 MiB  1:20 min
      "
    `);
  });
});

describe("progress on a terminal", () => {
  it("is three lines, drawn again and again in the same place", () => {
    const watched = new Watched({ live: true }).go(5, (at) => at ** 3 * 1000);
    expect(watched.screen).toMatchInlineSnapshot(`
      "
      [1/12] p2pdma variant=V1
      level 5, growing  125,000 states  625,000 transitions  250 to do
      5.0 s  25 k states/s  300 MiB
      "
    `);
    expect(watched.text.split("[J").length).toBe(11);
  });

  it("says whether an end is in sight, and how many surprises there were", () => {
    const watched = new Watched({ live: true, columns: 80 });
    watched.report({ kind: "configuration-end", result: result(config, ["P1 violated"]) });
    watched.report({ kind: "configuration-start", spec: p2pdma, config: { ...config, failBudget: 1 }, ordinal: 1 });
    expect(watched.go(6, (at) => 10_000_000 * (1 - 0.5 ** at)).screen).toMatchInlineSnapshot(`
      "
      [2/12] p2pdma variant=V1 failBudget=1
      level 6, shrinking  9,843,750 states  49,218,750 transitions  250 to do
      6.0 s  1.6 M states/s  300 MiB  1 configuration not as expected so far
      "
    `);
  });

  it("is erased before anything else is written", () => {
    const nothing = "\n\n";
    for (const report of [
      (watched: Watched) => watched.report({ kind: "failure", failure }),
      (watched: Watched) => watched.report({ kind: "configuration-start", spec: { ...p2pdma, name: "another" }, config, ordinal: 1 }),
      (watched: Watched) => watched.report({ kind: "run-end", results: [], seconds: 1, exitCode: 0 }),
    ]) {
      const watched = new Watched({ live: true }).go(2);
      expect(watched.screen).not.toBe(nothing);
      report(watched);
      expect(watched.screen).toBe(nothing);
    }
  });

  it("stays where nothing is printed: between two configurations of a spec", () => {
    const watched = new Watched({ live: true }).go(1);
    const before = watched.screen;
    watched.report({ kind: "configuration-end", result: result(config, []) });
    watched.report({ kind: "configuration-start", spec: p2pdma, config, ordinal: 1 });
    expect(watched.screen).toBe(before);
  });

  it("never fills a line, whatever the width, and leaves out whole figures", () => {
    for (const columns of [1, 2, 5, 10, 20, 40, 60, 80]) {
      const lines = screenAfter(new Watched({ live: true, columns }).go(3).text);
      expect(lines).toHaveLength(3);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(columns);
    }
    expect(new Watched({ live: true, columns: 40 }).go(3).screen).toMatchInlineSnapshot(`
      "
      [1/12] p2pdma variant=V1
      level 3  3,000 states  250 to do
      3.0 s  1.0 k states/s  300 MiB
      "
    `);
  });

  it("is coloured only where colour is wanted", () => {
    expect(new Watched({ live: true }).go(1).text).not.toContain("\u001B[1m");
    expect(new Watched({ live: true, colour: true }).go(1).text).toContain("\u001B[1m");
  });
});
