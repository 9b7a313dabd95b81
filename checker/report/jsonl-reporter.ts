import type { RunEvent } from "../run/event.ts";
import type { Output, Reporter } from "./reporter.ts";
import { optional, traceEntry } from "./result-document.ts";

/** The events of a run as they happen, one JSON object in each line: for a program that watches. Fields may be added, never renamed. */
export function jsonLinesReporter(out: Output): Reporter {
  return (event) => out.write(`${JSON.stringify(entry(event))}\n`);
}

function entry(event: RunEvent): object {
  switch (event.kind) {
    case "run-start":
      return { event: "run-start", specs: event.specs.map(({ name }) => name), configurations: event.configurations };
    case "configuration-start":
      return { event: "configuration-start", spec: event.spec.name, config: event.config, ordinal: event.ordinal };
    case "progress":
      return { event: "progress", ...event.progress, seconds: event.seconds };
    case "property-decided": {
      const { id, kind, meaning, verdict, expected, remarks } = event.property;
      return { event: "property-decided", spec: event.spec.name, config: event.config, property: { id, kind, meaning, verdict, expected, ...optional("remarks", remarks.length === 0 ? undefined : remarks) } };
    }
    case "trace":
      return { event: "trace", spec: event.spec.name, config: event.config, property: event.property.id, trace: traceEntry(event.counterexample.trace) };
    case "configuration-end": {
      const { properties, coverage, ...result } = event.result;
      return { event: "configuration-end", ...result, properties: Object.fromEntries(properties.map(({ id, verdict }) => [id, verdict])), neverRan: coverage.filter(({ count }) => count === 0).length };
    }
    case "failure": {
      const { spec, config, error, trace } = event.failure;
      return { event: "failure", spec, config, error: { code: error.code, message: error.message, ...optional("hint", error.hint), ...optional("position", error.position) }, ...(trace === undefined ? {} : { trace: traceEntry(trace) }) };
    }
    case "remark":
      return { event: "remark", spec: event.spec.name, property: event.id, remark: event.text };
    case "run-end":
      return { event: "run-end", seconds: event.seconds, exitCode: event.exitCode };
  }
}
