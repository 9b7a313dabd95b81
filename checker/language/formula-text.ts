import type { Formula, StepPattern } from "./formula.ts";

const unary = { not: "!", next: "X ", always: "[]", eventually: "<>", once: "O ", historically: "H " } as const;
const binary = { implies: "=>", until: "U", release: "R", leadsTo: "~>", since: "S", and: "&&", or: "||" } as const;

/** A longer predicate is cut off: a formula should fit in a line or two. */
const longestPredicate = 60;

/** A formula in the notation of the field: [] always, <> eventually, U until, R release, X next, ~> leads to; of the past O once, H historically, S since. */
export function formulaText(formula: Formula): string {
  switch (formula.kind) {
    case "state":
      return predicateText(formula.holds);
    case "enabled":
    case "taken":
      return `${formula.kind}(${patternText(formula.steps)})`;
    case "not":
    case "next":
    case "always":
    case "eventually":
    case "once":
    case "historically":
      return `${unary[formula.kind]}${operandText(formula.of)}`;
    case "and":
    case "or":
      if (formula.of.length === 0) return formula.kind === "and" ? "true" : "false";
      return formula.of.length === 1 ? formulaText(formula.of[0] as Formula) : formula.of.map(operandText).join(` ${binary[formula.kind]} `);
    case "implies":
    case "until":
    case "release":
    case "leadsTo":
    case "since":
      return `${operandText(formula.left)} ${binary[formula.kind]} ${operandText(formula.right)}`;
  }
}

function operandText(formula: Formula): string {
  const text = formulaText(formula);
  return /^!*[\w.]+$|^\w+\([^()]*\)$|^(?:\[\]|<>|!)+\([^()]*\)$/u.test(text) || formula.kind === "always" || formula.kind === "eventually" || formula.kind === "not" ? text : `(${text})`;
}

export function patternText({ process, member, step }: StepPattern): string {
  const who = [process, member].filter((part) => part !== undefined).join(" ");
  return [who, step === undefined ? "" : `"${step}"`].filter((part) => part !== "").join(": ") || "any step";
}

/** The name of a named function, else the text behind its arrow: predicates are written to be read. */
function predicateText(predicate: (...args: never) => unknown): string {
  const text = predicate.toString().replace(/\s+/gu, " ");
  const arrow = text.indexOf("=>");
  if (predicate.name !== "" || arrow < 0) return predicate.name;
  const body = text.slice(arrow + 2).trim();
  return body.length > longestPredicate ? `${body.slice(0, longestPredicate - 3)}...` : body;
}
