import { AllwaysError } from "../language/error.ts";
import type { Command } from "./command.ts";
import { completionScript, shells } from "./completion.ts";
import { help, type OptionTable } from "./options.ts";
import { parse } from "./parse.ts";

const options = { help } satisfies OptionTable;

/** @param commands all that there are, this one too */
export function completionCommand(commands: () => Readonly<Record<string, Command>>): Command {
  return {
    operands: "SHELL",
    about: "print a completion script for bash, zsh or fish",
    options,
    notes: ["It completes commands, options and files."],
    examples: [["source <(allways completion bash)", "for this session"]],
    run(args, { stdout }) {
      const [shell, ...others] = parse("completion", options, args).operands;
      const known = shells.find((one) => one === shell);
      if (known === undefined || others.length > 0) throw new AllwaysError("AW301", shell === undefined ? "completion needs a shell" : `there is no completion for ${[shell, ...others].join(" ")}`, { hint: `shells: ${shells.join(", ")}` });
      stdout.write(completionScript(known, commands()));
      return 0;
    },
  };
}
