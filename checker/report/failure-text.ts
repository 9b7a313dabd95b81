import type { AllwaysError, SourcePosition } from "../language/error.ts";
import type { RunEvent, RunFailure } from "../run/event.ts";
import { configurationText } from "./configuration-text.ts";
import { raceDiagram } from "./race-diagram.ts";
import { writeLines, type Output, type Reporter } from "./reporter.ts";
import type { Style } from "./style.ts";
import { indent, wrap } from "./wrap.ts";

/** How a file is written in a message: the command shows it relative to where it was called. */
export type FileName = (file: string) => string;

/** An error as the command prints it: code, what was wrong, where, what to do. Lines are broken where a width is given. */
export function errorText(error: AllwaysError, fileName: FileName, style: Style, width: number = Infinity): string[] {
  const code = `error ${error.code}`;
  const [first = "", ...more] = wrap(`${code}: ${error.message}`, width, 4);
  return [
    first.replace(code, style.bad(code)),
    ...more,
    ...(error.position === undefined ? [] : [`  at ${positionText(error.position, fileName)}`]),
    ...(error.hint === undefined ? [] : indent(wrap(`hint: ${error.hint}`, width - 2, 2), 2)),
  ];
}

export function positionText({ file, line, column }: SourcePosition, fileName: FileName): string {
  return `${fileName(file)}:${line}:${column}`;
}

/** A spec error: the message, the configuration, and the steps of which the last went wrong. */
export function failureText(failure: RunFailure, width: number, fileName: FileName, style: Style): string[] {
  const { spec, config, error } = failure;
  const where = Object.keys(config).length === 0 ? [] : wrap(`in ${spec} with ${configurationText(config)}`, width - 2, 3);
  const steps = stepsToFailure(failure, width - 2);
  return [...errorText(error, fileName, style, width), ...indent(where, 2), ...(steps.length === 0 ? [] : ["  in the last of these steps:", "", ...indent(steps, 2)])];
}

/** The diagram of a failure, with the step that went wrong; none if that is the first, which the message tells. */
export function stepsToFailure({ trace, step }: RunFailure, width: number): string[] {
  return trace === undefined || step === undefined || trace.steps.length === 0 ? [] : raceDiagram({ ...trace, steps: [...trace.steps, step] }, undefined, width);
}

/** Tells of spec errors as they come up. */
export function failureReporter(out: Output, width: number, fileName: FileName, style: Style): Reporter {
  const told = new Set<string>();
  return (event: RunEvent): void => {
    if (event.kind !== "failure") return;
    const { error, spec, config } = event.failure;
    const what = `${error.code} ${error.message}`;
    // The same step usually fails in every configuration; its trace is worth one showing.
    const lines = told.has(what) ? wrap(`${style.bad(`error ${error.code}`)}: the same in ${spec} with ${configurationText(config)}`, width, 2) : failureText(event.failure, width, fileName, style);
    told.add(what);
    writeLines(out, [...lines, ""]);
  };
}
