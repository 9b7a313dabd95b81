import { domainOf, type Domain } from "./domain.ts";
import { AllwaysError } from "./error.ts";
import type { Typed } from "./typed.ts";
import { typeOf, type Fields, type ValueOf } from "./types.ts";
import type { Plain } from "./value.ts";

/** One initial state for every value of a domain. */
export interface Initially<K> {
  readonly choice: Domain;
  readonly where: ((choice: never) => boolean) | undefined;
  readonly set: (k: K, choice: never) => void;
}

/** How a system starts: `set` is run on the declared initial values, once for every value of `choice` for which `where` is true. */
export interface InitialStates {
  readonly choice: Domain | undefined;
  readonly where: ((choice: never) => boolean) | undefined;
  readonly set: ((shared: never, choice: never) => void) | undefined;
}

/** Each is looked at a few times in a search. */
const mostInitialStates = 2 ** 24;

/**
 * Several initial states: one for every value of a type, or for those for which `where` is true. The type is as for {@link Body.choose}; there may
 * be up to 2^24 values.
 *
 * @example
 * const world = state({ black: range(0, 100), white: range(0, 100) });
 * const eat = world.procedure("eat", (p) => {
 *   p.while("one left?", (k) => k.black + k.white > 0, () => {
 *     p.step("eat one", (k) => {
 *       if (k.black > 0) k.black--;
 *       else k.white--;
 *     });
 *   });
 * });
 * const system = world.system({
 *   processes: { eater: eat.start() },
 *   initially: anyOf(
 *     { black: range(0, 100), white: range(0, 100) },
 *     (beans) => beans.black + beans.white <= 100,
 *     (k, beans) => {
 *       k.black = beans.black;
 *       k.white = beans.white;
 *     },
 *   ),
 * });
 *
 * @throws AllwaysError AW106 if there are more values, or the type has a queue.
 */
export function anyOf<K, const D extends Typed<unknown> | Fields>(domain: D, set: (k: K, choice: ValueOf<D>) => void): Initially<K>;
export function anyOf<K, const D extends Typed<unknown> | Fields>(domain: D, where: (choice: ValueOf<D>) => boolean, set: (k: K, choice: ValueOf<D>) => void): Initially<K>;
export function anyOf<K>(domain: Typed<unknown> | Fields, ...functions: readonly unknown[]): Initially<K> {
  const [first, second] = functions;
  const [where, set] = second === undefined ? [undefined, first] : [first, second];
  return { choice: domainOf(typeOf(domain), mostInitialStates), where: where as Initially<K>["where"], set: set as Initially<K>["set"] };
}

/** How many values the initial choice has, those included that `where` leaves out. */
export function countInitial({ choice }: InitialStates): number {
  return choice?.size ?? 1;
}

/**
 * An initial choice by its number; undefined if `where` leaves it out.
 *
 * @throws AllwaysError AW208 if `where` returns anything but true or false.
 */
export function initialChoice({ choice, where }: InitialStates, ordinal: number): { readonly value: Plain | undefined } | undefined {
  const value = choice?.at(ordinal);
  if (where === undefined) return { value };
  const fits: unknown = (where as (choice: unknown) => unknown)(value);
  if (typeof fits !== "boolean") throw new AllwaysError("AW208", `the condition on initial states returned ${String(fits)}`, { hint: "return true or false" });
  return fits ? { value } : undefined;
}
