import type { RunResult } from "../run/event.ts";
import { atEnd } from "./at-end.ts";
import { varying } from "./configuration-text.ts";
import { bySpec, mismatchText, outcomeOf, runTitle, verdictText, type Finished } from "./test-outcome.ts";
import { raceDiagram } from "./race-diagram.ts";
import { searchRemarks } from "./remarks-text.ts";
import { writeLines, type Output, type Reporter } from "./reporter.ts";
import { indent } from "./wrap.ts";

const width = 100;

/** The Test Anything Protocol, version 14: a line for each property in each configuration; diagrams are diagnostics. */
export function tapReporter(out: Output): Reporter {
  return atEnd((finished) => {
    const points = finished.flatMap(pointsOf);
    const lines = points.flatMap(({ ok, text, diagnostics }, at) => [`${ok ? "ok" : "not ok"} ${at + 1} - ${text}`, ...comments(diagnostics)]);
    writeLines(out, ["TAP version 14", `1..${points.length}`, ...lines, ...bySpec(finished).flatMap(remarksOf)]);
  });
}

/** What is to be remarked of the searches of a spec. */
function remarksOf(results: readonly RunResult[]): string[] {
  const vary = varying(results.map(({ config }) => config));
  return searchRemarks(results, vary, width, { reductions: false, coverage: true }).flatMap((block) => comments([`${results[0]?.spec ?? ""}:`, ...indent(block, 2)]));
}

function comments(lines: readonly string[]): string[] {
  return lines.map((line) => `# ${line}`.trimEnd());
}

interface Point {
  readonly ok: boolean;
  readonly text: string;
  readonly diagnostics: readonly string[];
}

function pointsOf(finished: Finished): Point[] {
  const title = described(runTitle(finished));
  if ("error" in finished) return [{ ok: false, text: `${title}: spec error`, diagnostics: [`${finished.error.code}: ${finished.error.message}`] }];
  return [...propertyPoints(finished, title), ...finished.mismatches.map((mismatch): Point => ({ ok: false, text: `${title}: counts`, diagnostics: [mismatchText(mismatch)] }))];
}

function propertyPoints({ properties }: RunResult, title: string): Point[] {
  return properties.map((property): Point => {
    const outcome = outcomeOf(property);
    // A directive is all that TAP knows of a test that has no result.
    const directive = outcome === "undecided" ? " # SKIP undecided" : "";
    const diagram = outcome === "failed" && property.trace !== undefined ? raceDiagram(property.trace, property, width) : [];
    return { ok: outcome !== "failed", text: `${title}: ${described(property.id)} ${verdictText(property)}${directive}`, diagnostics: [...property.remarks, ...diagram] };
  });
}

/** `#` begins a directive. */
function described(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}
