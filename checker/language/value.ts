import { AllwaysError } from "./error.ts";
import { describe, type ScalarType, type Type } from "./types.ts";

export type Scalar = boolean | number | string | null;
/** A state value as plain data: a table is an object keyed by index, a set an ordered array, a queue an array. */
export type Plain = Scalar | readonly Plain[] | { readonly [key: string]: Plain };

/** The value that a type starts with. */
export function initialValue(type: Type): Plain {
  switch (type.kind) {
    case "bool":
      return false;
    case "range":
      return type.initial;
    case "oneOf":
      return type.values[0] ?? null;
    case "index":
      return type.first;
    case "optional":
      return null;
    case "table":
      return Object.fromEntries(type.index.members.map((member) => [member, initialValue(type.of)]));
    case "record":
      return Object.fromEntries(Object.entries(type.fields).map(([field, of]) => [field, initialValue(of)]));
    case "set":
    case "queue":
      return [];
  }
}

/** The position of a value among the values of its scalar type, from 0; -1 if it is none of them. An optional counts null first. */
export function ordinalOf(type: ScalarType, value: unknown): number {
  switch (type.kind) {
    case "bool":
      return value === false ? 0 : value === true ? 1 : -1;
    case "range":
      return typeof value === "number" && Number.isInteger(value) && value >= type.low && value <= type.high ? value - type.low : -1;
    case "oneOf":
      return type.values.indexOf(value as string);
    case "index":
      return type.members.indexOf(value as never);
    case "optional":
      if (value === null) return 0;
      return ordinalOf(type.of, value) + 1 || -1;
  }
}

/** The value at a position: the inverse of {@link ordinalOf}. */
export function valueAt(type: ScalarType, ordinal: number): Scalar {
  switch (type.kind) {
    case "bool":
      return ordinal === 1;
    case "range":
      return type.low + ordinal;
    case "oneOf":
      return type.values[ordinal] ?? null;
    case "index":
      return type.at(ordinal);
    case "optional":
      return ordinal === 0 ? null : valueAt(type.of, ordinal - 1);
  }
}

export function isScalar(type: Type): type is ScalarType {
  return type.kind === "bool" || type.kind === "range" || type.kind === "oneOf" || type.kind === "index" || type.kind === "optional";
}

/** The spec error for a value that does not fit its type. */
export function outOfRange(path: string, type: Type, value: unknown): AllwaysError {
  if (value === undefined) {
    return new AllwaysError("AW202", `${path} was set to undefined`, { hint: "a value is missing where it was computed" });
  }
  return new AllwaysError("AW201", `${path} cannot hold ${show(value)}`, { hint: `it is declared as ${describe(type)}` });
}

/** The spec error for a write where only reading is allowed: in a guard, a property, a parameter. */
export function readOnly(path: string): AllwaysError {
  return new AllwaysError("AW207", `${path} is written where only reading is allowed`, { hint: "guards, conditions and properties only look; parameters keep their value" });
}

export function emptyQueue(path: string): AllwaysError {
  return new AllwaysError("AW202", `${path} is empty: there is nothing to read`, { hint: "guard the step with length > 0" });
}

export function fullQueue(path: string, capacity: number): AllwaysError {
  return new AllwaysError("AW201", `${path} is full: it holds ${capacity} already`, { hint: "guard the step with !isFull, or declare a larger capacity" });
}

/** A value in a message or a trace. */
export function show(value: unknown): string {
  if (value === null) return "none";
  if (value === undefined) return "unset";
  if (Array.isArray(value)) return `[${value.map(show).join(" ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([key, of]) => `${key}: ${show(of)}`).join(", ")}}`;
  return String(value as Scalar);
}

/**
 * A plain, independent copy of a value that a step wrote, checked against the type. The value may be plain data or a place
 * in a state: records and tables are read field by field, sets and queues are iterated.
 */
export function plainCopy(type: Type, value: unknown, path: string): Plain {
  if (isScalar(type)) {
    if (ordinalOf(type, value) < 0) throw outOfRange(path, type, value);
    return value as Scalar;
  }
  if (typeof value !== "object" || value === null) throw outOfRange(path, type, value);
  switch (type.kind) {
    case "table":
      return copyMembers(type.index.members.map((member) => [member, type.of]), value, path);
    case "record":
      return copyMembers(Object.entries(type.fields), value, path);
    case "set": {
      const ordinals = new Set<number>();
      for (const element of value as Iterable<unknown>) {
        const ordinal = ordinalOf(type.of, element);
        if (ordinal < 0) throw outOfRange(`an element of ${path}`, type.of, element);
        ordinals.add(ordinal);
      }
      return [...ordinals].sort((a, b) => a - b).map((ordinal) => valueAt(type.of, ordinal));
    }
    case "queue": {
      const elements = [...(value as Iterable<unknown>)].map((element) => plainCopy(type.of, element, `an element of ${path}`));
      if (elements.length > type.capacity) throw new AllwaysError("AW201", `${path} cannot hold ${elements.length} values`, { hint: `its capacity is ${type.capacity}` });
      return elements;
    }
  }
}

function copyMembers(members: readonly (readonly [string, Type])[], value: object, path: string): Plain {
  const copy: Record<string, Plain> = {};
  for (const [key, type] of members) copy[key] = plainCopy(type, (value as Record<string, unknown>)[key], `${path}.${key}`);
  return copy;
}
