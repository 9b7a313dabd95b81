import { AllwaysError } from "./error.ts";
import { cardinality, type StateSet, type Type } from "./types.ts";
import { isScalar, readOnly, valueAt, type Plain, type Scalar } from "./value.ts";

/*
 * The values that can be chosen among, numbered from 0. A record counts as numbers do: its last field changes fastest.
 */

/** What a step chooses among is tried in every state. */
const mostChoices = 4096;

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

/** The values of a type by their numbers, 0 to `size` - 1. Made when asked for: there may be too many to list. */
export interface Domain {
  readonly size: number;
  readonly at: (ordinal: number) => Plain;
}

/**
 * The values of a type.
 *
 * @throws AllwaysError AW106 if there are more than `most`, or the type is a queue.
 */
export function domainOf(type: Type, most: number): Domain {
  const domain = allOf(type);
  if (domain.size <= most) return domain;
  throw new AllwaysError("AW106", `a choice among ${domain.size} values`, { hint: `choose among at most ${most}` });
}

function allOf(type: Type): Domain {
  const { size, at } = made(type);
  if (size > mostChoices) return { size, at };
  // Parts of a large domain come again and again.
  const values = Array.from({ length: size }, (_, ordinal) => at(ordinal));
  return { size, at: (ordinal) => values[ordinal] ?? null };
}

function made(type: Type): Domain {
  if (isScalar(type)) return { size: cardinality(type), at: (ordinal) => valueAt(type, ordinal) };
  switch (type.kind) {
    case "set": {
      const elements = Array.from({ length: cardinality(type.of) }, (_, element) => valueAt(type.of, element));
      const chosen = (ordinal: number): readonly Scalar[] => elements.filter((_, element) => Math.floor(ordinal / 2 ** element) % 2 === 1);
      return { size: 2 ** elements.length, at: (ordinal) => Object.freeze(ChosenSet.from(chosen(ordinal)) as ChosenSet) };
    }
    case "table": {
      const each = allOf(type.of);
      return membersOf(type.index.members.map((member) => [member, each]));
    }
    case "record":
      return membersOf(Object.entries(type.fields).map(([field, of]) => [field, allOf(of)]));
    case "queue":
      throw new AllwaysError("AW106", "a choice among values of a queue", { hint: "choose a scalar, a set, or a table or record of such" });
  }
}

function membersOf(members: readonly (readonly [string, Domain])[]): Domain {
  /** How many values of the whole go by before a member changes. */
  const strides = members.map((_, position) => members.slice(position + 1).reduce((product, [, { size }]) => product * size, 1));
  return {
    size: members.reduce((product, [, { size }]) => product * size, 1),
    at(ordinal) {
      const value: Record<string, Plain> = {};
      members.forEach(([name, { size, at }], position) => {
        value[name] = at(Math.floor(ordinal / (strides[position] as number)) % size);
      });
      return Object.freeze(value);
    },
  };
}

/**
 * Every value of a type, in order: what a step can choose.
 *
 * @throws AllwaysError AW106 if there are more than 4,096, or the type is a queue.
 */
export function valuesOf(type: Type): readonly Plain[] {
  const { size, at } = domainOf(type, mostChoices);
  return Array.from({ length: size }, (_, ordinal) => at(ordinal));
}
