import type { Command } from "./command.ts";
import { exitCodes, globalOptions, type OptionTable } from "./options.ts";

/** `man allways`, in the macros of man(7), from the table of options. The build writes it beside the command. */
export function manPage(version: string, commands: Readonly<Record<string, Command>>): string {
  const all = Object.entries(commands);
  return [
    `.TH ALLWAYS 1 "" "allways ${version}" "User Commands"`,
    ".SH NAME",
    String.raw`allways \- walk every interleaving of a concurrent protocol`,
    ".SH SYNOPSIS",
    ...all.flatMap(([name, { operands }]) => [`.B allways ${name}`, roff(`[option ...] ${operands}`), ".br"]),
    ".SH DESCRIPTION",
    roff("Allways is an explicit-state model checker. It says which properties hold in every interleaving, or draws the shortest race that breaks them."),
    ...all.flatMap(([name, command]) => commandSection(name, command)),
    ".SH GLOBAL OPTIONS",
    ...optionList(globalOptions),
    ".SH EXIT STATUS",
    ...exitCodes.flatMap(([code, about]) => [".TP", `.B ${code}`, roff(about)]),
    ".SH ENVIRONMENT",
    ...[["NO_COLOR", "no colour, if it is not empty"], ["FORCE_COLOR", "colour also where the output is no terminal, unless it is 0"], ["GITHUB_ACTIONS, GITHUB_STEP_SUMMARY", "annotate the job's log, and write its summary"]].flatMap(([name = "", about = ""]) => [".TP", `.B ${name}`, roff(about)]),
    "",
  ].join("\n");
}

function commandSection(name: string, { about, options, notes, examples }: Command): string[] {
  return [
    `.SH ${name.toUpperCase()}`,
    roff(`${about[0]?.toUpperCase() ?? ""}${about.slice(1)}.`),
    ...optionList(options),
    ...notes.flatMap((note) => [".PP", roff(note)]),
    ...examples.flatMap(([command, what]) => [".PP", roff(`${what}:`), ".RS", ".nf", roff(command), ".fi", ".RE"]),
  ];
}

function optionList(options: OptionTable): string[] {
  return Object.entries(options).flatMap(([name, { short, argument, about }]) => {
    const names = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].map((each) => String.raw`\fB${roff(each)}\fR`).join(", ");
    return [".TP", argument === undefined ? names : String.raw`${names} \fI${roff(argument)}\fR`, roff(about)];
  });
}

/** A backslash begins an escape, a hyphen is one only if it says so, and a dot or a quote at the start of a line begins a request. */
function roff(text: string): string {
  return text.replaceAll("\\", String.raw`\e`).replaceAll("-", String.raw`\-`).replace(/^[.']/u, String.raw`\&$&`);
}
