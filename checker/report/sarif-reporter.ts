import type { CodeFlow, Location, Log, PhysicalLocation, ReportingDescriptor, Result, ThreadFlowLocation } from "sarif";
import type { SourcePosition } from "../language/error.ts";
import { show } from "../language/value.ts";
import type { PropertyResult, RunFailure, RunResult } from "../run/event.ts";
import type { Trace, TraceStep } from "../trace/trace.ts";
import { atEnd } from "./at-end.ts";
import { changeNames } from "./change-names.ts";
import { configurationText } from "./configuration-text.ts";
import type { FileName } from "./failure-text.ts";
import { plural } from "./figures.ts";
import { commonRemarks } from "./remarks-text.ts";
import type { Output, Reporter } from "./reporter.ts";
import { bySpec, runTitle, verdictText, type Finished } from "./test-outcome.ts";
import { isUnexpected } from "./verdicts.ts";

/*
 * SARIF 2.1.0 (OASIS), as code scanning of GitHub and SARIF viewers read it. A rule is a property of a spec; a result is that it does not hold, or that something is to be remarked of it, once for
 * all configurations, with the shortest trace as a code flow that has one thread flow for each process. `executionOrder` is the number of the step.
 */

export interface SarifOptions {
  readonly version: string;
  readonly fileName: FileName;
}

export function sarifReporter(out: Output, options: SarifOptions): Reporter {
  return atEnd((finished) => out.write(`${JSON.stringify(sarifLog(finished, options), undefined, 2)}\n`));
}

/** The log of a run. */
export function sarifLog(finished: readonly Finished[], { version, fileName }: SarifOptions): Log {
  const findings = findingsOf(finished);
  const rules = findings.map(({ rule }) => rule);
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Allways", semanticVersion: version, version, rules } },
        columnKind: "utf16CodeUnits",
        results: findings.map(({ result }, ruleIndex) => ({ ...result(fileName), ruleIndex })),
        invocations: [{ executionSuccessful: !finished.some((one) => "error" in one) }],
      },
    ],
  };
}

interface Finding {
  readonly rule: ReportingDescriptor;
  readonly result: (fileName: FileName) => Result;
}

function findingsOf(finished: readonly Finished[]): readonly Finding[] {
  const results = finished.filter((one): one is RunResult => !("error" in one));
  const remarks = new Map<string, readonly string[]>(bySpec(finished).flatMap((of) => of.slice(0, 1).flatMap(({ spec, properties }) => properties.map(({ id }) => [`${spec}/${id}`, commonRemarks(of, id)]))));
  const open = new Map<string, { run: RunResult; property: PropertyResult; others: number }>();
  for (const run of results) {
    for (const property of run.properties) {
      const common = remarks.get(`${run.spec}/${property.id}`) ?? [];
      if (property.verdict === "holds" && !isUnexpected(property) && common.length === 0) continue;
      const rule = `${run.spec}/${property.id}`;
      const before = open.get(rule);
      const better = before === undefined || graver(property, before.property) ? { run, property } : before;
      open.set(rule, { run: better.run, property: better.property, others: before === undefined ? 0 : before.others + 1 });
    }
  }
  return [...[...open].map(([rule, finding]) => propertyFinding(rule, finding, remarks.get(rule) ?? [])), ...finished.filter((one): one is RunFailure => "error" in one).map(failureFinding)];
}

/** Unexpected before expected, decided before undecided, and then the shorter trace. */
function graver(one: PropertyResult, other: PropertyResult): boolean {
  const rank = (property: PropertyResult): number => (isUnexpected(property) ? 0 : property.verdict === "violated" ? 1 : 2);
  const length = (property: PropertyResult): number => property.trace?.steps.length ?? Infinity;
  return rank(one) < rank(other) || (rank(one) === rank(other) && length(one) < length(other));
}

function propertyFinding(id: string, { run, property, others }: { readonly run: RunResult; readonly property: PropertyResult; readonly others: number }, remarks: readonly string[]): Finding {
  const where = `${configurationText(run.config) === "" ? "" : ` with ${configurationText(run.config)}`}${others === 0 ? "" : `, and in ${plural(others, "more configuration")}`}`;
  const undecided = property.verdict === "inconclusive";
  return {
    rule: { id, shortDescription: { text: property.meaning }, properties: { tags: ["model-checking", property.kind] } },
    result: (fileName) => ({
      ruleId: id,
      // A level says how grave a failure is; what is merely open has none.
      kind: undecided ? "open" : "fail",
      level: undecided ? "none" : isUnexpected(property) ? "error" : "note",
      message: { text: `${property.id} ${verdictText(property)} in ${run.spec}${where}. ${[property.meaning, ...remarks].join("; ")}` },
      ...locations(property.position, fileName),
      partialFingerprints: { "property/v1": id },
      ...(property.trace === undefined || property.trace.steps.length === 0 ? {} : { codeFlows: [codeFlow(property.trace, fileName)] }),
    }),
  };
}

function failureFinding(failure: RunFailure): Finding {
  const { code, message, hint, position } = failure.error;
  return {
    rule: { id: `${failure.spec}/${code}`, shortDescription: { text: message }, properties: { tags: ["spec-error"] } },
    result: (fileName) => ({
      ruleId: `${failure.spec}/${code}`,
      kind: "fail",
      level: "error",
      message: { text: `${runTitle(failure)}: ${message}${hint === undefined ? "" : `. ${hint}`}` },
      ...locations(position, fileName),
      ...(failure.trace === undefined || failure.trace.steps.length === 0 ? {} : { codeFlows: [codeFlow(failure.trace, fileName)] }),
    }),
  };
}

function codeFlow(trace: Trace, fileName: FileName): CodeFlow {
  const changeText = changeNames(trace);
  const numbered = trace.steps.map((step, at) => ({ step, order: at + 1 }));
  const acting = trace.processes.filter((process) => trace.steps.some((step) => step.process === process));
  return {
    message: { text: `${plural(trace.steps.length, "step")} by ${acting.join(", ")}` },
    threadFlows: acting.map((process) => ({
      id: process,
      locations: numbered
        .filter(({ step }) => step.process === process)
        .map(({ step, order }): ThreadFlowLocation => ({
          location: { message: { text: stepText(step, step.changes.map((change) => changeText(change, step)).filter((text) => text !== undefined)) }, ...physical(step.position, fileName) },
          executionOrder: order,
          nestingLevel: step.callPath.length - 1,
          importance: step.raised.length > 0 || order === trace.steps.length ? "essential" : step.changes.some(({ matters }) => matters) ? "important" : "unimportant",
          state: Object.fromEntries(step.changes.filter(({ to }) => to !== undefined).map(({ path, to }) => [path, { text: show(to) }])),
        })),
    })),
  };
}

function stepText({ callPath, step, choice }: TraceStep, changes: readonly string[]): string {
  return `${callPath.at(-1) ?? ""}: ${step}${choice === undefined ? "" : ` [${show(choice)}]`}${changes.length === 0 ? "" : `; ${changes.join(", ")}`}`;
}

function locations(position: SourcePosition | undefined, fileName: FileName): { locations?: Location[] } {
  return position === undefined ? {} : { locations: [physical(position, fileName)] };
}

function physical(position: SourcePosition | undefined, fileName: FileName): { physicalLocation?: PhysicalLocation } {
  if (position === undefined) return {};
  const file = fileName(position.file).replaceAll("\\", "/");
  // Relative files are relative to the root of the sources, wherever a viewer has them.
  const artifactLocation = file.startsWith("/") ? { uri: `file://${encodeURI(file)}` } : { uri: encodeURI(file), uriBaseId: "%SRCROOT%" };
  return { physicalLocation: { artifactLocation, region: { startLine: position.line, startColumn: position.column } } };
}
