import type { Expression } from "acorn";
import { atomsOf } from "../language/formula.ts";
import type { PlainState } from "../language/plain-state.ts";
import type { Property, Temporal } from "../language/property.ts";
import { show } from "../language/value.ts";
import type { Interpreter } from "../search/reference/interpreter.ts";
import { accessesOf } from "./accesses.ts";
import { sharedLeaves } from "./leaves.ts";
import { partsOf, predicateAt, type Part, type ScopeOf } from "./predicate-parts.ts";
import { judgedWhere, shownValue, type Judged } from "./reason.ts";
import type { Replay } from "./replay.ts";
import { evaluate, evaluateAgain, render } from "./surroundings.ts";
import type { Watched } from "./trace.ts";

/** A part of a predicate, wherever it is evaluated. */
type Written = Pick<Part, "expression" | "around">;

const comparisons = new Set(["===", "!==", "==", "!=", "<", "<=", ">", ">="]);

/**
 * What one wants to watch along a path to see how it comes to its end: of a property of states or steps, what is compared in the parts that decide it there;
 * of a property of runs, what it asks of states; of an assertion, what the step that raised it looked at. Only what changes on the way.
 */
export function watchedOf(interpreter: Interpreter, property: Property, replay: Replay, scopeOf: ScopeOf): readonly Watched[] {
  const found = property.kind === "assertion" ? looked(interpreter, replay) : property.kind === "temporal" ? asked(interpreter, property, replay, scopeOf) : compared(interpreter, property, replay, scopeOf);
  const distinct = [...new Map(found.map((watched) => [watched.text, watched])).values()];
  return distinct.filter(({ values }) => new Set(values.filter((value) => value !== undefined)).size > 1);
}

/** What is compared in the parts that decide a property where a path ends. */
function compared(interpreter: Interpreter, property: Property, { states }: Replay, scopeOf: ScopeOf): readonly Watched[] {
  const judgedAt = (position: number): Judged | undefined => judgedWhere(interpreter, property, states.slice(Math.max(0, position - 1), position + 1));
  const end = judgedAt(states.length - 1);
  const parts = end === undefined ? [] : partsOf(end.predicate, end.args, scopeOf);
  return watchedParts(interpreter, parts, states.length, (position) => judgedAt(position)?.args);
}

/** What a formula asks of states. */
function asked(interpreter: Interpreter, property: Temporal, { states }: Replay, scopeOf: ScopeOf): readonly Watched[] {
  const argsAt = (position: number): readonly unknown[] => {
    const { shared, processes } = interpreter.view(states[position] as PlainState);
    return [shared, processes];
  };
  const parts = atomsOf(property.formula).flatMap((atom) => (atom.kind === "state" ? (predicateAt(atom.holds, argsAt(states.length - 1), scopeOf) ?? []) : []));
  return watchedParts(interpreter, parts, states.length, argsAt);
}

function watchedParts(interpreter: Interpreter, parts: readonly Part[], states: number, argsAt: (position: number) => readonly unknown[] | undefined): readonly Watched[] {
  const ghosts = ghostsOf(interpreter);
  const positions = Array.from({ length: states }, (_, position) => position);
  return parts.flatMap(sidesOf).map(({ expression, around }) => {
    const valueAt = (position: number): string | undefined => {
      const args = argsAt(position);
      try {
        return args === undefined ? undefined : shownValue(evaluateAgain(expression, around, args));
      } catch {
        return undefined; // it has no value there: what it names does not exist yet
      }
    };
    const { reads } = accessesOf(interpreter, () => void valueAt(states - 1)).shared;
    const text = render(expression, around);
    return { text, values: positions.map(valueAt), ofState: reads.length > 0, ghost: ghosts.has(text.slice(text.indexOf(".") + 1)) };
  });
}

/** The operands of comparisons and connectives; what is chosen of a conditional. */
function sidesOf({ expression, around }: Written): readonly Written[] {
  const sides = (...of: readonly Expression[]): readonly Written[] => of.flatMap((side) => sidesOf({ expression: side, around }));
  switch (expression.type) {
    case "BinaryExpression":
      if (comparisons.has(expression.operator) && expression.left.type !== "PrivateIdentifier") return sides(expression.left, expression.right);
      break;
    case "LogicalExpression":
      return sides(expression.left, expression.right);
    case "UnaryExpression":
      if (expression.operator === "!") return sides(expression.argument);
      break;
    case "ConditionalExpression":
      return sides(evaluate(expression.test, around) === true ? expression.consequent : expression.alternate);
    default:
  }
  return [{ expression, around }];
}

/** The leaves of the state that the last step looked at; what it keeps in the model's own books is not what it asserts. */
function looked(interpreter: Interpreter, { states, successors }: Replay): readonly Watched[] {
  const [before, last] = [states.at(-2), successors.at(-1)];
  if (before === undefined || last === undefined) return [];
  const { reads } = accessesOf(interpreter, () => void interpreter.take(before, last.move)).shared;
  const ghosts = ghostsOf(interpreter);
  const leaves = states.map(({ shared }) => new Map(sharedLeaves(interpreter.system.shared, shared).map(({ path, value }) => [path, show(value)])));
  return reads.filter((path) => !ghosts.has(path)).map((path) => ({ text: path, values: leaves.map((each) => each.get(path)), ofState: true, ghost: false }));
}

function ghostsOf({ system: { shared } }: Interpreter): ReadonlySet<string> {
  return new Set(sharedLeaves(shared, {}).flatMap(({ path, ghost }) => (ghost ? [path] : [])));
}
