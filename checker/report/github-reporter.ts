import type { SourcePosition } from "../language/error.ts";
import type { RunResult } from "../run/event.ts";
import { atEnd } from "./at-end.ts";
import type { FileName } from "./failure-text.ts";
import { bySpec, mismatchText, outcomeOf, runTitle, verdictText, type Finished } from "./test-outcome.ts";
import { raceDiagram } from "./race-diagram.ts";
import { allCommonRemarks } from "./remarks-text.ts";
import { writeLines, type Output, type Reporter } from "./reporter.ts";

const width = 100;

/** Workflow commands of GitHub Actions: what is not as expected is shown beside the line of the spec that states it. */
export function githubReporter(out: Output, fileName: FileName): Reporter {
  return atEnd((finished) => writeLines(out, [...finished.flatMap((one) => annotations(one, fileName)), ...bySpec(finished).flatMap((results) => notices(results, fileName))]));
}

function annotations(finished: Finished, fileName: FileName): string[] {
  const title = runTitle(finished);
  if ("error" in finished) {
    const { code, message, hint, position } = finished.error;
    return [command("error", `${title}: ${code}`, `${message}${hint === undefined ? "" : `\n${hint}`}`, position, fileName)];
  }
  const properties = finished.properties.flatMap((property) => {
    const outcome = outcomeOf(property);
    if (outcome === "passed") return [];
    const diagram = property.trace === undefined ? [] : ["", ...raceDiagram(property.trace, property, width)];
    return [command(outcome === "failed" ? "error" : "warning", `${title}: ${property.id} ${verdictText(property)}`, [property.meaning, ...diagram].join("\n"), property.position, fileName)];
  });
  return [...properties, ...finished.mismatches.map((mismatch) => command("error", `${title}: counts`, mismatchText(mismatch), undefined, fileName))];
}

/** What a reader should know of a property in every configuration. */
function notices(results: readonly RunResult[], fileName: FileName): string[] {
  const properties = results.flatMap((result) => result.properties);
  return allCommonRemarks(results).map(({ id, remark }) => command("notice", `${results[0]?.spec ?? ""}: ${id}`, remark, properties.find((property) => property.id === id)?.position, fileName));
}

function command(level: "error" | "warning" | "notice", title: string, message: string, position: SourcePosition | undefined, fileName: FileName): string {
  const place = position === undefined ? {} : { file: fileName(position.file), line: position.line, col: position.column };
  const properties = Object.entries({ ...place, title }).map(([name, value]) => `${name}=${escaped(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C")}`);
  return `::${level} ${properties.join(",")}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
