import type { Command } from "./command.ts";
import { manPage } from "./man-page.ts";
import { help, type OptionTable } from "./options.ts";
import { ownVersion } from "./own-package.ts";
import { parse } from "./parse.ts";

const options = { help } satisfies OptionTable;

/** @param commands all that there are, this one too */
export function manCommand(commands: () => Readonly<Record<string, Command>>): Command {
  return {
    operands: "",
    about: "print the manual page",
    options,
    notes: ["A global npm install puts it where man finds it."],
    examples: [["allways man | man -l -", "read it"]],
    run(args, { stdout }) {
      parse("man", options, args);
      stdout.write(manPage(ownVersion(), commands()));
      return 0;
    },
  };
}
