import { AllwaysError } from "./error.ts";
import type { Property } from "./property.ts";
import { thrownAt } from "./source.ts";

/**
 * The result of a property's predicate.
 *
 * @throws AllwaysError AW209 if it throws, or returns anything but true or false.
 */
export function judge(property: Property, predicate: () => unknown): boolean {
  let result: unknown;
  try {
    result = predicate();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new AllwaysError("AW209", `property ${property.id} threw: ${message}`, {
      hint: "a property must be able to look at every reachable state",
      position: thrownAt(error) ?? property.source?.position,
      cause: error,
    });
  }
  if (typeof result === "boolean") return result;
  throw new AllwaysError("AW209", `property ${property.id} returned ${String(result)}`, { hint: "return true or false", position: property.source?.position });
}

export function isPropertyError(error: unknown): error is AllwaysError {
  return error instanceof AllwaysError && error.code === "AW209";
}
