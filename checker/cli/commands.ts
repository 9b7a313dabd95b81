import { check } from "./check-command.ts";
import type { Command } from "./command.ts";
import { completionCommand } from "./completion-command.ts";
import { explain } from "./explain-command.ts";
import { explore } from "./explore-command.ts";
import { graph } from "./graph-command.ts";
import { ladder } from "./ladder-command.ts";
import { list } from "./list-command.ts";
import { mutate } from "./mutate-command.ts";
import { replay } from "./replay-command.ts";
import { manCommand } from "./man-command.ts";

export type CommandName = "check" | "explore" | "mutate" | "ladder" | "list" | "replay" | "explain" | "graph" | "completion" | "man";

/** Every command, in the order in which the help lists them. */
export const commands: Readonly<Record<CommandName, Command>> = {
  check,
  explore,
  mutate,
  ladder,
  list,
  replay,
  explain,
  graph,
  completion: completionCommand(() => commands),
  man: manCommand(() => commands),
};
