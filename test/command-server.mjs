import { availableParallelism, totalmem } from "node:os";
import { allways } from "../dist/checker/cli/allways.js";
import { nodeHost } from "../dist/checker/cli/node-host.js";

/*
 * The built command in a process that runs it as often as it is asked to (test/command.ts asks, one call after the other). As checker/cli/main.ts, but for
 * signals and for streams that somebody may close.
 */

process.on("message", async ({ args, cwd, env, patience }) => {
  const written = [];
  const stream = (name) => ({ isTTY: false, columns: 80, write: (text) => void written.push([name, text]) });
  process.chdir(cwd);
  const host = nodeHost(() => false, patience);
  const exitCode = await allways(args, { stdout: stream("stdout"), stderr: stream("stderr"), env, cwd, host, memoryBytes: totalmem(), cores: availableParallelism() });
  process.send({ written, exitCode });
});

process.on("disconnect", () => process.exit());
