import type { Counterexample } from "../trace/counterexample.ts";
import type { Reason } from "../trace/trace.ts";
import { indent, wrap } from "./wrap.ts";

/**
 * A counterexample in words, to stand under its diagram: what the parts of the property were before the first step and whenever a step changed them, and
 * what each process that has not ended can do in the end, or waits for.
 */
export function explanationText(counterexample: Counterexample, width: number): string[] {
  return [...history(counterexample, width), ...ending(counterexample, width)];
}

function history(counterexample: Counterexample, width: number): string[] {
  const { trace, property } = counterexample;
  // A property of steps has nothing to say of the state before the first.
  const from = property.kind === "transition" ? 1 : 0;
  const told: string[] = [];
  let last = "";
  for (let position = from; position <= trace.steps.length; position++) {
    const reasons = reasonLines(counterexample.reasonsAt(position), width - 4);
    const text = reasons.join("\n");
    if (text === last || reasons.length === 0) continue;
    last = text;
    const step = trace.steps[position - 1];
    told.push(...wrap(step === undefined ? "initially:" : `after step ${position}, ${step.process}: ${step.step}:`, width - 2, 2).map((line) => `  ${line}`), ...indent(reasons, 4));
  }
  return told.length === 0 ? [] : [`what decides ${property.id}, wherever it changes:`, "", ...told];
}

function ending(counterexample: Counterexample, width: number): string[] {
  const standing = counterexample.standingAt(counterexample.trace.steps.length);
  const lines = standing.flatMap(({ process, callPath, steps, enabled, reasons }) => {
    if (steps.length === 0) return [`  ${process} was stopped by a bugOn`];
    const where = `${process} ${enabled ? "can go on" : "waits"}: ${[...callPath, steps.join(" or ")].join(" > ")}`;
    return [...indent(wrap(where, width - 2, 2), 2), ...indent(reasonLines(reasons, width - 4), 4)];
  });
  return lines.length === 0 ? [] : ["", "in the end:", "", ...lines];
}

function reasonLines(reasons: readonly Reason[], width: number): string[] {
  return reasons.flatMap(({ text, value }) => wrap(`${text} is ${value}`, width, 2));
}
