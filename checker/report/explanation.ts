import type { Counterexample } from "../trace/counterexample.ts";
import type { Reason, Trace } from "../trace/trace.ts";
import { indent, wrap } from "./wrap.ts";

/**
 * A counterexample in words, to stand under its diagram: what the parts of the property were before the first step and whenever a step changed them, and
 * what each process that has not ended can do in the end, or waits for.
 *
 * @param steps labels of steps that somebody expected to run
 */
export function explanationText(counterexample: Counterexample, width: number, steps: readonly string[] = []): string[] {
  const parts = [history(counterexample, width), ...steps.map((step) => chances(counterexample, step, width)), ending(counterexample, width)];
  return parts.filter(({ length }) => length > 0).flatMap((lines, at) => [...(at === 0 ? [] : [""]), ...lines]);
}

/** Which processes come before a step along the trace, and what keeps them from taking it. */
function chances(counterexample: Counterexample, label: string, width: number): string[] {
  const { trace } = counterexample;
  const told: string[] = [];
  let last = "";
  for (let position = 0; position <= trace.steps.length; position++) {
    const lines = counterexample.chancesAt(position, label).flatMap(({ process, enabled, reasons }) => [...wrap(`${process} ${enabled ? "can take it" : "waits:"}`, width - 4, 2), ...indent(reasonLines(reasons, width - 6), 2)]);
    const text = lines.join("\n");
    if (text !== last) told.push(...indent(wrap(moment(trace, position), width - 2, 2), 2), ...indent(lines.length === 0 ? ["nobody is before it"] : lines, 4));
    last = text;
  }
  return [`who could take "${label}", wherever it changes:`, "", ...(told.length === 0 ? ["  nobody ever comes before it"] : told)];
}

/** When a state of a trace is reached. */
function moment({ steps }: Trace, position: number): string {
  const step = steps[position - 1];
  return step === undefined ? "initially:" : `after step ${position}, ${step.process}: ${step.step}:`;
}

function history(counterexample: Counterexample, width: number): string[] {
  const { trace, property } = counterexample;
  if (property.kind === "temporal") return watchedHistory(trace, `what ${property.id} asks of states, wherever it changes:`, width);
  if (property.kind === "assertion") return watchedHistory(trace, `what the step that raised ${property.id} looked at, wherever it changes:`, width);
  // A property of steps has nothing to say of the state before the first.
  const from = property.kind === "transition" ? 1 : 0;
  const told: string[] = [];
  let last = "";
  for (let position = from; position <= trace.steps.length; position++) {
    const reasons = reasonLines(counterexample.reasonsAt(position), width - 4);
    const text = reasons.join("\n");
    if (text === last || reasons.length === 0) continue;
    last = text;
    told.push(...indent(wrap(moment(trace, position), width - 2, 2), 2), ...indent(reasons, 4));
  }
  return told.length === 0 ? [] : [`what decides ${property.id}, wherever it changes:`, "", ...told];
}

/** Of a property of runs no single state is to blame, and an assertion is its step's: what they ask, then, and look at. */
function watchedHistory(trace: Trace, title: string, width: number): string[] {
  const told = Array.from({ length: trace.steps.length + 1 }, (_, position) => {
    const news = trace.watched.filter(({ values }) => position === 0 || values[position] !== values[position - 1]);
    const lines = news.flatMap(({ text, values }) => wrap(`${text} is ${values[position] ?? "nothing"}`, width - 4, 2));
    return lines.length === 0 ? [] : [...indent(wrap(moment(trace, position), width - 2, 2), 2), ...indent(lines, 4)];
  });
  return trace.watched.length === 0 ? [] : [title, "", ...told.flat()];
}

function ending(counterexample: Counterexample, width: number): string[] {
  const standing = counterexample.standingAt(counterexample.trace.steps.length);
  const lines = standing.flatMap(({ process, callPath, steps, enabled, reasons }) => {
    if (steps.length === 0) return [`  ${process} was stopped by a bugOn`];
    const where = `${process} ${enabled ? "can go on" : "waits"}: ${[...callPath, steps.join(" or ")].join(" > ")}`;
    return [...indent(wrap(where, width - 2, 2), 2), ...indent(reasonLines(reasons, width - 4), 4)];
  });
  return lines.length === 0 ? [] : ["in the end:", "", ...lines];
}

function reasonLines(reasons: readonly Reason[], width: number): string[] {
  return reasons.flatMap(({ text, value }) => wrap(`${text} is ${value}`, width, 2));
}
