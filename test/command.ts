import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const server = fileURLToPath(new URL("command-server.mjs", import.meta.url));

/** What a call has written, in the order of a terminal. */
export interface Called {
  readonly written: readonly (readonly ["stdout" | "stderr", string])[];
  readonly exitCode: number;
}

export interface Call {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How many seconds a step may take before it is said to have no end. */
  readonly patience?: number;
}

/**
 * The built command, as a user has it but for its process: to start one for each call takes longer than most of what is called. It starts with the first call, and
 * ends with the process of the test.
 */
export class Command {
  #process: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  call({ args, cwd, env = { PATH: process.env["PATH"] ?? "" }, patience }: Call): Promise<Called> {
    const called = this.#last.then(() => this.#send({ args, cwd, env, patience }));
    // Who waits for this call hears of its failure.
    this.#last = called.catch(() => undefined);
    return called;
  }

  #send(message: object): Promise<Called> {
    const child = (this.#process ??= fork(server, { serialization: "advanced" }));
    return new Promise((resolve, reject) => {
      const died = (code: number | null): void => {
        this.#process = undefined;
        reject(new Error(`the command's process has ended with ${code}`));
      };
      child.once("exit", died);
      child.once("message", (answer) => {
        child.off("exit", died);
        resolve(answer as Called);
      });
      child.send(message);
    });
  }
}

/** What one of the streams has got. */
export function textOf({ written }: Called, stream: "stdout" | "stderr"): string {
  return written.map(([name, text]) => (name === stream ? text : "")).join("");
}
