import { AllwaysError } from "../language/error.ts";
import { commands, type CommandName } from "./commands.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { suggestion } from "./nearest.ts";
import { globalOptions } from "./options.ts";
import { ownVersion } from "./own-package.ts";
import { parse } from "./parse.ts";
import type { Surroundings } from "./surroundings.ts";
import { tellError } from "./tell-error.ts";

/** The `allways` command: does what the arguments say, and returns the exit code. */
export async function allways(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    return forBisect(args, await dispatch(args, around));
  } catch (error) {
    return forBisect(args, tellError(error, args.includes("--no-color") ? false : undefined, around));
  }
}

/** `git bisect run` takes 125 for a commit that cannot be judged; everything from 128 on ends it, as an interruption should. */
function forBisect([command, ...rest]: readonly string[], exitCode: number): number {
  if (command !== "check" || !rest.includes("--bisect") || exitCode >= 128) return exitCode;
  return exitCode === 0 || exitCode === 1 ? exitCode : 125;
}

async function dispatch(args: readonly string[], around: Surroundings): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined || word.startsWith("-")) return withoutCommand(args, around);
  const name = (Object.keys(commands) as CommandName[]).find((command) => command === word);
  if (name === undefined) throw unknownCommand(word);
  if (rest.includes("--help") || rest.includes("-h")) {
    around.stdout.write(commandHelp(name));
    return 0;
  }
  return commands[name].run(rest, around);
}

function withoutCommand(args: readonly string[], { stdout }: Surroundings): number {
  const { values, operands } = parse("", globalOptions, args);
  if (operands[0] !== undefined) throw new AllwaysError("AW301", `the command must come first, before ${args[0]}`, { hint: "for example: allways check --help" });
  stdout.write(values.version === true ? `${ownVersion()}\n` : generalHelp());
  return 0;
}

function unknownCommand(word: string): AllwaysError {
  const names = Object.keys(commands);
  const otherwise = /\.[cm]?[jt]s$/u.test(word) ? `to check a spec: allways check ${word}` : `commands: ${names.join(", ")}; see: allways --help`;
  return new AllwaysError("AW301", `there is no command "${word}"`, { hint: suggestion(word, names, otherwise) });
}
