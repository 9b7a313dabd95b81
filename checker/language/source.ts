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
    return firstFrame(this.#trace.stack);
  }
}

/** The position of the innermost frame of a thrown error that is not inside the checker. */
export function thrownAt(error: unknown, isOwn: (file: string) => boolean): SourcePosition | undefined {
  if (!(error instanceof Error)) return undefined;
  return firstFrame(error.stack, isOwn);
}

const frame = /\(?((?:file:\/\/)?[^\s()]+):(\d+):(\d+)\)?$/u;

function firstFrame(stack: string | undefined, skip: (file: string) => boolean = () => false): SourcePosition | undefined {
  for (const line of stack?.split("\n").slice(1) ?? []) {
    const match = frame.exec(line.trim());
    if (match === null) continue;
    const [, url = "", row = "0", column = "0"] = match;
    const file = url.startsWith("file://") ? fileURLToPath(url) : url;
    if (file.startsWith("node:") || skip(file)) continue;
    return { file, line: Number(row), column: Number(column) };
  }
  return undefined;
}
