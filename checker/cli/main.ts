#!/usr/bin/env node
import { availableParallelism, totalmem } from "node:os";
import { allways } from "./allways.ts";
import { nodeHost } from "./node-host.ts";
import type { Stream } from "./surroundings.ts";
import { internalError } from "./tell-error.ts";

/** Where columns are unknown. */
const defaultColumns = 80;

function stream(of: NodeJS.WriteStream): Stream {
  let open = true;
  of.on("error", (error: NodeJS.ErrnoException) => {
    // The reader has gone, as `| head` does: that is not an error, the rest is for nobody.
    if (error.code === "EPIPE") open = false;
    else throw error;
  });
  return {
    write: (text) => void (open && of.write(text)),
    get isTTY() {
      return Boolean(of.isTTY);
    },
    get columns() {
      // A terminal that does not know its width says 0.
      return of.columns > 0 ? of.columns : defaultColumns;
    },
  };
}

let interrupted = false;
process.on("SIGINT", () => {
  if (interrupted) process.exit(130);
  interrupted = true;
  // What is drawn over and over begins where the cursor is, and so does the ^C that the terminal shows.
  process.stderr.write(`${process.stderr.isTTY ? "\r\u001B[J" : "\n"}interrupted: stopping; once more to stop at once\n`);
});

process.on("uncaughtException", (error) => {
  process.stderr.write(`${internalError(error).join("\n")}\n`);
  process.exit(70);
});

process.exitCode = await allways(process.argv.slice(2), {
  stdout: stream(process.stdout),
  stderr: stream(process.stderr),
  env: process.env,
  cwd: process.cwd(),
  host: nodeHost(() => interrupted),
  memoryBytes: totalmem(),
  cores: availableParallelism(),
});
