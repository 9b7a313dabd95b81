import { setTimeout as sleep } from "node:timers/promises";
import { plural } from "../report/figures.ts";
import { writeLines } from "../report/reporter.ts";
import type { Host } from "../run/host.ts";
import { shortFileName } from "./file-names.ts";
import { FileWatch } from "./file-watch.ts";
import type { Surroundings } from "./surroundings.ts";

/** Milliseconds between two looks at the files; and after a change, for what else is being written. */
const patience = 100;

/** What is done again after every change: it tells which files it reads, before it reads them. @returns an exit code */
export type Watched = (notice: (file: string) => void, around: Surroundings) => Promise<number>;

/**
 * Do something, and again whenever one of the files changes that it has read; what is running by then is given up. Until it is interrupted.
 *
 * @param tell how an error is told that the next change may repair; returns the exit code
 * @returns the last exit code
 */
export async function watch(work: Watched, tell: (error: unknown) => number, around: Surroundings): Promise<number> {
  const { host, stdout, stderr } = around;
  let before: readonly string[] = [];
  for (;;) {
    const files = new FileWatch();
    const given = await once(work, tell, files, before, around);
    if (host.interrupted() && given !== undefined) return given;
    if (given !== undefined) {
      writeLines(stderr, ["", waitingText(files.files, around)]);
      while (!files.changed && !host.interrupted()) await sleep(patience);
      if (host.interrupted()) return given;
    }
    await sleep(patience);
    before = files.files;
    for (const stream of [stdout, stderr]) if (stream.isTTY) stream.write(clearScreen);
  }
}

/** Everything that is seen; what was scrolled away stays. */
const clearScreen = "\u001B[H\u001B[J";

/** A file has changed while something was running that had read it. */
class GivenUp extends Error {}

/** @returns the exit code; undefined if it was given up. */
async function once(work: Watched, tell: (error: unknown) => number, files: FileWatch, before: readonly string[], around: Surroundings): Promise<number | undefined> {
  const host: Host = {
    ...around.host,
    async pause() {
      await around.host.pause();
      if (files.changed) throw new GivenUp();
    },
  };
  try {
    return await work((file) => files.notice(file), { ...around, host });
  } catch (error) {
    if (error instanceof GivenUp) return undefined;
    // Of a file that cannot be read it is not known what it imports.
    for (const file of before) files.notice(file);
    if (files.files.length === 0) throw error;
    files.noticeFolders();
    return tell(error);
  }
}

function waitingText(files: readonly string[], { cwd }: Surroundings): string {
  const names = files.map(shortFileName(cwd));
  return `waiting for a change of ${names.length <= 3 ? names.join(" or ") : plural(names.length, "file")}: Ctrl-C ends it`;
}
