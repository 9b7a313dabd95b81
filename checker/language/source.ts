import { fileURLToPath } from "node:url";
import type { SourcePosition } from "./error.ts";

/** Where something was declared. Reading the stack as text is slow, so it waits until somebody asks. */
export class Source {
  readonly #trace: { stack?: string } = {};

  /** @param above the public function that was called: the position is that of its caller. */
  constructor(above: (...args: never[]) => unknown) {
    Error.captureStackTrace(this.#trace, above);
  }

  get position(): SourcePosition | undefined {
    return userFrame(this.#trace.stack);
  }
}

/** Where an error was thrown: the innermost frame in a user's file. */
export function thrownAt(error: unknown): SourcePosition | undefined {
  return error instanceof Error ? userFrame(error.stack) : undefined;
}

const frame = /\(?((?:file:\/\/)?[^\s()]+):(\d+):(\d+)\)?$/u;
const checker = fileURLToPath(new URL("..", import.meta.url));
const libraries = /[\\/]node_modules[\\/](?!\.cache[\\/])/u;

function userFrame(stack: string | undefined): SourcePosition | undefined {
  for (const line of stack?.split("\n").slice(1) ?? []) {
    const match = frame.exec(line.trim());
    if (match === null) continue;
    const [, url = "", row = "0", column = "0"] = match;
    const file = url.startsWith("file://") ? fileURLToPath(url) : url;
    if (!/^[\\/]|^[A-Z]:/u.test(file) || file.startsWith(checker) || libraries.test(file)) continue;
    return { file, line: Number(row), column: Number(column) };
  }
  return undefined;
}
