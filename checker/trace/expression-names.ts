import { parseExpressionAt, type CallExpression, type Expression, type MemberExpression, type Node } from "acorn";

/** A segment that names a member of an index set: `page0`. */
const member = /^[A-Za-z_]+\d+$/u;

/** Names of an expression, ever longer: `_refcount`, `page0._refcount`, ...; the last is its text. */
export function namesOf(text: string): readonly string[] {
  try {
    const expression = parseExpressionAt(text, 0, { ecmaVersion: "latest" });
    return expression.end < text.length ? [text] : [...nodeNames(expression, text).filter((name) => name.length < text.length), text];
  } catch {
    return [text];
  }
}

function nodeNames(node: Expression, text: string): readonly string[] {
  switch (node.type) {
    case "MemberExpression":
      return placeNames(node, text);
    case "CallExpression":
      return callNames(node, text);
    case "BinaryExpression":
      return joined(node.left, ` ${node.operator} `, node.right, text);
    case "UnaryExpression":
      return nodeNames(node.argument, text).map((name) => node.operator + name);
    default:
      return [text.slice(node.start, node.end)];
  }
}

/** `_refcount`, `page0._refcount`, ...; `ghost.owner`, ...: a field with the record that it is in, as changes are named. */
function placeNames(node: MemberExpression, text: string): readonly string[] {
  const segments = text.slice(node.start, node.end).split(".");
  const field = Math.max(0, segments.findLastIndex((segment) => !member.test(segment)));
  const first = field > 1 && !member.test(segments[field - 1] ?? "") ? field - 1 : field;
  return Array.from({ length: first + 1 }, (_, more) => segments.slice(first - more).join("."));
}

/** `references`, `at("inside")`, `Thread.count`: arguments are told where they are literals; what asks a function of members says of which. */
function callNames({ callee, arguments: args }: CallExpression, text: string): readonly string[] {
  const names = callee.type === "Super" ? [] : nodeNames(callee, text);
  if (args.some(({ type }) => type === "ArrowFunctionExpression")) return names.slice(Math.min(1, names.length - 1));
  const literals = args.every(({ type }) => type === "Literal") ? args.map(({ start, end }) => text.slice(start, end)) : [];
  return names.map((name) => (literals.length === 0 ? name : `${name}(${literals.join(", ")})`));
}

function joined(left: Node, operator: string, right: Node, text: string): readonly string[] {
  const [lefts, rights] = [nodeNames(left as Expression, text), nodeNames(right as Expression, text)];
  return lefts.slice(0, 1).flatMap((one) => rights.slice(0, 1).map((other) => one + operator + other));
}
