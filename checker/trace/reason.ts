import type { PlainState } from "../language/plain-state.ts";
import type { Property } from "../language/property.ts";
import { show } from "../language/value.ts";
import { everyProcessEnded } from "../language/world.ts";
import type { Move } from "../search/outcome.ts";
import type { Interpreter } from "../search/reference/interpreter.ts";
import { partsOf, type Part, type ScopeOf } from "./predicate-parts.ts";
import { evaluate, render } from "./surroundings.ts";
import type { Reason } from "./trace.ts";

/** More reasons than this explain nothing. */
const mostReasons = 6;

/** A predicate, and what it is called with in a state. */
export interface Judged {
  readonly predicate: unknown;
  readonly args: readonly unknown[];
}

/** Why a property is decided where a path ends; none for an assertion, which its step judges, and for a property of a whole run. */
export function reasonsOfEnd(interpreter: Interpreter, property: Property, states: readonly PlainState[], scopeOf: ScopeOf): readonly Reason[] {
  const judged = judgedWhere(interpreter, property, states);
  return judged === undefined ? [] : reasonsOf(judged.predicate, judged.args, scopeOf);
}

/** What a property asks where a path ends; undefined if it asks nothing of single states or steps. */
export function judgedWhere(interpreter: Interpreter, property: Property, states: readonly PlainState[]): Judged | undefined {
  const [before, last] = [states.at(-2), states.at(-1)] as [PlainState | undefined, PlainState];
  const { shared, processes } = interpreter.view(last);
  switch (property.kind) {
    case "assertion":
    case "temporal":
      return undefined;
    case "transition":
      return before === undefined ? undefined : { predicate: property.holds, args: [interpreter.view(before).shared, shared] };
    case "invariant":
    case "terminal":
    case "reachable":
    case "alwaysPossible":
      // Not stated by the spec's author, and its text says nothing to a reader that its meaning does not.
      return property.holds === everyProcessEnded ? undefined : { predicate: property.holds, args: [shared, processes] };
  }
}

/** Why a step cannot be taken: the parts of its guard that are false; none if it can. */
export function blockedBy(interpreter: Interpreter, state: PlainState, move: Move, scopeOf: ScopeOf): readonly Reason[] {
  const found = interpreter.guardOf(state, move);
  return found === undefined || interpreter.take(state, move) !== undefined ? [] : reasonsOf(found.guard, found.args, scopeOf);
}

/** The smallest parts of a predicate that make it what it is, with their values; see {@link partsOf}. */
export function reasonsOf(predicate: unknown, args: readonly unknown[], scopeOf: ScopeOf): readonly Reason[] {
  return told(partsOf(predicate, args, scopeOf)).slice(0, mostReasons);
}

/** As {@link reasonsOf}; also of `some` that is false and of `every` that is true, for each member. */
export function allReasonsOf(predicate: unknown, args: readonly unknown[], scopeOf: ScopeOf): readonly Reason[] {
  return told(partsOf(predicate, args, scopeOf, true));
}

function told(parts: readonly Part[]): readonly Reason[] {
  return [...new Map(parts.map(reasonOf).map((reason) => [reason.text, reason])).values()];
}

/** The comparison with the values of its sides, or the expression with its own. */
function reasonOf({ expression, around, value }: Part): Reason {
  const text = render(expression, around);
  if (expression.type !== "BinaryExpression" || expression.left.type === "PrivateIdentifier" || value !== false) return { text, value: shownValue(value) };
  const [left, right] = [expression.left, expression.right].map((side) => shownValue(evaluate(side, around)));
  const compared = `${left ?? ""} ${expression.operator} ${right ?? ""}`;
  return { text, value: compared === text ? "false" : `false: ${compared}` };
}

/** A value that an expression of a spec has. */
export function shownValue(value: unknown): string {
  return typeof value === "object" && value !== null ? show(JSON.parse(JSON.stringify(value)) as unknown) : show(value);
}
