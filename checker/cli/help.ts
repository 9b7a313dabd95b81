import { indent, wrap } from "../report/wrap.ts";
import type { Command } from "./command.ts";
import { commands, type CommandName } from "./commands.ts";
import { exitCodes, globalOptions, type OptionTable } from "./options.ts";

const width = 80;

/** `allways --help`. */
export function generalHelp(): string {
  const names = Object.keys(commands) as CommandName[];
  return sections([
    ["Allways walks every interleaving of a concurrent protocol, and says which properties hold or draws the shortest race that breaks them."],
    ["Usage:", ...indent(["allways COMMAND ..."], 2)],
    ["Commands:", ...pairs(names.map((name) => [`${name} ${commands[name].operands}`, commands[name].about]))],
    ["Options:", ...optionLines({ ...globalOptions, help: { ...globalOptions.help, about: "show this help, or that of a command: allways check --help" } })],
    ["Exit codes:", ...pairs(exitCodes.map(([code, about]) => [String(code), about]))],
    ["Examples:", ...exampleLines(names.flatMap((name) => commands[name].examples.slice(0, 1)))],
  ]);
}

/** `allways COMMAND --help`. */
export function commandHelp(name: CommandName): string {
  const { about, operands, options, notes, examples } = commands[name];
  return sections([
    [`allways ${name}: ${about}`],
    ["Usage:", ...indent([`allways ${name} [option ...] ${operands}`], 2)],
    ["Options:", ...optionLines(options)],
    ...notes.map((note) => [note]),
    ["Examples:", ...exampleLines(examples)],
  ]);
}

function sections(parts: readonly (readonly string[])[]): string {
  return `${parts.map((lines) => lines.flatMap((line) => (line.startsWith(" ") ? [line] : wrap(line, width))).join("\n")).join("\n\n")}\n`;
}

function optionLines(options: OptionTable): string[] {
  return pairs(
    Object.entries(options).map(([name, { short, argument, about }]) => [`${short === undefined ? "" : `-${short}, `}--${name}${argument === undefined ? "" : ` ${argument}`}`, about]),
  );
}

function exampleLines(examples: Command["examples"]): string[] {
  return indent(
    examples.flatMap(([command, about]) => [`# ${about}`, command]),
    2,
  );
}

const widestLead = 34;

/** Names at the left, explanations at the right; a long name gets a line of its own. */
function pairs(entries: readonly (readonly [lead: string, about: string])[]): string[] {
  const lead = Math.min(widestLead, Math.max(...entries.map(([name]) => name.length)));
  return entries.flatMap(([name, about]) => {
    const text = wrap(about, width - lead - 4);
    const [first = "", ...more] = name.length > lead ? ["", ...text] : text;
    return [`  ${name.padEnd(lead)}  ${first}`.trimEnd(), ...indent(more, lead + 4)];
  });
}
