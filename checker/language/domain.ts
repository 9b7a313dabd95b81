import { AllwaysError } from "./error.ts";
import type { StateSet } from "./types.ts";
import { cardinality, type Type } from "./types.ts";
import { isScalar, readOnly, valueAt, type Plain, type Scalar } from "./value.ts";

/*
 * The values that can be chosen among, numbered from 0. A record counts as numbers do: its last field changes fastest.
 */

/** A set that was chosen: what a step sees, and plain data as well. Read-only. */
class ChosenSet extends Array<Scalar> implements StateSet<Scalar> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  get size(): number {
    return this.length;
  }

  has(value: Scalar): boolean {
    return this.includes(value);
  }

  add(_: Scalar): void {
    throw readOnly("a choice");
  }

  delete(_: Scalar): void {
    throw readOnly("a choice");
  }

  clear(): void {
    throw readOnly("a choice");
  }
}

/**
 * How many values a type has.
 *
 * @throws AllwaysError AW106 if there are more than `most`, or it is a queue.
 */
export function countValues(type: Type, most: number): number {
  const count = possibilities(type);
  if (count <= most) return count;
  throw new AllwaysError("AW106", `a choice among ${count} values`, { hint: `choose among at most ${most}` });
}

function possibilities(type: Type): number {
  if (isScalar(type)) return cardinality(type);
  switch (type.kind) {
    case "set":
      return 2 ** cardinality(type.of);
    case "table":
      return possibilities(type.of) ** type.index.size;
    case "record":
      return Object.values(type.fields).reduce((product, field) => product * possibilities(field), 1);
    case "queue":
      throw new AllwaysError("AW106", "a choice among values of a queue", { hint: "choose a scalar, a set, or a table or record of such" });
  }
}

/** The value with this number. */
export function nthValue(type: Type, ordinal: number): Plain {
  if (isScalar(type)) return valueAt(type, ordinal);
  switch (type.kind) {
    case "set": {
      const elements = Array.from({ length: cardinality(type.of) }, (_, element) => valueAt(type.of, element));
      return Object.freeze(ChosenSet.from(elements.filter((_, element) => Math.floor(ordinal / 2 ** element) % 2 === 1)) as ChosenSet);
    }
    case "table":
      return nthMembers(type.index.members.map((member) => [member, type.of]), ordinal);
    case "record":
      return nthMembers(Object.entries(type.fields), ordinal);
    case "queue":
      return [];
  }
}

function nthMembers(members: readonly (readonly [string, Type])[], ordinal: number): Plain {
  const values: (readonly [string, Plain])[] = [];
  let rest = ordinal;
  for (const [name, type] of members.toReversed()) {
    const count = possibilities(type);
    values.unshift([name, nthValue(type, rest % count)]);
    rest = Math.floor(rest / count);
  }
  return Object.freeze(Object.fromEntries(values));
}

/** Each is tried in every state. */
const mostChoices = 4096;

/**
 * Every value of a type, in order: what a step can choose.
 *
 * @throws AllwaysError AW106 if there are more than 4,096, or it is a queue.
 */
export function valuesOf(type: Type): readonly Plain[] {
  return Array.from({ length: countValues(type, mostChoices) }, (_, ordinal) => nthValue(type, ordinal));
}
