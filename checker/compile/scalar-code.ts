import type { Scalar } from "../language/value.ts";
import { ordinalOf, valueAt } from "../language/value.ts";
import type { ScalarNode } from "./layout.ts";

/** The value of a scalar's code; undefined for an unset variable. */
export function decodeScalar(node: ScalarNode, code: number): Scalar | undefined {
  if (!node.unsettable) return valueAt(node.type, code);
  return code === 0 ? undefined : valueAt(node.type, code - 1);
}

/** The code of a value; -1 if the scalar cannot hold it. */
export function encodeScalar(node: ScalarNode, value: unknown): number {
  if (value === undefined && node.unsettable) return 0;
  const ordinal = ordinalOf(node.type, value);
  return ordinal < 0 ? -1 : ordinal + (node.unsettable ? 1 : 0);
}
