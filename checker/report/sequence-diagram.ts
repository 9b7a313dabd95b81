import { show } from "../language/value.ts";
import type { Change, Trace, TraceStep } from "../trace/trace.ts";
import { changeNames } from "./change-names.ts";
import type { Shown } from "./race-diagram.ts";

/*
 * A trace as a sequence diagram: the processes and the shared state are the participants, and a step is an arrow from its process to the state that
 * it changes, or to itself. Mermaid is drawn by GitHub and GitLab, PlantUML by wikis.
 */

/** Beyond this Mermaid refuses to draw (`maxTextSize`), with room for the frame. */
const mermaidLimit = 48_000;

interface Arrow {
  readonly number: number;
  readonly process: number;
  /** To the shared state, or to itself. */
  readonly shared: boolean;
  readonly text: string;
  /** The step that decides the property; where a run goes on for ever, none does. */
  readonly last: boolean;
}

function arrows(trace: Trace): readonly Arrow[] {
  const changeText = changeNames(trace);
  return trace.steps.map((step, at) => {
    const texts = step.changes.map((change) => changeText(change, step)).filter((text) => text !== undefined);
    return { number: at + 1, process: trace.processes.indexOf(step.process), shared: step.changes.some((change) => isShared(change, step)), text: [stepText(step), ...texts].join(", "), last: at === trace.steps.length - 1 && trace.loopStart === undefined };
  });
}

function isShared({ path }: Change, { process }: TraceStep): boolean {
  return !path.startsWith(`${process}.`) && !path.startsWith(`${process} > `);
}

function stepText({ callPath, step, choice }: TraceStep): string {
  return `${callPath.at(-1) ?? ""}: ${step}${choice === undefined ? "" : ` [${show(choice)}]`}`;
}

/** The processes that act, by their ordinals. */
function acting(trace: Trace): readonly (readonly [ordinal: number, title: string])[] {
  return [...trace.processes.entries()].filter(([, title]) => trace.steps.some((step) => step.process === title));
}

/** For a fenced block of the language `mermaid`. */
export function mermaidDiagram(trace: Trace, shown: Shown): string[] {
  const head = ["sequenceDiagram", ...acting(trace).map(([ordinal, title]) => `  participant P${ordinal} as ${mermaidText(title)}`), "  participant S as shared state"];
  const lines: string[] = [];
  let [length, loops] = [0, false];
  for (const { number, process, shared, text, last } of arrows(trace)) {
    if (number - 1 === trace.loopStart) loops = lines.push("  loop for ever") > 0;
    const line = `  P${process}${last ? "-x" : "->>"}${shared ? "S" : `P${process}`}: ${number} ${mermaidText(text)}`;
    length += line.length;
    if (length > mermaidLimit) {
      lines.push(`  Note over S: ${trace.steps.length - number + 1} more steps are left out, since Mermaid draws no more`);
      break;
    }
    lines.push(line);
  }
  return [...head, ...lines, ...(loops ? ["  end"] : []), ...notes(trace, shown).map((text) => `  Note over ${everybody(trace).join(",")}: ${mermaidText(text)}`)];
}

/** What stands under the arrows. */
function notes({ loopStart, steps }: Trace, { id, verdict, meaning }: Shown): readonly string[] {
  return [...(loopStart === steps.length ? ["stutters for ever"] : []), `${id} ${verdict === "violated" ? "violated" : "reached"}: ${meaning}`];
}

/** The first and the last participant. */
function everybody(trace: Trace): readonly string[] {
  return [...acting(trace).slice(0, 1).map(([ordinal]) => `P${ordinal}`), "S"];
}

const entities: Readonly<Record<string, string>> = { "#": "#35;", ";": "#59;", "<": "#lt;", ">": "#gt;", "&": "#amp;" };

/** `#` begins an entity, `;` ends a statement, and the word `end` a block. */
function mermaidText(text: string): string {
  return text.replaceAll(/[#;<>&]/gu, (sign) => entities[sign] ?? sign).replaceAll(/\bend\b/giu, "($&)");
}

/** A PlantUML file. */
export function plantUmlDiagram(trace: Trace, shown: Shown): string[] {
  const lines = arrows(trace).flatMap(({ number, process, shared, text }) => [
    ...(number - 1 === trace.loopStart ? ["loop for ever"] : []),
    `P${process} -> ${shared ? "S" : `P${process}`} : ${number} ${plantUmlText(text)}`,
  ]);
  return [
    "@startuml",
    ...acting(trace).map(([ordinal, title]) => `participant "${plantUmlText(title)}" as P${ordinal}`),
    'participant "shared state" as S',
    ...lines,
    ...(lines.includes("loop for ever") ? ["end"] : []),
    ...notes(trace, shown).map((text) => `note over ${everybody(trace).join(", ")} : ${plantUmlText(text)}`),
    "@enduml",
  ];
}

/** One line, with what PlantUML would take for a mark, a line break or a function told by its number. */
function plantUmlText(text: string): string {
  const numbered = (sign: string): string => `<U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
  return text.replaceAll(/\s+/gu, " ").replaceAll(/["<&%~\\]|(?<=(?<mark>[*_/[=.-]))\k<mark>/gu, numbered);
}
