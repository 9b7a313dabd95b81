import { parseExpressionAt, type ArrowFunctionExpression, type CallExpression, type Expression, type Node, type Pattern, type Statement } from "acorn";
import type { PlainState } from "../language/plain-state.ts";
import type { Property } from "../language/property.ts";
import { show } from "../language/value.ts";
import { everyProcessEnded } from "../language/world.ts";
import type { Move } from "../search/outcome.ts";
import type { Interpreter } from "../search/reference/interpreter.ts";
import type { Reason } from "./trace.ts";

/** The variables that a function sees around it, by name; undefined if nobody can tell. */
export type ScopeOf = (of: unknown) => ReadonlyMap<string, unknown> | undefined;

/** More reasons than this explain nothing. */
const mostReasons = 6;

/** Helpers within helpers deeper than this are taken as they are. */
const deepest = 6;

/** Why a property is decided where a path ends; none for an assertion, which its step judges, and for a property of a whole run. */
export function reasonsOfEnd(interpreter: Interpreter, property: Property, states: readonly PlainState[], scopeOf: ScopeOf): readonly Reason[] {
  // Not stated by the spec's author, and its text says nothing to a reader that its meaning does not.
  if (property.kind === "terminal" && property.holds === everyProcessEnded) return [];
  const [before, last] = [states.at(-2), states.at(-1)] as [PlainState | undefined, PlainState];
  const { shared, processes } = interpreter.view(last);
  switch (property.kind) {
    case "assertion":
    case "temporal":
      return [];
    case "transition":
      return before === undefined ? [] : reasonsOf(property.holds, [interpreter.view(before).shared, shared], scopeOf);
    case "invariant":
    case "terminal":
    case "reachable":
    case "alwaysPossible":
      return reasonsOf(property.holds, [shared, processes], scopeOf);
  }
}

/** Why a step cannot be taken: the parts of its guard that are false; none if it can. */
export function blockedBy(interpreter: Interpreter, state: PlainState, move: Move, scopeOf: ScopeOf): readonly Reason[] {
  const found = interpreter.guardOf(state, move);
  return found === undefined || interpreter.take(state, move) !== undefined ? [] : reasonsOf(found.guard, found.args, scopeOf);
}

/**
 * The smallest parts of a predicate that make it what it is: of `A && B` the part that is false, of `every` the first member for which it fails. Takes the
 * predicate's own text apart and evaluates the parts where it was written; an expression that cannot be taken apart stays whole.
 *
 * @returns no reasons if the text cannot be read, or its surroundings are unknown.
 */
export function reasonsOf(predicate: unknown, args: readonly unknown[], scopeOf: ScopeOf): readonly Reason[] {
  return distinct(new Explanation(scopeOf, false), predicate, args).slice(0, mostReasons);
}

/** As {@link reasonsOf}; also of `some` that is false and of `every` that is true, for each member. */
export function allReasonsOf(predicate: unknown, args: readonly unknown[], scopeOf: ScopeOf): readonly Reason[] {
  return distinct(new Explanation(scopeOf, true), predicate, args);
}

function distinct(explanation: Explanation, predicate: unknown, args: readonly unknown[]): readonly Reason[] {
  try {
    const found = explanation.ofCall(predicate, args, args.map(() => undefined), 0) ?? [];
    return [...new Map(found.map((reason) => [reason.text, reason])).values()];
  } catch {
    return []; // an explanation is a courtesy: a predicate of a shape that nobody thought of has none
  }
}

/** What a part of a predicate is written and evaluated in: its source text, and the variables with their values and how they are shown. */
interface Surroundings {
  readonly source: string;
  readonly values: ReadonlyMap<string, unknown>;
  readonly shown: ReadonlyMap<string, string>;
}

class Explanation {
  readonly #scopeOf: ScopeOf;
  readonly #everyMember: boolean;

  constructor(scopeOf: ScopeOf, everyMember: boolean) {
    this.#scopeOf = scopeOf;
    this.#everyMember = everyMember;
  }

  /** Why a function returns what it does for these arguments; undefined if it cannot be taken apart. */
  ofCall(called: unknown, args: readonly unknown[], shown: readonly (string | undefined)[], depth: number): readonly Reason[] | undefined {
    const parsed = parse(called);
    const scope = parsed === undefined || depth > deepest ? undefined : this.#scopeOf(called);
    if (parsed === undefined || scope === undefined) return undefined;
    const around = bind(parsed.of.params, args, shown, { source: parsed.source, values: scope, shown: new Map() });
    const { body } = parsed.of;
    return body.type === "BlockStatement" ? this.#ofStatements(body.body, around, depth) : this.#why(body, around, depth);
  }

  /** Declarations, early returns, and a last one: the shape of a helper. */
  #ofStatements([statement, ...rest]: readonly Statement[], around: Surroundings, depth: number): readonly Reason[] | undefined {
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
  #why(expression: Expression, around: Surroundings, depth: number): readonly Reason[] {
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
        return this.#ofQuantifier(expression, around, depth) ?? this.#ofHelper(expression, around, depth) ?? [leaf(expression, around)];
      default:
    }
    return [leaf(expression, around)];
  }

  /** Why `every` is false or `some` is true: the first member that makes it so. Else all of them do; that is said in one, unless each is asked for. */
  #ofQuantifier({ callee, arguments: [test, ...more] }: CallExpression, around: Surroundings, depth: number): readonly Reason[] | undefined {
    if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier" || test === undefined || test.type === "SpreadElement" || more.length > 0) return undefined;
    const wanted = callee.property.name === "some" ? true : callee.property.name === "every" ? false : undefined;
    const of = evaluate(callee.object as Expression, around);
    if (wanted === undefined || typeof of !== "object" || of === null || !(Symbol.iterator in of)) return undefined;
    const holds = evaluate(test, around) as (member: unknown) => unknown;
    const members = [...(of as Iterable<unknown>)];
    const telling = members.filter((member) => holds(member) === wanted).slice(0, 1);
    const reasons = (telling.length === 0 && this.#everyMember ? members : telling).map((member) => {
      if (test.type !== "ArrowFunctionExpression" || test.body.type === "BlockStatement") return this.ofCall(holds, [member], [undefined], depth + 1);
      return this.#why(test.body, bind(test.params, [member], [undefined], around), depth);
    });
    return reasons.length === 0 || reasons.includes(undefined) ? undefined : reasons.flatMap((each) => each ?? []);
  }

  /** Why a helper returned true or false, in terms of what it was called with. */
  #ofHelper(call: CallExpression, around: Surroundings, depth: number): readonly Reason[] | undefined {
    if (typeof evaluate(call, around) !== "boolean" || call.arguments.some(({ type }) => type === "SpreadElement")) return undefined;
    const args = call.arguments as readonly Expression[];
    try {
      return this.ofCall(evaluate(call.callee, around), args.map((arg) => evaluate(arg, around)), args.map((arg) => render(arg, around)), depth + 1);
    } catch {
      return undefined; // a method that needs its object, say: the call stays whole
    }
  }
}

interface Parsed {
  readonly source: string;
  readonly of: ArrowFunctionExpression | Extract<Expression, { type: "FunctionExpression" }>;
}

/** A function's own text, as a tree; undefined if it is not one that was written as an expression. */
function parse(called: unknown): Parsed | undefined {
  const text = String(called);
  // A method's text lacks the word.
  const source = /^(?:async\b|function\b|\(|[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=>)/u.test(text) ? `(${text})` : `(function ${text})`;
  const of = parseExpressionAt(source, 1, { ecmaVersion: "latest" });
  return of.type === "ArrowFunctionExpression" || of.type === "FunctionExpression" ? { source, of } : undefined;
}

/** The comparison with the values of its sides, or the expression with its own. */
function leaf(expression: Expression, around: Surroundings): Reason {
  const text = render(expression, around);
  if (expression.type !== "BinaryExpression" || expression.left.type === "PrivateIdentifier") return { text, value: shownValue(evaluate(expression, around)) };
  const whole = evaluate(expression, around);
  const [left, right] = [expression.left, expression.right].map((side) => shownValue(evaluate(side, around)));
  return { text, value: whole === false ? `false: ${left ?? ""} ${expression.operator} ${right ?? ""}` : shownValue(whole) };
}

function shownValue(value: unknown): string {
  return typeof value === "object" && value !== null ? show(JSON.parse(JSON.stringify(value)) as unknown) : show(value);
}

/** Evaluate a part where it was written. The text is the spec's own, which runs in this process anyway. */
function evaluate(expression: Node, { source, values }: Surroundings): unknown {
  return run(`return (${source.slice(expression.start, expression.end)});`, values);
}

function run(body: string, values: ReadonlyMap<string, unknown>): unknown {
  const names = [...values.keys()];
  // oxlint-disable-next-line no-implied-eval, no-new-func -- parts of a function can only be evaluated as text
  const compiled = new Function(...names, body) as (...args: readonly unknown[]) => unknown;
  return compiled(...names.map((name) => values.get(name)));
}

/** The surroundings with parameters bound to arguments. */
function bind(params: readonly Pattern[], args: readonly unknown[], shown: readonly (string | undefined)[], around: Surroundings): Surroundings {
  const text = params.map((param) => around.source.slice(param.start, param.end)).join(", ");
  const values = new Map(around.values).set("$arguments", args);
  const names = params.flatMap(namesIn);
  const bound = run(`const [${text}] = $arguments; return { ${names.join(", ")} };`, withoutShadowed(values, names)) as Record<string, unknown>;
  const given = new Map(params.flatMap((param, at) => [...fieldNames(param), ...(param.type === "Identifier" && shown[at] !== undefined ? [[param.name, shown[at]] as const] : [])]));
  return extended(around, bound, (name, value) => (typeof value === "string" ? value : (given.get(name) ?? name)));
}

function declare(declaration: Extract<Statement, { type: "VariableDeclaration" }>, around: Surroundings): Surroundings {
  const names = declaration.declarations.flatMap(({ id }) => namesIn(id));
  const bound = run(`${around.source.slice(declaration.start, declaration.end)}; return { ${names.join(", ")} };`, withoutShadowed(around.values, names)) as Record<string, unknown>;
  return extended(around, bound, (name) => name);
}

/** With more variables. A parameter that is an index is shown as what it is, `page0`; others as what was given for them. */
function extended(around: Surroundings, bound: Readonly<Record<string, unknown>>, shownAs: (name: string, value: unknown) => string): Surroundings {
  const values = new Map(around.values);
  const shown = new Map(around.shown);
  for (const [name, value] of Object.entries(bound)) {
    values.set(name, value);
    shown.set(name, shownAs(name, value));
  }
  return { source: around.source, values, shown };
}

/** A declaration may not have the name of a parameter of the function that it is run in. */
function withoutShadowed(values: ReadonlyMap<string, unknown>, names: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map([...values].filter(([name]) => !names.includes(name)));
}

/** Variables of a pattern by the fields that they are taken from: a bundler renames the variable, not the field. */
function fieldNames(pattern: Pattern): readonly (readonly [string, string])[] {
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((property) => (property.type === "Property" && property.key.type === "Identifier" && property.value.type === "Identifier" ? [[property.value.name, property.key.name] as const] : []));
}

function namesIn(pattern: Pattern): readonly string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => namesIn(property.type === "RestElement" ? property.argument : property.value));
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case "AssignmentPattern":
      return namesIn(pattern.left);
    case "RestElement":
      return namesIn(pattern.argument);
    case "MemberExpression":
      return [];
  }
}

/** An expression as it was written, with what its variables stand for. */
function render(expression: Node, around: Surroundings): string {
  const { source, shown } = around;
  const parts: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const visit = (node: Node): void => {
    const { type, computed, object, property, name } = node as Node & { computed?: boolean; object?: Node; property?: Node & { name?: string }; name?: string };
    if (type === "MemberExpression" && object !== undefined && property !== undefined) {
      visit(object);
      const index = computed === true ? indexOf(property, around) : undefined;
      if (index !== undefined) parts.push({ start: object.end, end: node.end, text: `.${index}` });
      else if (computed === true) visit(property);
    } else if (type === "Identifier") {
      const text = shown.get(name ?? "");
      if (text !== undefined) parts.push({ start: node.start, end: node.end, text });
    } else for (const child of childrenOf(node)) visit(child);
  };
  visit(expression);
  let text = "";
  let at = expression.start;
  for (const part of parts.toSorted((one, other) => one.start - other.start)) {
    text += source.slice(at, part.start) + part.text;
    at = part.end;
  }
  return (text + source.slice(at, expression.end)).replaceAll(/\s+/gu, " ");
}

/** What an expression between brackets names, where it can be evaluated by itself: not within a function that has not been called. */
function indexOf(property: Node, around: Surroundings): string | undefined {
  try {
    const index = evaluate(property, around);
    return typeof index === "string" && /^[\w$]+$/u.test(index) ? index : undefined;
  } catch {
    return undefined;
  }
}

function childrenOf(node: Node): readonly Node[] {
  return Object.entries(node)
    .filter(([field]) => field !== "key")
    .flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter((value): value is Node => typeof value === "object" && value !== null && "type" in value);
}
