import { expect, it } from "vitest";
import type { ReportData, Story } from "../../../checker/page/data.ts";
import { htmlReporter, type HtmlOptions } from "../../../checker/report/html/html-reporter.ts";
import { checkSpec } from "../../../checker/run/check.ts";
import type { RunResult } from "../../../checker/run/event.ts";
import { libraryHost } from "../../../checker/run/host.ts";
import { failure, p2pdma } from "../results.ts";
import { refcount } from "./refcount.ts";

const page = { script: "", style: "", scriptHash: "", styleHash: "" };

interface Written {
  readonly report: ReportData;
  readonly stories: readonly Story[];
}

async function written(traces: HtmlOptions["traces"]): Promise<Written> {
  let text = "";
  const reporter = htmlReporter({ write: (more) => void (text += more) }, { tool: "allways 0", page, traces, short: (file) => file.split("/").at(-1) ?? "" });
  reporter({ kind: "run-start", specs: [refcount], configurations: 3 });
  const results: RunResult[] = [];
  for (const of of [refcount, refcount]) for (const result of await checkSpec(of, [{}], {}, libraryHost, reporter)) if (!("error" in result)) results.push(result);
  reporter({ kind: "configuration-start", spec: p2pdma, config: failure.config, ordinal: 0 });
  reporter({ kind: "failure", failure });
  expect(text).toBe("");
  // Found out after the configurations of a spec were told.
  for (const { properties } of results) properties.at(-1)?.remarks.push("vacuous: nobody waits");
  reporter({ kind: "run-end", results, seconds: 1.5, exitCode: 2 });
  const block = (id: string): unknown => JSON.parse(new RegExp(`id="${id}">(.*?)</script>`, "su").exec(text)?.[1] ?? "null");
  const stories = [...text.matchAll(/id="(story-\d+)"/gu)].map(([, id = ""]) => block(id) as Story);
  return { report: block("report") as ReportData, stories };
}

it("writes one document at the end, with every configuration and its verdicts", async () => {
  const { report, stories } = await written("auto");
  expect([report.tool, report.seconds, report.specs.map(({ name, configurations }) => [name, configurations.length])]).toEqual(["allways 0", 1.5, [["refcount", 2], ["p2pdma", 1]]]);
  const [first, second] = report.specs[0]?.configurations ?? [];
  expect(first?.result?.properties.map(({ id, verdict, expected, story }) => [id, verdict, expected, story])).toEqual([
    ["double-free", "violated", null, 0],
    ["kept", "violated", null, 1],
    ["deadlock", "holds", null, undefined],
  ]);
  expect(first?.result?.properties.map(({ remarks }) => remarks)).toEqual([undefined, undefined, ["vacuous: nobody waits"]]);
  expect(second?.result?.properties, "the same stories are kept once").toEqual(first?.result?.properties);
  expect(stories.map(({ steps }) => steps.length)).toEqual([6, 4]);
});

it("says how often each statement ran", async () => {
  const { statements = [], configurations = [] } = (await written("none")).report.specs[0] ?? {};
  const counted = configurations[0]?.result?.coverage.map(([statement, count]) => [statements[statement]?.name, statements[statement]?.branch, count > 0]);
  expect(counted).toEqual([["atomic_dec", undefined, true], ["atomic_read", undefined, true], [expect.stringMatching(/^if, refcount\.ts:\d+$/u), undefined, true], [expect.anything(), "true", true], [expect.anything(), "false", true], ["kfree", undefined, true]]);
});

it("shows a spec error in its place", async () => {
  const { report } = await written("none");
  expect(report.specs[1]?.configurations[0]?.failure).toEqual({ code: "AW201", message: "pages.page0._refcount cannot hold 6", hint: "it is declared as range 0 to 5", position: "gup.ts:41" });
});

it("tells no story if none is asked for", async () => {
  expect((await written("none")).stories).toEqual([]);
});
