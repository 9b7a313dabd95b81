import { AllwaysError } from "../language/error.ts";
import { checkCommand } from "./check-command.ts";
import { completionScript, shells } from "./completion.ts";
import { explainCommand } from "./explain-command.ts";
import { graphCommand } from "./graph-command.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { ladderCommand } from "./ladder-command.ts";
import { listCommand } from "./list-command.ts";
import { manPage } from "./man-page.ts";
import { suggestion } from "./nearest.ts";
import { mutateCommand } from "./mutate-command.ts";
import { commands, globalOptions, type CommandName } from "./options.ts";
import { ownVersion } from "./own-package.ts";
import { parse } from "./parse.ts";
import { replayCommand } from "./replay-command.ts";
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
  switch (name) {
    case "check":
      return checkCommand(rest, around);
    case "explore":
      return (await import("./explore-command.ts")).exploreCommand(rest, around);
    case "mutate":
      return mutateCommand(rest, around);
    case "ladder":
      return ladderCommand(rest, around);
    case "list":
      return listCommand(rest, around);
    case "replay":
      return replayCommand(rest, around);
    case "explain":
      return explainCommand(rest, around);
    case "graph":
      return graphCommand(rest, around);
    case "completion": {
      const [shell, ...others] = parse("completion", commands.completion.options, rest).operands;
      const known = shells.find((one) => one === shell);
      if (known === undefined || others.length > 0) throw new AllwaysError("AW301", shell === undefined ? "completion needs a shell" : `there is no completion for ${[shell, ...others].join(" ")}`, { hint: `shells: ${shells.join(", ")}` });
      around.stdout.write(completionScript(known));
      return 0;
    }
    case "man":
      parse("man", commands.man.options, rest);
      around.stdout.write(manPage(ownVersion()));
      return 0;
  }
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
