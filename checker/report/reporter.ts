import type { RunEvent } from "../run/event.ts";

/** A subscriber of the one event stream. */
export type Reporter = (event: RunEvent) => void;

/** Where a reporter writes: a terminal, a pipe, a file. */
export interface Output {
  write(text: string): void;
}

export function writeLines(out: Output, lines: readonly string[]): void {
  if (lines.length > 0) out.write(`${lines.join("\n")}\n`);
}
