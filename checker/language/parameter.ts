import { AllwaysError } from "./error.ts";

export type ParameterValue = number | string | boolean;

interface Described<T> {
  /** One line: what it changes. */
  readonly about: string;
  /** The value where nothing else is said. */
  readonly default: T;
}

export interface IntegerParameter extends Described<number> {
  readonly kind: "integer";
  readonly from: number;
  readonly to: number;
}

export interface ChoiceParameter<V extends string = string> extends Described<V> {
  readonly kind: "choice";
  readonly values: readonly V[];
}

export interface FlagParameter extends Described<boolean> {
  readonly kind: "flag";
}

export type Parameter = IntegerParameter | ChoiceParameter | FlagParameter;
export type Parameters = Readonly<Record<string, Parameter>>;

/** One value for each parameter. */
export type ConfigOf<P extends Parameters> = {
  readonly [N in keyof P]: P[N] extends ChoiceParameter<infer V> ? V : P[N] extends IntegerParameter ? number : boolean;
};

/** A configuration whose parameters are not known to the type system. */
export type Config = Readonly<Record<string, ParameterValue>>;

/**
 * A whole number in `from` to `to`, both included.
 *
 * @example
 * const parameters = { threads: integer("how many threads run", { from: 1, to: 8, default: 2 }) };
 */
export function integer(about: string, options: { from: number; to: number; default: number }): IntegerParameter {
  const parameter: IntegerParameter = { kind: "integer", about, ...options };
  if (!accepts(parameter, options.default)) throw badDefault(about, options.default);
  return parameter;
}

/**
 * One of the given words.
 *
 * @example
 * const parameters = { variant: choice("the kernel version", { values: ["v6.14", "v6.15"], default: "v6.15" }) };
 */
export function choice<const V extends string>(about: string, options: { values: readonly V[]; default: NoInfer<V> }): ChoiceParameter<V> {
  if (!options.values.includes(options.default)) throw badDefault(about, options.default);
  return { kind: "choice", about, ...options };
}

/**
 * On or off.
 *
 * @example
 * const parameters = { debug: flag("CONFIG_DEBUG_VM: assertions are compiled in", { default: false }) };
 */
export function flag(about: string, options: { default: boolean }): FlagParameter {
  return { kind: "flag", about, ...options };
}

function badDefault(about: string, value: ParameterValue): AllwaysError {
  return new AllwaysError("AW110", `parameter "${about}": the default ${value} is not one of its values`, { hint: "correct the default or the range" });
}

/** True if the parameter can have this value. */
export function accepts(parameter: Parameter, value: unknown): boolean {
  switch (parameter.kind) {
    case "integer":
      return typeof value === "number" && Number.isInteger(value) && value >= parameter.from && value <= parameter.to;
    case "choice":
      return parameter.values.includes(value as string);
    case "flag":
      return typeof value === "boolean";
  }
}

/** The values of a parameter in words: `1 to 6`, `ipi, noipi`, `true, false`. */
export function domainText(parameter: Parameter): string {
  switch (parameter.kind) {
    case "integer":
      return `${parameter.from} to ${parameter.to}`;
    case "choice":
      return parameter.values.join(", ");
    case "flag":
      return "true, false";
  }
}

/** A value as written on a command line; undefined if the parameter cannot have it. */
export function parseValue(parameter: Parameter, text: string): ParameterValue | undefined {
  const value = parameter.kind === "integer" ? (/^-?\d+$/u.test(text) ? Number(text) : undefined) : parameter.kind === "flag" ? ({ true: true, false: false, on: true, off: false } as Record<string, boolean>)[text] : text;
  return value !== undefined && accepts(parameter, value) ? value : undefined;
}
