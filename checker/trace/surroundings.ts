import { parseExpressionAt, type ArrowFunctionExpression, type Expression, type Node, type Pattern, type VariableDeclaration, type VariableDeclarator } from "acorn";

/*
 * A part of a predicate where it was written: its text, and the variables that it sees. The text is the spec's own, which runs in this process anyway.
 */

/** What a part of a predicate is written and evaluated in: its source text, and the variables with their values and how they are shown. */
export interface Surroundings {
  readonly source: string;
  readonly values: ReadonlyMap<string, unknown>;
  readonly shown: ReadonlyMap<string, string>;
  /** The same place where the predicate that it is in gets other arguments: members of quantifiers stay, what is read from the state is read anew. */
  readonly again: Again;
}

export type Again = (args: readonly unknown[]) => Surroundings;

export interface Parsed {
  readonly source: string;
  readonly of: ArrowFunctionExpression | Extract<Expression, { type: "FunctionExpression" }>;
}

/** A function's own text without its comments, as a tree; undefined if it is not one that was written as an expression, or one that needs an object. */
export function parse(called: unknown): Parsed | undefined {
  const text = String(called);
  // A method's text lacks the word.
  const source = /^(?:async\b|function\b|\(|[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=>)/u.test(text) ? `(${text})` : `(function ${text})`;
  const comments: (readonly [start: number, end: number])[] = [];
  const of = parseExpressionAt(source, 1, { ecmaVersion: "latest", onComment: (_block, _text, start, end) => comments.push([start, end]) });
  if ((of.type !== "ArrowFunctionExpression" && of.type !== "FunctionExpression") || isOfObject(of)) return undefined;
  return { source: comments.reduce((plain, [start, end]) => plain.slice(0, start) + " ".repeat(end - start) + plain.slice(end), source), of };
}

/** Whether a function gives the name another meaning, somewhere in it. */
export function binds(node: Node, name: string): boolean {
  const patterns = node.type === "VariableDeclarator" ? [(node as VariableDeclarator).id] : node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression" ? (node as ArrowFunctionExpression).params : [];
  return patterns.flatMap(namesIn).includes(name) || childrenOf(node).some((child) => binds(child, name));
}

/** What `this` is, the text does not tell. */
function isOfObject(node: Node): boolean {
  return node.type === "ThisExpression" || node.type === "Super" || childrenOf(node).some(isOfObject);
}

/** Surroundings that were made again are not made again from there. */
const unrepeatable: Again = () => {
  throw new Error("these surroundings were made again already");
};

/** Evaluate a part where it was written. */
export function evaluate(expression: Node, { source, values }: Surroundings): unknown {
  return run(`return (${source.slice(expression.start, expression.end)});`, values);
}

/** Evaluate a part as {@link evaluate} does, where the predicate gets other arguments; of the members that its text names here. */
export function evaluateAgain(expression: Node, around: Surroundings, args: readonly unknown[]): unknown {
  return run(`return (${withMembers(expression, around)});`, around.again(args).values);
}

/** A part's text with the members that it names, whatever leads to them elsewhere. */
function withMembers(node: Node, around: Surroundings): string {
  return rewritten(node, around, { index: (member) => `[${JSON.stringify(member)}]`, name: () => undefined });
}

export function run(body: string, values: ReadonlyMap<string, unknown>): unknown {
  const names = [...values.keys()];
  // oxlint-disable-next-line no-implied-eval, no-new-func -- parts of a function can only be evaluated as text
  const compiled = new Function(...names, body) as (...args: readonly unknown[]) => unknown;
  return compiled(...names.map((name) => values.get(name)));
}

/** The surroundings of a function's body: its parameters are bound to arguments. A parameter that is an index is shown as what it is, `page0`; others as what was given for them. */
export function bind(params: readonly Pattern[], args: readonly unknown[], shown: readonly (string | undefined)[], around: Omit<Surroundings, "again">, again: Again = unrepeatable): Surroundings {
  const text = params.map((param) => around.source.slice(param.start, param.end)).join(", ");
  const values = new Map(around.values).set("$arguments", args);
  const names = params.flatMap(namesIn);
  const bound = run(`const [${text}] = $arguments; return { ${names.join(", ")} };`, withoutShadowed(values, names)) as Record<string, unknown>;
  // `({ owner }) => owner === null`: what was taken from the state is no index.
  const taken = new Map(params.flatMap(fieldNames));
  const given = new Map(params.flatMap((param, at) => (param.type === "Identifier" && shown[at] !== undefined ? [[param.name, shown[at]] as const] : [])));
  return extended(around, bound, (name, value) => taken.get(name) ?? (typeof value === "string" ? value : (given.get(name) ?? name)), again);
}

/** The surroundings of what comes after a declaration. A variable is shown as the place in the state that it was read from, if it was. */
export function declare({ declarations, kind }: VariableDeclaration, around: Surroundings): Surroundings {
  const names = declarations.flatMap(({ id }) => namesIn(id));
  const places = new Map(declarations.flatMap(({ id, init }) => (init?.type === "MemberExpression" ? placesOf(id, render(init, around)) : [])));
  const text = `${kind} ${declarations.map((declarator) => withMembers(declarator, around)).join(", ")}; return { ${names.join(", ")} };`;
  const declaredIn = (place: Surroundings): Surroundings => {
    const bound = run(text, withoutShadowed(place.values, names)) as Record<string, unknown>;
    return extended(place, bound, (name) => places.get(name) ?? name, (args) => declaredIn(around.again(args)));
  };
  return declaredIn(around);
}

/** Where the variables of a pattern come from that takes a place apart. */
function placesOf(pattern: Pattern, place: string): readonly (readonly [name: string, place: string])[] {
  return pattern.type === "Identifier" ? [[pattern.name, place]] : fieldNames(pattern).map(([name, field]) => [name, `${place}.${field}`]);
}

function extended(around: Omit<Surroundings, "again">, bound: Readonly<Record<string, unknown>>, shownAs: (name: string, value: unknown) => string, again: Again): Surroundings {
  const values = new Map(around.values);
  const shown = new Map(around.shown);
  for (const [name, value] of Object.entries(bound)) {
    values.set(name, value);
    shown.set(name, shownAs(name, value));
  }
  return { source: around.source, values, shown, again };
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
export function render(expression: Node, around: Surroundings): string {
  return rewritten(expression, around, { index: (member) => `.${member}`, name: (name) => around.shown.get(name) }).replaceAll(/\s+/gu, " ");
}

/** An expression's text, with other words for what stands between brackets and names a member, and for some variables. */
function rewritten(expression: Node, around: Surroundings, words: { readonly index: (member: string) => string; readonly name: (name: string) => string | undefined }): string {
  const { source } = around;
  const parts: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  const visit = (node: Node): void => {
    const { type, computed, object, property, name } = node as Node & { computed?: boolean; object?: Node; property?: Node & { name?: string }; name?: string };
    if (type === "MemberExpression" && object !== undefined && property !== undefined) {
      visit(object);
      const index = computed === true ? indexOf(property, around) : undefined;
      if (index !== undefined) parts.push({ start: object.end, end: node.end, text: words.index(index) });
      else if (computed === true) visit(property);
    } else if (type === "Identifier") {
      const text = words.name(name ?? "");
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
  return text + source.slice(at, expression.end);
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
