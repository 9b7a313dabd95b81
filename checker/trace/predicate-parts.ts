import type { CallExpression, Expression, Statement } from "acorn";
import { bind, declare, evaluate, evaluateAgain, parse, render, type Parsed, type Surroundings } from "./surroundings.ts";

/** The variables that a function sees around it, by name; undefined if nobody can tell. */
export type ScopeOf = (of: unknown) => ReadonlyMap<string, unknown> | undefined;

/** Helpers within helpers deeper than this are taken as they are. */
const deepest = 6;

/** A part of a predicate that is not taken apart further, where it is written, and what it is there. */
export interface Part {
  readonly expression: Expression;
  readonly around: Surroundings;
  readonly value: unknown;
}

function part(expression: Expression, around: Surroundings): Part {
  return { expression, around, value: evaluate(expression, around) };
}

/**
 * The smallest parts of a predicate that make it what it is: of `A && B` the part that is false, of `every` the first member for which it fails. Takes the
 * predicate's own text apart and evaluates the parts where it was written; an expression that cannot be taken apart stays whole.
 *
 * @param everyMember also of `some` that is false and of `every` that is true, for each member
 * @returns no parts if the text cannot be read, or its surroundings are unknown.
 */
export function partsOf(predicate: unknown, args: readonly unknown[], scopeOf: ScopeOf, everyMember: boolean = false): readonly Part[] {
  try {
    return new Taking(scopeOf, everyMember).apart({ of: predicate, args, shown: args.map(() => undefined), again: (root) => [predicate, root] }, 0) ?? [];
  } catch {
    return []; // an explanation is a courtesy: a predicate of a shape that nobody thought of has none
  }
}

/** The whole of a predicate that is one expression, where it is called with these arguments; undefined if it is not. */
export function predicateAt(predicate: unknown, args: readonly unknown[], scopeOf: ScopeOf): Part | undefined {
  return new Taking(scopeOf, false).whole({ of: predicate, args, shown: args.map(() => undefined), again: (root) => [predicate, root] });
}

/** A call of a function that was written as an expression. */
interface Called {
  readonly of: unknown;
  readonly args: readonly unknown[];
  /** What stands for each argument in a text. */
  readonly shown: readonly (string | undefined)[];
  /** Function and arguments where the whole predicate gets other arguments. */
  readonly again: (root: readonly unknown[]) => readonly [of: unknown, args: readonly unknown[]];
}

class Taking {
  readonly #scopeOf: ScopeOf;
  readonly #everyMember: boolean;

  constructor(scopeOf: ScopeOf, everyMember: boolean) {
    this.#scopeOf = scopeOf;
    this.#everyMember = everyMember;
  }

  /** Why a function returns what it does for its arguments; undefined if it cannot be taken apart. */
  apart(call: Called, depth: number): readonly Part[] | undefined {
    const parsed = depth > deepest ? undefined : parse(call.of);
    const around = parsed === undefined ? undefined : this.#inside(parsed, call);
    if (parsed === undefined || around === undefined) return undefined;
    const { body } = parsed.of;
    return body.type === "BlockStatement" ? this.#ofStatements(body.body, around, depth) : this.#why(body, around, depth);
  }

  /** What a function returns, as it is written. */
  whole(call: Called): Part | undefined {
    const parsed = parse(call.of);
    const around = parsed === undefined ? undefined : this.#inside(parsed, call);
    return parsed === undefined || around === undefined || parsed.of.body.type === "BlockStatement" ? undefined : part(parsed.of.body, around);
  }

  #inside(parsed: Parsed, { of, args, shown, again }: Called): Surroundings | undefined {
    const values = this.#scopeOf(of);
    if (values === undefined) return undefined;
    return bind(parsed.of.params, args, shown, { source: parsed.source, values, shown: new Map() }, (root) => {
      const [anew, given] = again(root);
      // A function that was made in the predicate sees what the predicate was called with.
      const seen = anew === of ? values : (this.#scopeOf(anew) ?? values);
      return bind(parsed.of.params, given, shown, { source: parsed.source, values: seen, shown: new Map() });
    });
  }

  /** Declarations, early returns, and a last one: the shape of a helper. */
  #ofStatements([statement, ...rest]: readonly Statement[], around: Surroundings, depth: number): readonly Part[] | undefined {
    switch (statement?.type) {
      case "VariableDeclaration":
        return this.#ofStatements(rest, declare(statement, around), depth);
      case "IfStatement": {
        const taken = evaluate(statement.test, around) === true ? statement.consequent : (statement.alternate ?? undefined);
        const inside = taken?.type === "BlockStatement" ? taken.body : taken === undefined ? [] : [taken];
        const after = this.#ofStatements([...inside, ...rest], around, depth);
        return after === undefined ? undefined : [...this.#why(statement.test, around, depth), ...after];
      }
      case "ReturnStatement":
        return statement.argument === null || statement.argument === undefined ? undefined : this.#why(statement.argument, around, depth);
      default:
        return undefined;
    }
  }

  /** Why an expression is what it is. */
  #why(expression: Expression, around: Surroundings, depth: number): readonly Part[] {
    switch (expression.type) {
      case "LogicalExpression": {
        const { operator, left, right } = expression;
        const first = evaluate(left, around);
        if (operator === "??") break;
        // The first operand decides alone: a false one of &&, a true one of ||.
        if (Boolean(first) === (operator === "||")) return this.#why(left, around, depth);
        const second = this.#why(right, around, depth);
        return Boolean(evaluate(right, around)) === (operator === "||") ? second : [...this.#why(left, around, depth), ...second];
      }
      case "UnaryExpression":
        if (expression.operator === "!") return this.#why(expression.argument, around, depth);
        break;
      case "ConditionalExpression": {
        const { test, consequent, alternate } = expression;
        return [...this.#why(test, around, depth), ...this.#why(evaluate(test, around) === true ? consequent : alternate, around, depth)];
      }
      case "CallExpression":
        return this.#ofQuantifier(expression, around, depth) ?? this.#ofHelper(expression, around, depth) ?? [part(expression, around)];
      default:
    }
    return [part(expression, around)];
  }

  /** Why `every` is false or `some` is true: the first member that makes it so. Else all of them do; that is said in one, unless each is asked for. */
  #ofQuantifier({ callee, arguments: [test, ...more] }: CallExpression, around: Surroundings, depth: number): readonly Part[] | undefined {
    if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier" || test === undefined || test.type === "SpreadElement" || more.length > 0) return undefined;
    const wanted = callee.property.name === "some" ? true : callee.property.name === "every" ? false : undefined;
    const of = evaluate(callee.object as Expression, around);
    if (wanted === undefined || typeof of !== "object" || of === null || !(Symbol.iterator in of)) return undefined;
    const holds = evaluate(test, around) as (member: unknown) => unknown;
    const members = [...(of as Iterable<unknown>)];
    const telling = members.filter((member) => holds(member) === wanted).slice(0, 1);
    const parts = (telling.length === 0 && this.#everyMember ? members : telling).map((member) => {
      if (test.type !== "ArrowFunctionExpression" || test.body.type === "BlockStatement") {
        return this.apart({ of: holds, args: [member], shown: [undefined], again: (root) => [evaluateAgain(test, around, root), [member]] }, depth + 1);
      }
      const { params, body } = test;
      return this.#why(body, bind(params, [member], [undefined], around, (root) => bind(params, [member], [undefined], around.again(root))), depth);
    });
    return parts.length === 0 || parts.includes(undefined) ? undefined : parts.flatMap((each) => each ?? []);
  }

  /** Why a helper returned true or false, in terms of what it was called with. */
  #ofHelper(call: CallExpression, around: Surroundings, depth: number): readonly Part[] | undefined {
    if (typeof evaluate(call, around) !== "boolean" || call.arguments.some(({ type }) => type === "SpreadElement")) return undefined;
    const args = call.arguments as readonly Expression[];
    try {
      return this.apart(
        {
          of: evaluate(call.callee, around),
          args: args.map((arg) => evaluate(arg, around)),
          shown: args.map((arg) => render(arg, around)),
          again: (root) => [evaluateAgain(call.callee, around, root), args.map((arg) => evaluateAgain(arg, around, root))],
        },
        depth + 1,
      );
    } catch {
      return undefined; // a method that needs its object, say: the call stays whole
    }
  }
}
