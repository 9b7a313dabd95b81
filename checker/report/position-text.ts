import type { SourcePosition } from "../language/error.ts";

/** `lock.ts:12`: where something stands, for somebody who has the spec before him. */
export function placeText({ file, line }: SourcePosition): string {
  return `${file.split(/[\\/]/u).at(-1) ?? file}:${line}`;
}
