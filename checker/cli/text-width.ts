import type { Stream } from "./surroundings.ts";

/** Tables and diagrams that are wider than this are hard to read and to quote. */
export const widestText = 100;

export function textWidth({ isTTY, columns }: Stream): number {
  return isTTY ? Math.min(widestText, Math.max(40, columns)) : widestText;
}
