import type { RunResult } from "../run/event.ts";
import { atEnd } from "./at-end.ts";
import { configurationText, varying } from "./configuration-text.ts";
import { errorText, type FileName } from "./failure-text.ts";
import { count, duration } from "./figures.ts";
import { bySpec, runTitle, verdictText, type Finished } from "./test-outcome.ts";
import { raceDiagram } from "./race-diagram.ts";
import { allCommonRemarks, searchRemarks } from "./remarks-text.ts";
import { writeLines, type Output, type Reporter } from "./reporter.ts";
import { surprise } from "./result-table.ts";
import { style } from "./style.ts";
import { summary } from "./text-reporter.ts";
import { chosenTraces, type TraceChoice } from "./trace-choice.ts";

const width = 100;
const plain = style(false);

export interface MarkdownOptions {
  readonly traces: TraceChoice;
  readonly fileName: FileName;
}

/** The results as Markdown: a table for each spec, diagrams in fences. For a pull request, a wiki, the summary of a CI job. */
export function markdownReporter(out: Output, options: MarkdownOptions): Reporter {
  return atEnd((finished, { seconds }) => writeLines(out, markdown(finished, seconds, options)));
}

export function markdown(finished: readonly Finished[], seconds: number, { traces, fileName }: MarkdownOptions): string[] {
  const results = finished.filter((one): one is RunResult => !("error" in one));
  const failures = finished.filter((one) => "error" in one);
  return [
    `**${summary(results, failures, seconds, { style: plain, width: Infinity }).join(" ")}**`,
    ...bySpec(finished).flatMap((of) => ["", `### ${of[0]?.spec ?? ""}`, "", ...specTable(of, traces)]),
    ...failures.flatMap((failure) => ["", `### ${runTitle(failure)}: spec error`, "", ...fence(errorText(failure.error, fileName, plain))]),
  ];
}

function specTable(results: readonly RunResult[], traces: TraceChoice): string[] {
  const vary = varying(results.map(({ config }) => config));
  const rows = results.map((result) => [
    ...vary.map((name) => String(result.config[name])),
    count(result.states),
    count(result.transitions),
    String(result.depth),
    duration(result.seconds),
    result.properties.filter(({ verdict }) => verdict !== "holds").map((property) => `${property.id} ${verdictText(property)}`).join("<br>") || "all hold",
    surprise(result) === "" ? "" : `**${surprise(result)}**`,
  ]);
  const titles = [...vary, "states", "transitions", "depth", "time", "verdicts", "not as expected"];
  const shown = rows.every((row) => row.at(-1) === "") ? titles.length - 1 : titles.length;
  const remarks = allCommonRemarks(results).map(({ id, remark }) => `- **${id}** ${inline(remark)}`);
  const right = (title: string): boolean => ["states", "transitions", "depth", "time"].includes(title);
  return [
    row(titles.slice(0, shown)),
    row(titles.slice(0, shown).map((title) => (right(title) ? "---:" : "---"))),
    ...rows.map((cells) => row(cells.slice(0, shown).map(cell))),
    ...(remarks.length === 0 ? [] : ["", ...remarks]),
    ...searchRemarks(results, vary, width, { reductions: false, coverage: true }).flatMap((block) => ["", ...fence(block)]),
    ...chosenTraces(results, traces).flatMap(({ result, property, trace }) => ["", `**${property.id}** ${verdictText(property)}${vary.length === 0 ? "" : ` with ${configurationText(result.config, vary)}`}`, "", ...fence(raceDiagram(trace, property, width))]),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** Text that nothing of Markdown is to be seen in: a remark may quote a formula. */
function inline(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|#]/gu, (sign) => `\\${sign}`);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** A fence that no line of the text can close. */
function fence(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.map((line) => /^`*/u.exec(line)?.[0].length ?? 0));
  return ["`".repeat(longest + 1), ...lines, "`".repeat(longest + 1)];
}
