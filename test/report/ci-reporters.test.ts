import { parse } from "junit2json";
import { describe, expect, it } from "vitest";
import { githubReporter } from "../../checker/report/github-reporter.ts";
import { jsonLinesReporter } from "../../checker/report/jsonl-reporter.ts";
import { junitReporter } from "../../checker/report/junit-reporter.ts";
import { markdownReporter } from "../../checker/report/markdown-reporter.ts";
import type { Output, Reporter } from "../../checker/report/reporter.ts";
import { sarifLog, sarifReporter } from "../../checker/report/sarif-reporter.ts";
import { tapReporter } from "../../checker/report/tap-reporter.ts";
import type { RunResult } from "../../checker/run/event.ts";
import { brokenLock, eventsOf } from "../trace/specs.ts";
import { failure, p2pdma, result } from "./results.ts";

const config = { variant: "V0", failBudget: 0, preemptible: true };
const results = [
  result(config, ["P1 holds", "P4 violated/violated", "L1 violated", "P12 inconclusive"], { mismatches: [{ count: "states", expected: 12, found: 13 }] }),
  result({ ...config, variant: "V2" }, ["P1 holds", "P4 holds/violated", "L1 violated"]),
];
const fileName = (file: string): string => file.replace("/src/", "");

/** What a reporter writes of these results and a spec error. */
function report(reporter: (out: Output) => Reporter): string {
  let text = "";
  const listen = reporter({ write: (more) => (text += more) });
  listen({ kind: "run-start", specs: [p2pdma], configurations: 3 });
  for (const one of results) listen({ kind: "configuration-end", result: one });
  listen({ kind: "failure", failure });
  listen({ kind: "run-end", results, seconds: 1.5, exitCode: 2 });
  return text;
}

describe("junit", () => {
  it("is read by a consumer of JUnit files, with a test case for each property", async () => {
    const read = await parse(report((out) => junitReporter(out, fileName)));
    expect(read).toMatchObject({ name: "allways", tests: 9, failures: 4, errors: 1, skipped: 1, time: 1.5 });
    const suites = read !== undefined && read !== null && "testsuite" in read ? (read.testsuite ?? []) : [];
    expect(suites.map(({ name, tests, failures, errors, skipped }) => [name, tests, failures, errors, skipped])).toEqual([
      ["p2pdma variant=V0 failBudget=0 preemptible=true", 5, 2, 0, 1],
      ["p2pdma variant=V2 failBudget=0 preemptible=true", 3, 2, 0, 0],
      ["p2pdma variant=V1 failBudget=0 preemptible=true", 1, 0, 1, 0],
    ]);
    const [first] = suites;
    expect(first?.testcase?.map(({ name, failure: failures, skipped }) => [name?.split(":")[0], failures?.length ?? 0, skipped?.length ?? 0])).toEqual([["P1", 0, 0], ["P4", 0, 0], ["L1", 1, 0], ["P12", 0, 1], ["counts", 1, 0]]);
    expect(first?.testcase?.[2]?.failure?.[0]?.inner).toContain("test the flag");
  });

  it("escapes what XML would take for its own", async () => {
    const tricky = result(config, ["L1 violated"]);
    const properties = tricky.properties.map((property) => ({ ...property, meaning: 'a < b & "c" > \u0007d' }));
    let text = "";
    const listen = junitReporter({ write: (more) => (text += more) }, fileName);
    listen({ kind: "configuration-end", result: { ...tricky, properties } });
    listen({ kind: "run-end", results: [], seconds: 0, exitCode: 1 });
    const read = await parse(text);
    expect(JSON.stringify(read)).toContain(JSON.stringify('L1: a < b & "c" > d').slice(1, -1));
  });
});

describe("sarif", () => {
  // That the log has the shape of SARIF 2.1.0 is checked by the compiler: its type is that of @types/sarif.
  it("has a rule for each property that does not hold, with its gravest result", () => {
    const [run] = sarifLog([...results, failure], { version: "1.2.3", fileName }).runs;
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(["p2pdma/P4", "p2pdma/L1", "p2pdma/P12", "p2pdma/AW201"]);
    expect(run?.results?.map(({ ruleId, ruleIndex, kind, level }) => [ruleId, ruleIndex, kind, level])).toEqual([
      ["p2pdma/P4", 0, "fail", "error"],
      ["p2pdma/L1", 1, "fail", "error"],
      ["p2pdma/P12", 2, "open", "none"],
      ["p2pdma/AW201", 3, "fail", "error"],
    ]);
    expect(run?.results?.[1]?.message.text).toMatch(/^L1 violated in p2pdma with variant=V0 .* and in 1 more configuration\. /u);
    expect(run?.results?.[1]?.locations?.[0]?.physicalLocation).toEqual({ artifactLocation: { uri: "specs/p2pdma/properties.ts", uriBaseId: "%SRCROOT%" }, region: { startLine: 12, startColumn: 5 } });
  });

  it("has a thread flow for each process, in the order in which they acted", () => {
    const [run] = sarifLog(results, { version: "1.2.3", fileName }).runs;
    const flows = run?.results?.[1]?.codeFlows?.[0]?.threadFlows;
    expect(flows?.map(({ id, locations }) => [id, locations.map(({ executionOrder }) => executionOrder)])).toEqual([["user process0", [1, 3]], ["user process1", [2, 4]]]);
    expect(flows?.[1]?.locations.at(-1)).toMatchObject({ importance: "essential", nestingLevel: 1, location: { message: { text: "lock: set the flag" } } });
  });

  it("is JSON", () => {
    expect(JSON.parse(report((out) => sarifReporter(out, { version: "1", fileName })))).toMatchObject({ version: "2.1.0" });
  });
});

describe("for people and harnesses", () => {
  it("github annotates the lines that state what is not as expected", () => {
    const lines = report((out) => githubReporter(out, fileName)).trimEnd().split("\n");
    expect(lines.map((line) => line.slice(0, line.indexOf("::", 2)))).toEqual([
      "::error file=specs/p2pdma/properties.ts,line=12,col=5,title=p2pdma variant=V0 failBudget=0 preemptible=true%3A L1 violated",
      "::warning file=specs/p2pdma/properties.ts,line=12,col=5,title=p2pdma variant=V0 failBudget=0 preemptible=true%3A P12 undecided",
      "::error title=p2pdma variant=V0 failBudget=0 preemptible=true%3A counts",
      "::error file=specs/p2pdma/properties.ts,line=12,col=5,title=p2pdma variant=V2 failBudget=0 preemptible=true%3A P4 holds%2C but a violation was expected",
      "::error file=specs/p2pdma/properties.ts,line=12,col=5,title=p2pdma variant=V2 failBudget=0 preemptible=true%3A L1 violated",
      "::error file=model/mm/gup.ts,line=41,col=7,title=p2pdma variant=V1 failBudget=0 preemptible=true%3A AW201",
    ]);
  });

  it("tap", () => {
    const lines = report(tapReporter).trimEnd().split("\n");
    expect(lines.slice(0, 2)).toEqual(["TAP version 14", "1..9"]);
    expect(lines.filter((line) => /^(?:not )?ok /u.test(line))).toMatchInlineSnapshot(`
      [
        "ok 1 - p2pdma variant=V0 failBudget=0 preemptible=true: P1 holds",
        "ok 2 - p2pdma variant=V0 failBudget=0 preemptible=true: P4 violated, as expected",
        "not ok 3 - p2pdma variant=V0 failBudget=0 preemptible=true: L1 violated",
        "ok 4 - p2pdma variant=V0 failBudget=0 preemptible=true: P12 undecided # SKIP undecided",
        "not ok 5 - p2pdma variant=V0 failBudget=0 preemptible=true: counts",
        "ok 6 - p2pdma variant=V2 failBudget=0 preemptible=true: P1 holds",
        "not ok 7 - p2pdma variant=V2 failBudget=0 preemptible=true: P4 holds, but a violation was expected",
        "not ok 8 - p2pdma variant=V2 failBudget=0 preemptible=true: L1 violated",
        "not ok 9 - p2pdma variant=V1 failBudget=0 preemptible=true: spec error",
      ]
    `);
  });

  it("markdown", () => {
    expect(report((out) => markdownReporter(out, { traces: "auto", fileName }))).toMatchInlineSnapshot(`
      "**3 configurations, 24,690 states, 1.5 s: 2 configurations NOT AS EXPECTED, 1 spec error**

      ### p2pdma

      | variant | states | transitions | depth | time | verdicts | not as expected |
      | --- | ---: | ---: | ---: | ---: | --- | --- |
      | V0 | 12,345 | 234,567 | 41 | 0.3 s | P4 violated, as expected<br>L1 violated<br>P12 undecided | **L1 violated; 12 states expected; undecided** |
      | V2 | 12,345 | 234,567 | 41 | 0.3 s | L1 violated | **L1 violated; P4 holds** |

      **L1** violated with variant=V0

      \`\`\`
         user process0    user process1
         ---------------  ---------------
         lock()
      1    test the flag
                          lock()
      2                     test the flag
      3    set the flag                    locked: false -> true
      4                     set the flag   <--

      <-- L1 violated: every state in which no step can run is one in which unbind has finished, or in
          which nobody has asked for it
      \`\`\`

      ### p2pdma variant=V1 failBudget=0 preemptible=true: spec error

      \`\`\`
      error AW201: pages.page0._refcount cannot hold 6
        at model/mm/gup.ts:41:7
        hint: it is declared as range 0 to 5
      \`\`\`
      "
    `);
  });
});

describe("what is to be remarked", () => {
  const remark = "vacuous: no reachable state meets its condition k.pins > 0 || k.[]";
  const remarked = [result(config, ["P1 holds", "P12 holds"]), result({ ...config, variant: "V2" }, ["P1 holds", "P12 holds"])];
  for (const { properties } of remarked) properties[0]?.remarks.push(remark);
  remarked[0]?.properties[1]?.remarks.push("vacuous: only here");
  const idle = { procedure: "put_page", kind: "step", step: "free", position: undefined, count: 0, branches: [] } as const;
  const all = remarked.map((one): RunResult => ({ ...one, coverage: [idle], omissionProbability: 1e-9 }));

  function told(reporter: (out: Output) => Reporter): string {
    let text = "";
    const listen = reporter({ write: (more) => (text += more) });
    for (const one of all) listen({ kind: "configuration-end", result: one });
    listen({ kind: "run-end", results: all, seconds: 0, exitCode: 0 });
    return text;
  }

  it("stands in TAP below the line of the property, and at the end what is to be said of the searches", () => {
    const lines = told(tapReporter).split("\n");
    expect(lines.slice(2, 6)).toEqual(["ok 1 - p2pdma variant=V0 failBudget=0 preemptible=true: P1 holds", `# ${remark}`, "ok 2 - p2pdma variant=V0 failBudget=0 preemptible=true: P12 holds", "# vacuous: only here"]);
    expect(lines.slice(-4)).toEqual(["# p2pdma:", "#   steps that never ran:", "#     put_page()  free", ""]);
    expect(lines.some((line) => line.startsWith("#   Not exact:"))).toBe(true);
  });

  it("stands in JUnit as output of test case and suite", async () => {
    const read = await parse(told((out) => junitReporter(out, fileName)));
    expect(JSON.stringify(read)).toContain(JSON.stringify(remark).slice(1, -1));
    expect(read).toMatchObject({ tests: 4, failures: 0 });
    expect(JSON.stringify(read)).toContain("steps that never ran:\\n  put_page()  free");
  });

  it("stands in Markdown below the table, if it is so in every configuration", () => {
    const text = told((out) => markdownReporter(out, { traces: "auto", fileName }));
    expect(text).toContain("\n- **P1** vacuous: no reachable state meets its condition k.pins \\> 0 \\|\\| k.\\[\\]\n\n```\nNot exact");
    expect(text).toContain("\n```\nsteps that never ran:\n  put_page()  free\n```\n");
    expect(text).not.toContain("only here");
  });

  it("is a note of SARIF and a notice of GitHub", () => {
    const [run] = sarifLog(all, { version: "1.2.3", fileName }).runs;
    expect(run?.results?.map(({ ruleId, kind, level, message }) => [ruleId, kind, level, message.text])).toEqual([["p2pdma/P1", "fail", "note", expect.stringContaining(`P1 holds in p2pdma with variant=V0 failBudget=0 preemptible=true, and in 1 more configuration. `) as string]]);
    expect(run?.results?.[0]?.message.text).toContain(remark);
    expect(told((out) => githubReporter(out, fileName))).toBe(`::notice file=specs/p2pdma/properties.ts,line=12,col=5,title=p2pdma%3A P1::${remark}\n`);
  });
});

describe("jsonl", () => {
  it("tells every event as it happens", async () => {
    let text = "";
    const listen = jsonLinesReporter({ write: (more) => (text += more) });
    for (const event of await eventsOf(brokenLock)) if (event.kind !== "progress") listen(event);
    const entries = text.trimEnd().split("\n").map((line) => JSON.parse(line) as { event: string; property?: unknown });
    expect(entries.map(({ event }) => event)).toEqual(["configuration-start", "property-decided", "trace", "property-decided", "configuration-end"]);
    expect(entries[1]?.property).toEqual({ id: "mutex", kind: "invariant", meaning: "only one is inside", verdict: "violated", expected: null });
    text = "";
    listen({ kind: "remark", spec: brokenLock, id: "mutex", text: "vacuous" });
    expect(JSON.parse(text)).toEqual({ event: "remark", spec: "broken-lock", property: "mutex", remark: "vacuous" });
  });
});
