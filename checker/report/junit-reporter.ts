import type { RunFailure, RunResult } from "../run/event.ts";
import { atEnd } from "./at-end.ts";
import { errorText, stepsToFailure, type FileName } from "./failure-text.ts";
import { plural } from "./figures.ts";
import { mismatchText, outcomeOf, runTitle, verdictText, type Finished } from "./test-outcome.ts";
import { raceDiagram } from "./race-diagram.ts";
import { searchRemarks } from "./remarks-text.ts";
import { writeLines, type Output, type Reporter } from "./reporter.ts";
import { style } from "./style.ts";

/*
 * JUnit's XML as CI servers read it (the common part of the schemas of Jenkins and of Ant): a suite for each configuration, a test case for each
 * property. An undecided property is a skipped test, a spec error a test that could not be run.
 */

const width = 100;
const plain = style(false);

export function junitReporter(out: Output, fileName: FileName): Reporter {
  return atEnd((finished, { seconds }) => {
    const suites = finished.map((one) => ("error" in one ? failureSuite(one, fileName) : resultSuite(one)));
    const sum = (of: keyof Tally): number => suites.reduce((total, { tally }) => total + tally[of], 0);
    writeLines(out, [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites${attributes({ name: "allways", tests: sum("tests"), failures: sum("failures"), errors: sum("errors"), skipped: sum("skipped"), time: seconds.toFixed(3) })}>`,
      ...suites.flatMap(({ lines }) => lines),
      "</testsuites>",
    ]);
  });
}

interface Tally {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

interface Suite {
  readonly tally: Tally;
  readonly lines: readonly string[];
}

function suite(of: Finished, seconds: number, tally: Tally, cases: readonly string[], output: string): Suite {
  const lines = [`  <testsuite${attributes({ name: runTitle(of), ...tally, time: seconds.toFixed(3) })}>`, ...cases, `    <system-out>${escaped(output)}</system-out>`, "  </testsuite>"];
  return { tally, lines };
}

function resultSuite(result: RunResult): Suite {
  const cases = result.properties.map((property) => {
    const outcome = outcomeOf(property);
    const message = `${property.id} ${verdictText(property)}: ${property.meaning}`;
    const body = property.trace === undefined ? "" : raceDiagram(property.trace, property, width).join("\n");
    const remarks = property.remarks.length === 0 ? [] : [`      <system-out>${escaped(property.remarks.join("\n"))}</system-out>`];
    const inside = outcome === "failed" ? [failure(property.verdict, message, body)] : outcome === "undecided" ? [`      <skipped${attributes({ message })}/>`] : [];
    return testCase(result, `${property.id}: ${property.meaning}`, [...inside, ...remarks]);
  });
  const counts = result.mismatches.length === 0 ? [] : [testCase(result, "counts", [failure("counts", result.mismatches.map(mismatchText).join("; "), "")])];
  const outcomes = result.properties.map(outcomeOf);
  const tally: Tally = {
    tests: cases.length + counts.length,
    failures: outcomes.filter((outcome) => outcome === "failed").length + counts.length,
    errors: 0,
    skipped: outcomes.filter((outcome) => outcome === "undecided").length,
  };
  const statistics = `${plural(result.states, "state")}, ${plural(result.transitions, "transition")}, depth ${result.depth}${result.exhaustive ? "" : `, stopped: ${result.stopped ?? ""}`}`;
  const output = [statistics, ...searchRemarks([result], [], width, { reductions: false, coverage: true }).flat()].join("\n");
  return suite(result, result.seconds, tally, [...cases, ...counts].flat(), output);
}

function failureSuite(of: RunFailure, fileName: FileName): Suite {
  const { error } = of;
  const steps = stepsToFailure(of, width);
  const body = [...errorText(error, fileName, plain), ...(steps.length === 0 ? [] : ["", ...steps])].join("\n");
  const lines = testCase(of, "spec", [`      <error${attributes({ message: error.message, type: error.code })}>${escaped(body)}</error>`]);
  return suite(of, 0, { tests: 1, failures: 0, errors: 1, skipped: 0 }, lines, "");
}

function testCase(of: Finished, name: string, inside: readonly string[]): string[] {
  const head = `    <testcase${attributes({ classname: runTitle(of), name })}`;
  return inside.length === 0 ? [`${head}/>`] : [`${head}>`, ...inside, "    </testcase>"];
}

function failure(type: string, message: string, body: string): string {
  return `      <failure${attributes({ message, type })}>${escaped(body)}</failure>`;
}

function attributes(of: Readonly<Record<string, string | number>>): string {
  return Object.entries(of)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join("");
}

/** XML 1.0 has no way to write most control characters. */
function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what must go
  return text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/gu, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
