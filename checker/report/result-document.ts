import type { Config } from "../language/parameter.ts";
import type { PropertyKind } from "../language/property.ts";
import type { Plain } from "../language/value.ts";
import type { StatementCoverage } from "../run/coverage.ts";
import type { RunFailure, RunResult, RunStatistics, Verdict } from "../run/event.ts";
import type { ReductionOutcome } from "../search/outcome.ts";
import type { Reason, Standing, Trace, Watched } from "../trace/trace.ts";

/*
 * The JSON document of `--reporter json`: a contract. Fields may be added, never renamed. A local without a value is an absent
 * `from` or `to`; null is a value.
 */

export interface ResultDocument {
  readonly format: "allways-result";
  readonly version: 1;
  readonly exitCode: number;
  readonly seconds: number;
  readonly runs: readonly RunEntry[];
  /** Configurations that ended with a spec error. */
  readonly failures: readonly FailureEntry[];
}

export interface RunEntry {
  readonly spec: string;
  /** The file that the spec was loaded from, relative to this document; absent for a spec that comes with Allways. */
  readonly specFile?: string;
  readonly config: Config;
  readonly verdict: Verdict;
  readonly asExpected: boolean;
  readonly exhaustive: boolean;
  readonly stopped?: string;
  /** With --store fingerprint, where it was used; then `exhaustive` is false. */
  readonly omissionProbability?: number;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly bytesPerState: number;
  /** Where reductions were looked for: how many states were kept, what was left out by which right, and what could not be. */
  readonly reduction?: ReductionEntry;
  readonly peakMemoryBytes: number;
  readonly engine: string;
  readonly workers: number;
  readonly mismatches: RunResult["mismatches"];
  readonly properties: readonly PropertyEntry[];
  /** Statements in the order of the text. Absent in documents of versions that did not write it. */
  readonly coverage?: readonly CoverageEntry[];
  /** With --stats. */
  readonly statistics?: RunStatistics;
}

export interface ReductionEntry {
  readonly stored: number;
  /** False if states, transitions, depth and coverage are those of the reduced graph. */
  readonly whole: boolean;
  readonly remarks: readonly { readonly reduction: string; readonly subject: string; readonly used: boolean; readonly reason: string; readonly position?: StepEntry["position"] }[];
}

/** How often a statement was executed. */
export interface CoverageEntry {
  readonly procedure: string;
  readonly kind: "step" | "if" | "either";
  /** The label of a step; anything else has a position. */
  readonly step?: string;
  readonly position?: StepEntry["position"];
  readonly count: number;
  /** true and false, the values of a choice, or the branches of an `either` from 1. */
  readonly branches?: readonly { readonly branch: Plain; readonly count: number }[];
}

export interface PropertyEntry {
  readonly id: string;
  readonly kind: PropertyKind;
  readonly meaning: string;
  /** Of a temporal property, in the notation of the field. */
  readonly formula?: string;
  readonly verdict: Verdict;
  readonly expected: "holds" | "violated" | null;
  /** What a reader should know of the verdict. */
  readonly remarks?: readonly string[];
  readonly position?: StepEntry["position"];
  readonly trace?: TraceEntry;
}

export interface TraceEntry {
  readonly processes: readonly string[];
  readonly initial: Plain;
  readonly steps: readonly StepEntry[];
  /** Absent in documents of versions that did not write it. */
  readonly standing?: readonly (Omit<Standing, "enabled" | "reasons"> & Partial<Pick<Standing, "enabled" | "reasons">>)[];
  readonly reasons?: readonly Reason[];
  /** What changes of what the property compares, asks or looks at: its values before the first step and after each, null where it has none. */
  readonly watched?: readonly (Omit<Watched, "values"> & { readonly values: readonly (string | null)[] })[];
  readonly loopStart?: number;
}

export interface StepEntry {
  readonly process: string;
  /** The procedure that the step is in: the last of the call path. */
  readonly procedure: string;
  readonly callPath: readonly string[];
  readonly step: string;
  readonly choice?: Plain;
  readonly changes: readonly { readonly path: string; readonly from?: Plain; readonly to?: Plain; readonly ghost?: true; readonly matters?: true }[];
  readonly raised: readonly string[];
  readonly position?: { readonly file: string; readonly line: number; readonly column: number };
}

interface FailureEntry {
  readonly spec: string;
  readonly specFile?: string;
  readonly config: Config;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string; readonly position?: StepEntry["position"] };
  readonly trace?: TraceEntry;
}

/** Where a spec was loaded from, as the document names it; undefined for a spec that comes with Allways. */
export type SpecFile = (spec: string) => string | undefined;

export function resultDocument(results: readonly RunResult[], failures: readonly RunFailure[], end: { readonly exitCode: number; readonly seconds: number }, specFile: SpecFile): ResultDocument {
  const source = (spec: string): { specFile?: string } => optional("specFile", specFile(spec));
  return {
    format: "allways-result",
    version: 1,
    exitCode: end.exitCode,
    seconds: end.seconds,
    runs: results.map(({ spec, stopped, omissionProbability, reduction, properties, coverage, statistics, ...rest }) => ({
      spec,
      ...source(spec),
      ...rest,
      ...optional("stopped", stopped),
      ...optional("omissionProbability", omissionProbability),
      ...optional("reduction", reduction === undefined ? undefined : reductionEntry(reduction)),
      properties: properties.map(({ trace, position, formula, remarks, ...property }) => ({
        ...property,
        ...optional("formula", formula),
        ...optional("remarks", remarks.length === 0 ? undefined : remarks),
        ...optional("position", position),
        ...optional("trace", trace === undefined ? undefined : traceEntry(trace)),
      })),
      coverage: coverage.map(coverageEntry),
      ...optional("statistics", statistics),
    })),
    failures: failures.map(({ spec, config, error, trace }) => ({
      spec,
      ...source(spec),
      config,
      error: { code: error.code, message: error.message, ...optional("hint", error.hint), ...optional("position", error.position) },
      ...optional("trace", trace === undefined ? undefined : traceEntry(trace)),
    })),
  };
}

function reductionEntry({ stored, whole, remarks }: ReductionOutcome): ReductionEntry {
  return { stored, whole, remarks: remarks.map(({ position, ...remark }) => ({ ...remark, ...optional("position", position) })) };
}

function coverageEntry({ procedure, kind, step, position, count, branches }: StatementCoverage): CoverageEntry {
  return { procedure, kind, ...optional("step", step), ...optional("position", position), count, ...(branches.length === 0 ? {} : { branches }) };
}

export function traceEntry({ processes, initial, steps, standing, reasons, watched, loopStart }: Trace): TraceEntry {
  return {
    processes,
    initial,
    steps: steps.map(({ process, callPath, step, choice, changes, raised, position }) => ({
      process,
      procedure: callPath.at(-1) ?? "",
      callPath,
      step,
      ...optional("choice", choice),
      changes: changes.map(({ path, from, to, ghost, matters }) => ({ path, ...optional("from", from), ...optional("to", to), ...(ghost ? { ghost } : {}), ...(matters ? { matters } : {}) })),
      raised,
      ...optional("position", position),
    })),
    standing,
    reasons,
    ...optional("watched", watched.length === 0 ? undefined : watched.map(({ values, ...rest }) => ({ ...rest, values: values.map((value) => value ?? null) }))),
    ...optional("loopStart", loopStart),
  };
}

export function optional<N extends string, T>(name: N, value: T | undefined): { [K in N]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [K in N]?: T };
}
