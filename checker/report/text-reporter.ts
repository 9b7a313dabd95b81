import type { Config } from "../language/parameter.ts";
import type { Spec } from "../language/spec.ts";
import type { RunEvent, RunFailure, RunResult } from "../run/event.ts";
import type { Trace } from "../trace/trace.ts";
import { configurationText, varying } from "./configuration-text.ts";
import { coverageTable } from "./coverage-text.ts";
import { duration, plural } from "./figures.ts";
import { raceDiagram, type Shown } from "./race-diagram.ts";
import { writeLines, type Output, type Reporter } from "./reporter.ts";
import { searchRemarks } from "./remarks-text.ts";
import { resultTable, surprise } from "./result-table.ts";
import { statisticsText } from "./statistics-text.ts";
import type { Style } from "./style.ts";
import { longTrace, wholeTrace, type TraceView } from "./trace-view.ts";
import { chosenTraces, type ShownTrace, type TraceChoice } from "./trace-choice.ts";
import { isUnexpected } from "./verdicts.ts";
import { indent, wrap } from "./wrap.ts";

/** How diagrams are to be drawn, as far as somebody has said so. */
export type ViewOptions = Partial<TraceView>;

export interface TextOptions {
  readonly width: number;
  readonly style: Style;
  readonly traces: TraceChoice;
  readonly view: ViewOptions;
  /** Say of every statement how often it ran, instead of which steps never did. */
  readonly coverage?: boolean | undefined;
  /** Say also what could not be left out of a search. */
  readonly reductions?: boolean | undefined;
}

/** The results for a reader: a table for each spec, race diagrams, a line that sums up. */
export function textReporter(out: Output, options: TextOptions): Reporter {
  let ofSpec: { spec: Spec | undefined; results: RunResult[] } = { spec: undefined, results: [] };
  const failures: RunFailure[] = [];
  const finishSpec = (): void => {
    if (ofSpec.spec !== undefined && ofSpec.results.length > 0) writeLines(out, [...specText(ofSpec.spec, ofSpec.results, options), ""]);
  };
  return (event: RunEvent): void => {
    switch (event.kind) {
      case "run-start":
      case "progress":
      case "property-decided":
      case "trace":
      case "remark":
        return;
      case "configuration-start":
        if (event.spec !== ofSpec.spec) {
          finishSpec();
          ofSpec = { spec: event.spec, results: [] };
        }
        return;
      case "configuration-end":
        ofSpec.results.push(event.result);
        return;
      case "failure":
        failures.push(event.failure);
        return;
      case "run-end":
        finishSpec();
        writeLines(out, summary(event.results, failures, event.seconds, options));
        return;
    }
  };
}

function specText(spec: Spec, results: readonly RunResult[], { width, style, traces, view, coverage, reductions = false }: TextOptions): string[] {
  const vary = varying(results.map((result) => result.config));
  const diagrams = chosenTraces(results, traces).flatMap((shown) => ["", ...heading(shown, vary, width, style), "", ...indent(raceDiagram(shown.trace, shown.property, width - 2, { ...wholeTrace, folded: shown.trace.steps.length > longTrace, ...view }), 2)]);
  const covered = coverage === true ? [coverageTable(results)] : [];
  const blocks = [...searchRemarks(results, vary, width - 2, { reductions, coverage: coverage !== true }), ...covered, ...results.map((result) => statisticsText(result, vary, width - 2)).filter(({ length }) => length > 0)];
  return [...resultTable(spec, results, width, style), ...diagrams, ...blocks.flatMap((block) => ["", ...indent(block, 2)])];
}

function heading({ result, property, others }: ShownTrace, vary: readonly string[], width: number, style: Style): string[] {
  const where = [result.spec, configurationText(result.config, vary)].filter((text) => text !== "").join(" ");
  const expected = property.verdict !== "violated" ? "" : isUnexpected(property) ? ", NOT EXPECTED" : ", as expected";
  const more = others === 0 ? "" : `; and in ${plural(others, "more configuration")}`;
  const lines = wrap(`${where}: ${property.id} ${property.verdict === "violated" ? "violated" : "reached"}${expected}${more}`, width, 2);
  return lines.map(isUnexpected(property) ? style.bad : style.strong);
}

/** One line: how much was searched, and whether all is as it should be. */
export function summary(results: readonly RunResult[], failures: readonly RunFailure[], seconds: number, { style, width }: Pick<TextOptions, "style" | "width">): string[] {
  const states = results.reduce((sum, result) => sum + result.states, 0);
  const surprising = results.filter((result) => surprise(result) !== "");
  const undecided = surprising.filter((result) => result.mismatches.length === 0 && !result.properties.some(isUnexpected)).length;
  const unexpected = surprising.length - undecided;
  const bad = [
    ...(unexpected === 0 ? [] : [`${plural(unexpected, "configuration")} NOT AS EXPECTED`]),
    ...(undecided === 0 ? [] : [`${plural(undecided, "configuration")} undecided`]),
    ...(failures.length === 0 ? [] : [plural(failures.length, "spec error")]),
  ];
  const size = results.length === 0 ? "" : `, ${plural(states, "state")}`;
  const lines = wrap(`${plural(results.length + failures.length, "configuration")}${size}, ${duration(seconds)}: ${bad.length === 0 ? "all as expected" : bad.join(", ")}`, width);
  return lines.map(bad.length === 0 ? style.good : style.bad);
}

/** The columns of a commit message, and how far its diagrams are indented. */
const commitWidth = 75;
const commitIndent = 4;

/** Only the race diagrams, each under a line that says what it shows: ready for a commit message. */
export function commitReporter(out: Output, options: TextOptions): Reporter {
  return (event: RunEvent): void => {
    if (event.kind !== "run-end") return;
    const specs = [...new Set(event.results.map((result) => result.spec))];
    const shown = specs.flatMap((spec) => chosenTraces(event.results.filter((result) => result.spec === spec), options.traces));
    for (const [position, { result, property, trace }] of shown.entries()) writeLines(out, [...(position === 0 ? [] : [""]), ...commitText(result, property, trace, options.view)]);
    if (shown.length === 0) writeLines(out, [event.results.some((result) => result.verdict === "violated") ? "no diagram was asked for (see --traces)" : "no property is violated"]);
  };
}

/**
 * A diagram of at most 75 columns, indented by 4, under a line that says all that it takes to see it again. A commit message is about the code, not about
 * what only the model has; and about this race, not about all that changes besides.
 */
export function commitText(run: { readonly spec: string; readonly config: Config }, property: Shown, trace: Trace, view: ViewOptions): string[] {
  const config = configurationText(run.config);
  const title = `${property.id} is ${property.verdict === "violated" ? "violated" : "reached"} in ${run.spec}${config === "" ? "" : ` with ${config}`}:`;
  const drawn = raceDiagram(trace, property, commitWidth - commitIndent, { ...wholeTrace, states: "cause", folded: true, ...view });
  return [...wrap(title, commitWidth), "", ...indent(drawn, commitIndent)];
}
