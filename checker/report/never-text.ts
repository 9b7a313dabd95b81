import type { FirstStates } from "../trace/first-states.ts";
import type { NeverRan } from "../trace/never-ran.ts";
import type { Blame } from "../trace/never-reached.ts";
import { count } from "./figures.ts";
import { indent, wrap } from "./wrap.ts";

/** More parts than this explain nothing. */
const mostParts = 6;

/** Steps that never ran, with what blocked them where a process came before one of them. */
export function neverRanText(steps: readonly NeverRan[], first: FirstStates, width: number): string[] {
  if (steps.length === 0) return [];
  const lines = steps.flatMap(({ procedure, step, met }) => {
    const where = first.all ? "no reachable state" : `none of the first ${count(first.states.length)} states`;
    const why = met === undefined ? `${where} has a process before it` : met.reasons.length === 0 ? `${met.process} comes before it` : `${met.process} comes before it, and waits:`;
    return [...wrap(`${procedure} > ${step}: ${why}`, width - 2, 2), ...indent((met?.reasons ?? []).flatMap(({ text, value }) => wrap(`${text} is ${value}`, width - 6, 2)), 4)];
  });
  return ["steps that never ran:", "", ...indent(lines, 2), ""];
}

/** A property that asks for what no state has, with its parts: those first that are to blame most often. */
export function neverReachedText({ id, meaning }: { readonly id: string; readonly meaning: string }, parts: readonly Blame[], first: FirstStates, width: number): string[] {
  const looked = `${first.all ? "the" : "the first"} ${count(first.states.length)} states`;
  const lines = parts.slice(0, mostParts).flatMap(({ text, states }) => wrap(`${text}: false in ${states === first.states.length ? `every one of ${looked}` : `${count(states)} of ${looked}`}`, width - 2, 2));
  const rest = parts.length - mostParts;
  return [...wrap(`${id} is never reached: ${meaning}`, width, 2), "", ...indent([...lines, ...(rest > 0 ? [`and ${rest} more`] : [])], 2), ""];
}
