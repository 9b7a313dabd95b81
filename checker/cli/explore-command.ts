import { randomBytes } from "node:crypto";
import { plural } from "../report/figures.ts";
import { writeLines } from "../report/reporter.ts";
import { Explorer } from "./explorer.ts";
import { serveExplorer } from "./explore-server.ts";
import { portableFileName } from "./file-names.ts";
import { findSpecs } from "./find-specs.ts";
import { commands } from "./options.ts";
import { ownVersion } from "./own-package.ts";
import { pageBundle } from "./page-bundle.ts";
import { parse, portNumber, wholeNumber } from "./parse.ts";
import { parseSettings, selectConfigurations } from "./select-configurations.ts";
import type { Surroundings } from "./surroundings.ts";

/** `allways explore`: serves until it is interrupted, which is how it is meant to end. */
export async function exploreCommand(args: readonly string[], { stdout, cwd, host, memoryBytes }: Surroundings): Promise<number> {
  const { values, operands } = parse("explore", commands.explore.options, args);
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
