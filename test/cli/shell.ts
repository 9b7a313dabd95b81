import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command, textOf, type Call } from "../command.ts";
import { scratchFolder } from "../scratch.ts";

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface Shell {
  readonly folder: string;
  /** Put a file into the folder. */
  file(name: string, text: string): void;
  run(args: string, around?: Pick<Call, "env" | "patience">): Promise<Finished>;
  /** What a reader sees: the command, its output, its errors, its exit code. Times are all shown as 0.0 s. */
  transcript(args: string, around?: Pick<Call, "env" | "patience">): Promise<string>;
}

/** A folder of its own, and the built command in it, as a user has it. */
export function shell(): Shell {
  const folder = scratchFolder("shell");
  const command = new Command();
  const run: Shell["run"] = async (args, around = {}) => {
    const called = await command.call({ args: words(args), cwd: folder, ...around });
    return { stdout: textOf(called, "stdout"), stderr: textOf(called, "stderr"), exitCode: called.exitCode };
  };
  return {
    folder,
    file(name, text) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    run,
    async transcript(args, around) {
      const { stdout, stderr, exitCode } = await run(args, around);
      return `\n$ allways ${args}\n${timeless(stdout + stderr)}exit ${exitCode}\n`;
    },
  };
}

/** Words as a shell splits them; quotes keep blanks. */
function words(args: string): string[] {
  return [...args.matchAll(/"([^"]*)"|\S+/gu)].map(([word, quoted]) => quoted ?? word);
}

function timeless(text: string): string {
  return text.replaceAll(/\d+(?:\.\d)? s\b/gu, "0.0 s");
}

/** A lock that tests and sets its flag in two steps, unless told otherwise. */
export const flagLock = `import { bool, each, flag, indexSet, integer, spec, state } from "allways";

export default spec({
  name: "flag-lock",
  about: "a lock that tests and sets a flag lets one process at a time in",
  parameters: {
    processes: integer("how many processes want the lock", { from: 1, to: 4, default: 2 }),
    atomic: flag("test and set in one step", { default: false }),
  },
  build({ processes, atomic }) {
    const Process = indexSet("process", processes);
    const world = state({ locked: bool });
    const lock = world.procedure("lock", (p) => {
      if (atomic) {
        p.await("test and set", (k) => !k.locked, (k) => {
          k.locked = true;
        });
      } else {
        p.await("test", (k) => !k.locked);
        p.step("set", (k) => {
          k.locked = true;
        });
      }
    });
    const user = world.procedure("user", (p) => {
      p.loop(() => {
        p.call(lock);
        p.step("critical section");
        p.step("unlock", (k) => {
          k.locked = false;
        });
      });
    });
    return world.system({
      processes: { user: each(Process, () => user.start()) },
      properties: ({ invariant, reachable }) => [
        invariant("mutex", "at most one process is in the critical section", (_, { user }) => Process.count((i) => user[i].at("critical section")) <= 1),
        reachable("entry", "a process can get in", (_, { user }) => Process.some((i) => user[i].at("critical section"))),
      ],
    });
  },
});
`;
