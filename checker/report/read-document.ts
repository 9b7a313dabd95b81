import { AllwaysError } from "../language/error.ts";
import type { Trace } from "../trace/trace.ts";
import type { ResultDocument, TraceEntry } from "./result-document.ts";

/** What the reader of a document checks of each part: a name and what it must be. */
type Shape = "string" | "number" | { readonly list: Shape } | { readonly fields: Readonly<Record<string, Shape>>; readonly also?: Readonly<Record<string, Shape>> };

const change: Shape = { fields: { path: "string" } };
const step: Shape = { fields: { process: "string", callPath: { list: "string" }, step: "string", changes: { list: change } } };
const trace: Shape = { fields: { processes: { list: "string" }, steps: { list: step } }, also: { loopStart: "number" } };
const property: Shape = { fields: { id: "string", kind: "string", meaning: "string", verdict: "string" }, also: { trace } };
const run: Shape = { fields: { spec: "string", config: { fields: {} }, properties: { list: property } }, also: { specFile: "string" } };
const document: Shape = { fields: { format: "string", version: "number", runs: { list: run } } };

/**
 * Read a result document. Only what a replay needs is checked, so that a newer document with more fields is still read.
 *
 * @throws AllwaysError AW310 if the text is not such a document.
 */
export function readDocument(text: string, file: string): ResultDocument {
  const refuse = (why: string, cause?: unknown): AllwaysError =>
    new AllwaysError("AW310", `${file} is not a result file: ${why}`, { hint: "allways check --reporter json=FILE writes one", ...(cause === undefined ? {} : { cause }) });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : "it is not JSON", error);
  }
  if (typeof value !== "object" || value === null || (value as { format?: unknown }).format !== "allways-result") throw refuse('its "format" is not "allways-result"');
  if ((value as { version?: unknown }).version !== 1) throw refuse(`version ${String((value as { version?: unknown }).version)} is not known to this Allways`);
  const wrong = misfit(value, document, "");
  if (wrong !== undefined) throw refuse(wrong);
  return value as ResultDocument;
}

/** The trace of a document as the checker knows it. */
export function traceOfEntry(entry: TraceEntry): Trace {
  return {
    processes: entry.processes,
    initial: entry.initial,
    steps: entry.steps.map((step) => ({
      process: step.process,
      callPath: step.callPath,
      step: step.step,
      choice: step.choice,
      changes: step.changes.map(({ path, from, to, ghost = false, matters = false }) => ({ path, from, to, ghost, matters })),
      raised: step.raised ?? [],
      position: step.position,
    })),
    standing: (entry.standing ?? []).map((standing) => ({ ...standing, enabled: standing.enabled ?? false, reasons: standing.reasons ?? [] })),
    reasons: entry.reasons ?? [],
    // A value that a state has none of is null: JSON has no undefined.
    watched: (entry.watched ?? []).map(({ values, ...watched }) => ({ ...watched, values: values.map((value) => value ?? undefined) })),
    loopStart: entry.loopStart,
  };
}

/** What is wrong with a value, by its path; undefined if it fits. */
function misfit(value: unknown, shape: Shape, path: string): string | undefined {
  if (typeof shape === "string") return typeof value === shape ? undefined : `${path} is not a ${shape}`;
  if ("list" in shape) {
    if (!Array.isArray(value)) return `${path} is not a list`;
    return first(value.map((element, at) => () => misfit(element, shape.list, `${path}[${at}]`)));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return `${path} is not an object`;
  const fields = value as Record<string, unknown>;
  const under = (name: string): string => (path === "" ? name : `${path}.${name}`);
  return first([
    ...Object.entries(shape.fields).map(([name, of]) => () => (name in fields ? misfit(fields[name], of, under(name)) : `${under(name)} is missing`)),
    ...Object.entries(shape.also ?? {}).map(([name, of]) => () => (name in fields ? misfit(fields[name], of, under(name)) : undefined)),
  ]);
}

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const wrong = check();
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
