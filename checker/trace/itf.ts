import { AllwaysError } from "../language/error.ts";
import type { Config, ParameterValue } from "../language/parameter.ts";
import type { PlainRecord } from "../language/plain-state.ts";
import type { RecordType, Type } from "../language/types.ts";
import type { Plain } from "../language/value.ts";
import type { Counterexample } from "./counterexample.ts";
import type { RecordedStep, RecordedTrace } from "./retrace.ts";

/*
 * The Informal Trace Format of Apalache (ADR 015, as of 2025), in which Quint and others exchange traces: a list of states. Which step led to a
 * state stands in the variables that Quint uses for model-based testing, `mbt::actionTaken` and `mbt::nondetPicks`; what only Allways knows, in `#meta`.
 */

/** A trace with where it comes from: everything that it takes to replay it. */
export interface ItfTrace {
  readonly spec: string;
  /** The file that the spec was loaded from; absent for a spec that comes with Allways. */
  readonly specFile?: string | undefined;
  readonly config: Config;
  readonly property: string;
  readonly trace: RecordedTrace;
}

type Expression = boolean | string | readonly Expression[] | { readonly [field: string]: Expression };

const actionTaken = "mbt::actionTaken";
const nondetPicks = "mbt::nondetPicks";
const none: Expression = { tag: "None", value: { "#tup": [] } };

/** A counterexample as an ITF document, a plain object. */
export function itfOf(from: Pick<ItfTrace, "spec" | "specFile" | "config">, counterexample: Counterexample): object {
  const { property, shared, states, trace } = counterexample;
  return {
    "#meta": {
      format: "ITF",
      "format-description": "https://apalache-mc.org/docs/adr/015adr-trace.html",
      source: from.specFile ?? from.spec,
      description: `${property.id}: ${property.meaning}`,
      allways: { spec: from.spec, ...(from.specFile === undefined ? {} : { specFile: from.specFile }), config: from.config, property: property.id },
    },
    vars: [...Object.keys(shared.fields), actionTaken, nondetPicks],
    states: states.map((state, index) => {
      const step = trace.steps[index - 1];
      return {
        "#meta": { index, ...(step === undefined ? {} : { process: step.process, callPath: step.callPath, step: step.step }) },
        ...fieldsOf(shared, state.shared),
        [actionTaken]: step === undefined ? "init" : step.step,
        [nondetPicks]: { process: step === undefined ? none : some(step.process), choice: step?.choice === undefined ? none : some(untyped(step.choice)) },
      };
    }),
    ...(trace.loopStart === undefined ? {} : { loop: trace.loopStart }),
  };
}

function fieldsOf({ fields }: RecordType, value: PlainRecord): Readonly<Record<string, Expression>> {
  return Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, expressionOf(type, value[field] as Plain)]));
}

function expressionOf(type: Type, value: Plain): Expression {
  switch (type.kind) {
    case "bool":
    case "oneOf":
    case "index":
      return value as boolean | string;
    case "range":
      return { "#bigint": String(value as number) };
    case "optional":
      return value === null ? none : some(expressionOf(type.of, value));
    case "record":
      return fieldsOf(type, value as PlainRecord);
    case "table":
      return { "#map": type.index.members.map((member) => [member, expressionOf(type.of, (value as Readonly<Record<string, Plain>>)[member] ?? null)]) };
    case "set":
      return { "#set": (value as readonly Plain[]).map((element) => expressionOf(type.of, element)) };
    case "queue":
      return (value as readonly Plain[]).map((element) => expressionOf(type.of, element));
  }
}

/** A choice, whose type no trace has. */
function untyped(value: Plain): Expression {
  if (value === null) return none;
  if (typeof value === "number") return { "#bigint": String(value) };
  if (Array.isArray(value)) return (value as readonly Plain[]).map(untyped);
  if (typeof value === "object") return Object.fromEntries(Object.entries(value).map(([field, of]) => [field, untyped(of)]));
  return value;
}

function some(value: Expression): Expression {
  return { tag: "Some", value };
}

/**
 * Read an ITF document that Allways has written, or another tool has written again.
 *
 * @throws AllwaysError AW310 if it is none, or says nothing of the spec that it belongs to.
 */
export function readItf(text: string, shown: string): ItfTrace {
  const refuse = (what: string): AllwaysError => new AllwaysError("AW310", `${shown} is not an ITF trace of Allways: ${what}`, { hint: "allways replay FILE --format itf writes one" });
  let document: { readonly "#meta"?: { readonly allways?: Partial<ItfTrace> }; readonly states?: readonly Readonly<Record<string, unknown>>[]; readonly loop?: unknown };
  try {
    document = JSON.parse(text) as typeof document;
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
  const { spec, specFile, config, property } = document?.["#meta"]?.allways ?? {};
  if (typeof spec !== "string" || typeof property !== "string" || typeof config !== "object") throw refuse("its #meta does not name a spec, a configuration and a property");
  const [first, ...rest] = document.states ?? [];
  if (first === undefined) throw refuse("it has no states");
  const steps = rest.map((state, at): RecordedStep => {
    const { process, callPath, step } = (state["#meta"] ?? {}) as Partial<RecordedStep>;
    if (process === undefined || callPath === undefined || step === undefined) throw refuse(`state ${at + 1} does not say which step led to it`);
    return { process, callPath, step, choice: choiceOf(state[nondetPicks]), after: sharedOf(state) };
  });
  return { spec, specFile, config: config as Readonly<Record<string, ParameterValue>>, property, trace: { initial: sharedOf(first) as Plain, steps, loopStart: typeof document.loop === "number" ? document.loop : undefined } };
}

function sharedOf(state: Readonly<Record<string, unknown>>): PlainRecord {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !name.startsWith("#") && !name.startsWith("mbt::")).map(([name, value]) => [name, plainOf(value)]));
}

function choiceOf(picks: unknown): Plain | undefined {
  const choice = (picks as { readonly choice?: unknown } | undefined)?.choice;
  return isNone(choice) ? undefined : plainOf(choice);
}

function isNone(value: unknown): boolean {
  return typeof value === "object" && value !== null && (value as { tag?: unknown }).tag === "None";
}

/** A plain value; numbers that older tools wrote as such are accepted. */
function plainOf(value: unknown): Plain {
  if (typeof value !== "object" || value === null) return value as Plain;
  if (Array.isArray(value)) return value.map(plainOf);
  const of = value as Readonly<Record<string, unknown>>;
  if ("#bigint" in of) return Number(of["#bigint"]);
  if ("#set" in of) return (of["#set"] as readonly unknown[]).map(plainOf);
  if ("#tup" in of) return (of["#tup"] as readonly unknown[]).map(plainOf);
  if ("#map" in of) return Object.fromEntries((of["#map"] as readonly (readonly [string, unknown])[]).map(([key, each]) => [key, plainOf(each)]));
  if (of["tag"] === "None") return null;
  if (of["tag"] === "Some") return plainOf(of["value"]);
  return Object.fromEntries(Object.entries(of).map(([field, each]) => [field, plainOf(each)]));
}
