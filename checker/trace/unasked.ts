import type { ArrowFunctionExpression, CallExpression, Expression, Node, Statement } from "acorn";
import type { ScopeOf } from "./predicate-parts.ts";
import { binds, parse, run, type Parsed } from "./surroundings.ts";

/*
 * Of `!A || B` it is only asked B where A is true. A predicate is rewritten so that it notes when it comes to such parts: what it never comes to in any state
 * says nothing (vacuity in the sense of Beer, Ben-David, Eisner and Rodeh, 1997, for what a predicate looks at from left to right).
 */

/** Helpers within helpers deeper than this are called as they are. */
const deepest = 3;

/** A part of a predicate that is asked only under a condition. */
export interface ConditionalPart {
  /** `k.pages[page].ghost.gup !== 0`. */
  readonly condition: string;
  /** The part that this is a part of. */
  readonly within: ConditionalPart | undefined;
  asked: boolean;
}

/** A predicate that notes which of its parts it is asked. */
export interface Noting {
  readonly holds: (...args: readonly unknown[]) => unknown;
  readonly parts: readonly ConditionalPart[];
}

/** The same predicate, noting; undefined if it has no such parts, its text cannot be read, or its surroundings are unknown. */
export function noting(predicate: unknown, scopeOf: ScopeOf): Noting | undefined {
  try {
    const rewriting = new Rewriting(scopeOf);
    const holds = rewriting.rewritten(predicate, true, undefined, 0);
    return holds === undefined || rewriting.parts.length === 0 ? undefined : { holds: holds as Noting["holds"], parts: rewriting.parts };
  } catch {
    return undefined; // as with reasons: nobody is told anything rather than something wrong
  }
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** One function that is rewritten: its text, what changes in it, and the helpers that it calls rewritten, too. */
interface Text extends Parsed {
  readonly scope: ReadonlyMap<string, unknown>;
  readonly edits: Edit[];
  readonly twins: Map<string, unknown>;
  readonly depth: number;
}

class Rewriting {
  readonly parts: ConditionalPart[] = [];
  readonly #scopeOf: ScopeOf;

  constructor(scopeOf: ScopeOf) {
    this.#scopeOf = scopeOf;
  }

  /** @param claimed true if the predicate claims what the function returns, false if it claims the contrary */
  rewritten(of: unknown, claimed: boolean, within: ConditionalPart | undefined, depth: number): unknown {
    const parsed = typeof of === "function" && depth <= deepest ? parse(of) : undefined;
    const scope = parsed === undefined ? undefined : this.#scopeOf(of);
    if (parsed === undefined || scope === undefined) return undefined;
    const text: Text = { ...parsed, scope, edits: [], twins: new Map(), depth };
    this.#body(parsed.of, text, claimed, within);
    const names = new Map([...scope, ...text.twins, ["$asked", (part: number) => this.#ask(part)]]);
    return run(`return ${edited(text)};`, names);
  }

  #ask(part: number): void {
    (this.parts[part] as ConditionalPart).asked = true;
  }

  #body({ body }: Parsed["of"] | ArrowFunctionExpression, text: Text, claimed: boolean, within: ConditionalPart | undefined): void {
    if (body.type === "BlockStatement") this.#statements(body.body, text, claimed, within);
    else this.#expression(body, text, claimed, within);
  }

  /** `if (A) return true;` before `return B`: B is asked where A is false. */
  #statements(statements: readonly Statement[], text: Text, claimed: boolean, within: ConditionalPart | undefined): void {
    const early: string[] = [];
    for (const statement of statements) {
      if (statement.type === "IfStatement" && statement.alternate === null && isReturnOf(statement.consequent, claimed)) early.push(negated(statement.test, text.source));
      else if (statement.type === "ReturnStatement" && statement.argument !== null && statement.argument !== undefined) {
        const inside = early.length === 0 ? within : this.#part(statement.argument, text, early.join(" && "), within);
        this.#expression(statement.argument, text, claimed, inside);
      } else if (statement.type !== "VariableDeclaration") return;
    }
  }

  #expression(node: Expression, text: Text, claimed: boolean, within: ConditionalPart | undefined): void {
    switch (node.type) {
      case "LogicalExpression":
        return this.#connective(node.operator, node.left, node.right, text, claimed, within);
      case "UnaryExpression":
        return node.operator === "!" ? this.#expression(node.argument, text, !claimed, within) : undefined;
      case "ConditionalExpression": {
        const { test, consequent, alternate } = node;
        // What says nothing where the condition is not met; if both sides say something, one of them is always asked.
        if (isLiteral(alternate, claimed)) this.#expression(consequent, text, claimed, this.#part(consequent, text, told(test, text.source), within));
        else if (isLiteral(consequent, claimed)) this.#expression(alternate, text, claimed, this.#part(alternate, text, negated(test, text.source), within));
        return;
      }
      case "CallExpression":
        return this.#call(node, text, claimed, within);
      default:
    }
  }

  #connective(operator: string, left: Expression, right: Expression, text: Text, claimed: boolean, within: ConditionalPart | undefined): void {
    // `!(A && B)` is `!A || !B`.
    const [either, both] = claimed ? ["||", "&&"] : ["&&", "||"];
    if (operator === both) {
      this.#expression(left, text, claimed, within);
      this.#expression(right, text, claimed, within);
    } else if (operator === either) {
      // Of `A || B || C`, C is a part of what is asked where A is false.
      const outer = left.type === "LogicalExpression" && left.operator === either ? this.#chain(left, text, claimed, within) : within;
      const condition = claimed ? negated(last(left, either), text.source) : told(last(left, either), text.source);
      this.#expression(right, text, claimed, this.#part(right, text, condition, outer));
    }
  }

  /** The operands of `A || B` that C follows: conditions of it, which are not looked into. */
  #chain({ operator, left, right }: Extract<Expression, { type: "LogicalExpression" }>, text: Text, claimed: boolean, within: ConditionalPart | undefined): ConditionalPart {
    const outer = left.type === "LogicalExpression" && left.operator === operator ? this.#chain(left, text, claimed, within) : within;
    return this.#part(right, text, claimed ? negated(last(left, operator), text.source) : told(last(left, operator), text.source), outer);
  }

  /** `every`, and helpers. */
  #call(node: CallExpression, text: Text, claimed: boolean, within: ConditionalPart | undefined): void {
    const { callee, arguments: args } = node;
    const [test] = args;
    if (callee.type === "MemberExpression") {
      const each = callee.property.type === "Identifier" && callee.property.name === (claimed ? "every" : "some");
      if (each && args.length === 1 && test?.type === "ArrowFunctionExpression") this.#body(test, text, claimed, within);
    } else if (callee.type === "Identifier" && !binds(text.of, callee.name)) {
      const twin = this.rewritten(text.scope.get(callee.name), claimed, within, text.depth + 1);
      if (twin === undefined) return;
      const name = `$twin${text.twins.size}`;
      text.twins.set(name, twin);
      text.edits.push({ start: callee.start, end: callee.end, before: name, after: "" });
    }
  }

  #part(node: Node, text: Text, condition: string, within: ConditionalPart | undefined): ConditionalPart {
    const part = { condition: within === undefined ? condition : `${within.condition} && ${condition}`, within, asked: false };
    text.edits.push({ start: node.start, end: node.end, before: `($asked(${this.parts.length}), `, after: ")" });
    this.parts.push(part);
    return part;
  }
}

/** The text with its edits: names are replaced, other parts are wrapped, also within each other. */
function edited({ source, edits }: Text): string {
  const marks = edits.flatMap(({ start, end, before, after }) => (after === "" ? [{ at: start, order: 1, text: before, skip: end }] : [{ at: start, order: 0, text: before, skip: start }, { at: end, order: -1, text: after, skip: end }]));
  let text = "";
  let at = 0;
  for (const mark of marks.toSorted((one, other) => one.at - other.at || one.order - other.order)) {
    text += source.slice(at, mark.at) + mark.text;
    at = Math.max(at, mark.skip);
  }
  return text + source.slice(at);
}

function last(node: Expression, operator: string): Expression {
  return node.type === "LogicalExpression" && node.operator === operator ? last(node.right, operator) : node;
}

function isReturnOf(statement: Statement, value: boolean): boolean {
  const only = statement.type === "BlockStatement" ? (statement.body.length === 1 ? statement.body[0] : undefined) : statement;
  return only?.type === "ReturnStatement" && only.argument !== null && only.argument !== undefined && isLiteral(only.argument, value);
}

/** Bundlers write true as !0. */
function isLiteral(node: Expression, value: boolean): boolean {
  if (node.type === "UnaryExpression" && node.operator === "!" && node.argument.type === "Literal") return Boolean(node.argument.value) !== value;
  return node.type === "Literal" && node.value === value;
}

const contrary: Readonly<Record<string, string>> = { "===": "!==", "!==": "===", "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" };

function told(node: Expression, source: string): string {
  const text = source.slice(node.start, node.end).replaceAll(/\s+/gu, " ");
  return node.type === "LogicalExpression" || node.type === "ConditionalExpression" ? `(${text})` : text;
}

/** The contrary of an expression, as one would write it. */
function negated(node: Expression, source: string): string {
  if (node.type === "UnaryExpression" && node.operator === "!") return told(node.argument, source);
  if (node.type === "BinaryExpression" && node.left.type !== "PrivateIdentifier") {
    const operator = contrary[node.operator];
    return operator === undefined ? `!(${told(node, source)})` : `${told(node.left, source)} ${operator} ${told(node.right, source)}`;
  }
  return `!${told(node, source)}`;
}
