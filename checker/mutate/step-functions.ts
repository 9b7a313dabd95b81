import type { EffectFunction, GuardFunction } from "../language/statement.ts";
import type { Type } from "../language/types.ts";
import { watchedPlace, type Writing } from "./watched-place.ts";

/** A user's function, called with what the language promises it: the shared state, the locals, the choice. */
type Callable = (...args: unknown[]) => unknown;

/** The declared types of what a step sees. */
export interface Scope {
  readonly shared: Readonly<Record<string, Type>>;
  readonly locals: Readonly<Record<string, Type>>;
}

/** The function with something done to its result. What is no truth value stays: that is the spec's error, and must be found. */
export function judging(condition: GuardFunction | EffectFunction, judge: (truth: boolean) => boolean): (...args: unknown[]) => unknown {
  return (...args) => {
    const result = (condition as unknown as Callable)(...args);
    return typeof result === "boolean" ? judge(result) : result;
  };
}

/** The function, and before it whatever `note` does. */
export function noting<F extends (...args: never[]) => unknown>(note: () => void, then: F): F {
  return ((...args: unknown[]) => {
    note();
    return (then as unknown as Callable)(...args);
  }) as unknown as F;
}

/** The effect with somebody between it and what it writes. */
export function watchingWrites(effect: EffectFunction, { shared, locals }: Scope, writing: Writing): EffectFunction {
  return (k: object, l: object, choice: unknown) => (effect as unknown as Callable)(watchedPlace(k, { kind: "record", fields: shared }, "k", writing), watchedPlace(l, { kind: "record", fields: locals }, "l", writing), choice);
}
