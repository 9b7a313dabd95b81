import { randomBytes } from "node:crypto";
import { plural } from "../report/figures.ts";
import { writeLines } from "../report/reporter.ts";
import type { Command } from "./command.ts";
import { Explorer } from "./explorer.ts";
import { serveExplorer } from "./explore-server.ts";
import { portableFileName } from "./file-names.ts";
import { findSpecs } from "./find-specs.ts";
import { help, set, type OptionTable } from "./options.ts";
import { ownVersion } from "./own-package.ts";
import { pageBundle } from "./page-bundle.ts";
import { parse, portNumber, wholeNumber } from "./parse.ts";
import { parseSettings, selectConfigurations } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";

const options = {
  set,
  port: { type: "string", argument: "PORT", about: "where to listen on 127.0.0.1 (default: any port that is free)" },
  "max-states": { type: "string", argument: "N", about: "look for violations in no more states than these" },
  help,
} satisfies OptionTable;

export const explore: Command = {
  operands: "[spec ...]",
  about: "walk through the states of a spec by hand, in the browser",
  options,
  notes: [
    "Serves a page until Ctrl-C: choose who runs next in any state, go back, or let it look for violations and go on from where they lead. Every state has an address: what stands after its # leads there again, in a later session too.",
    "The page is served to this machine only, and only to whoever knows the address with its random token.",
  ],
  examples: [
    ["allways explore lock.ts", "your own spec"],
    ["allways explore p2pdma --set variant=V3 --set scenario=gup-fast", "one configuration of many"],
  ],
  run: exploreCommand,
};

/** `allways explore`: serves until it is interrupted, which is how it is meant to end. */
async function exploreCommand(args: readonly string[], { stdout, cwd, host, memoryBytes }: Surroundings): Promise<number> {
  const { values, operands } = parse("explore", options, args);
  const port = portNumber("explore", "port", values.port) ?? 0;
  const limits = { maxStates: wholeNumber("explore", "max-states", values["max-states"]), maxBytes: memoryBytes * 0.75 };
  const settings = parseSettings(values.set ?? []);
  const explored = (await findSpecs(operands, cwd)).map(({ spec }) => ({ spec, configs: selectConfigurations(spec, settings) }));

  const explorer = new Explorer(explored, { tool: `allways ${ownVersion()}`, short: portableFileName(cwd), host, limits });
  const server = await serveExplorer(explorer, pageBundle(), { token: randomBytes(24).toString("base64url"), port });
  const configurations = explored.reduce((sum, { configs }) => sum + configs.length, 0);
  writeLines(stdout, [`${explored.map(({ spec }) => spec.name).join(", ")}: ${plural(configurations, "configuration")} to explore at`, "", `  ${server.url}`, "", "Only this machine can reach it, and only with this address. Ctrl-C ends it."]);
  await interruption(host.interrupted);
  await server.close();
  return 0;
}

/** Milliseconds between two looks. */
const patience = 100;

async function interruption(interrupted: () => boolean): Promise<void> {
  await new Promise<void>((done) => {
    const look = setInterval(() => {
      if (!interrupted()) return;
      clearInterval(look);
      done();
    }, patience);
  });
}
