import type { Stream } from "./surroundings.ts";

/** Where the width is unknown; what is wider is hard to quote. */
export const widestText = 100;
/** Lines that are longer than this are hard to read, however wide the terminal is. */
const widestOnTerminal = 120;
const narrowest = 40;

export function textWidth({ isTTY, columns }: Stream): number {
  return isTTY ? Math.min(widestOnTerminal, Math.max(narrowest, columns)) : widestText;
}
