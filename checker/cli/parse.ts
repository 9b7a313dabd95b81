import { parseArgs } from "node:util";
import { AllwaysError } from "../language/error.ts";
import { suggestion } from "./nearest.ts";
import type { OptionTable } from "./options.ts";

type Values<O extends OptionTable> = {
  readonly [N in keyof O]?: O[N]["type"] extends "boolean" ? boolean : O[N] extends { readonly multiple: true } ? readonly string[] : string;
};

export interface Parsed<O extends OptionTable> {
  readonly values: Values<O>;
  readonly operands: readonly string[];
}

/**
 * Parse the arguments of a command by its option table.
 *
 * @throws AllwaysError AW301 for an unknown option or a missing value, with the nearest known option.
 */
export function parse<O extends OptionTable>(command: string, options: O, args: readonly string[]): Parsed<O> {
  refuseUnknown(`allways ${command}`.trim(), options, args);
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true, strict: true });
    return { values: values as unknown as Values<O>, operands: positionals };
  } catch (error) {
    throw misuse(error instanceof Error ? error.message : String(error), `allways ${command}`.trim());
  }
}

/** What parseArgs says of an unknown option tells nobody what to do, so these are found first. */
function refuseUnknown(command: string, options: OptionTable, args: readonly string[]): void {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const name = token.name in options ? token.name : token.name.replace(/^no-/u, "");
    const definition = options[name];
    if (definition === undefined) {
      const known = Object.keys(options).map((option) => `--${option}`);
      throw new AllwaysError("AW301", `${command} has no option ${token.rawName}`, { hint: suggestion(token.rawName, known, `${command} --help lists the options`) });
    }
    const needs = definition.argument ?? "a value";
    // A value that looks like an option was forgotten more likely than meant; --name=-value is clear.
    const forgotten = token.value === undefined || (!token.inlineValue && token.value.startsWith("-"));
    if (definition.type === "string" && forgotten) throw misuse(`${token.rawName} needs ${needs}`, command);
    if (definition.type === "boolean" && token.value !== undefined) throw misuse(`${token.rawName} takes no value`, command);
  }
}

/** The command was called wrongly. */
export function misuse(message: string, command: string): AllwaysError {
  return new AllwaysError("AW301", message, { hint: `see: ${command} --help` });
}

/** One of a few words. */
export function oneWord<const W extends string>(command: string, option: string, value: string | undefined, words: readonly W[]): W | undefined {
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found === undefined) throw new AllwaysError("AW301", `--${option} cannot be "${value}"`, { hint: suggestion(value, words, `--${option}: ${words.join(", ")}; see: allways ${command} --help`) });
  return found;
}

/** A TCP port. */
export function portNumber(command: string, option: string, value: string | undefined): number | undefined {
  const port = wholeNumber(command, option, value);
  if (port !== undefined && port > 65_535) throw misuse(`--${option} needs a port up to 65535, not "${value}"`, `allways ${command}`);
  return port;
}

/** A whole number from 1. */
export function wholeNumber(command: string, option: string, value: string | undefined, most: number = 10 ** 15): number | undefined {
  if (value === undefined) return undefined;
  const range = most < 10 ** 15 ? `from 1 to ${most}` : "from 1";
  if (!/^[1-9]\d{0,14}$/u.test(value) || Number(value) > most) throw misuse(`--${option} needs a whole number ${range}, not "${value}"`, `allways ${command}`);
  return Number(value);
}
