import { decodeScalar, encodeScalar } from "../compile/scalar-code.ts";
import type { ScalarNode } from "../compile/layout.ts";
import type { ScalarType } from "../language/types.ts";
import { ordinalOf, valueAt, type Plain, type Scalar } from "../language/value.ts";

/** Members of index sets that change places, by name. What is not listed stays where it is. */
export type Renaming = ReadonlyMap<string, string>;

/** Whether a variable of this type can name a member of an index set. */
function namesMembers(type: ScalarType): boolean {
  return type.kind === "index" || (type.kind === "optional" && namesMembers(type.of));
}

function renamed(renaming: Renaming, value: Scalar | undefined): Scalar | undefined {
  return typeof value === "string" ? (renaming.get(value) ?? value) : value;
}

/** What becomes of each code of a scalar; undefined if every code stays as it is. */
export function renamedCodes(renaming: Renaming, node: ScalarNode): readonly number[] | undefined {
  if (!namesMembers(node.type)) return undefined;
  const codes = Array.from({ length: node.codes }, (_, code) => encodeScalar(node, renamed(renaming, decodeScalar(node, code))));
  return codes.every((code, position) => code === position) ? undefined : codes;
}

/** The positions of the values of a type after renaming. */
export function renamedOrdinals(renaming: Renaming, type: ScalarType, count: number): readonly number[] {
  return Array.from({ length: count }, (_, ordinal) => (namesMembers(type) ? ordinalOf(type, renamed(renaming, valueAt(type, ordinal))) : ordinal));
}

/** Where each of some plain values goes among them; one that has no image stays. Sets are arrays, and their order is none. */
export function renamedPositions(renaming: Renaming, values: readonly Plain[]): readonly number[] {
  const positions = new Map(values.map((value, position) => [textOf(new Map(), value), position]));
  return values.map((value, position) => positions.get(textOf(renaming, value)) ?? position);
}

function textOf(renaming: Renaming, value: Plain): string {
  if (Array.isArray(value)) return `[${value.map((each: Plain) => textOf(renaming, each)).sort().join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(renamed(renaming, value as Scalar));
  const members = Object.entries(value).map(([name, each]) => `${JSON.stringify(renamed(renaming, name))}:${textOf(renaming, each)}`);
  return `{${members.sort().join()}}`;
}
