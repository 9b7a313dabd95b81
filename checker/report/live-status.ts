import type { Output } from "./reporter.ts";

const eraseBelow = "\r\u001B[J";
/** Terminals that know them show everything between these at once; others ignore them. */
const [beginFrame, endFrame] = ["\u001B[?2026h", "\u001B[?2026l"];

/** Lines at the bottom of a terminal that are drawn over and over. */
export interface LiveStatus {
  draw(lines: readonly string[]): void;
  /** Before anything else is written to the terminal. */
  erase(): void;
}

/**
 * The cursor waits at the start of the first line. So erasing needs no count of lines, which would be wrong as soon as the window is made narrower;
 * and what comes from elsewhere, an interruption or a crash, begins on that line.
 */
export function liveStatus(out: Output): LiveStatus {
  let drawn = false;
  return {
    draw(lines) {
      const back = lines.length > 1 ? `\r\u001B[${lines.length - 1}A` : "\r";
      out.write(`${beginFrame}${eraseBelow}${lines.join("\n")}${back}${endFrame}`);
      drawn = true;
    },
    erase() {
      if (drawn) out.write(eraseBelow);
      drawn = false;
    },
  };
}
