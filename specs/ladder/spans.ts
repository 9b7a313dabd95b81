/** The levels that a text names, given all of them in order: `V0-P14 D1` is V0, P14, all between them, and D1. */
export function levelsIn<L extends string>(ladder: readonly L[], text: string): readonly L[] {
  return text.split(" ").flatMap((span) => {
    const [first = span, last = first] = span.split("-");
    const at = (name: string): number => ladder.findIndex((level) => level === name);
    return ladder.slice(at(first), at(last) + 1);
  });
}

/** The other way round: the shortest text that names these levels. */
export function spansOf(ladder: readonly string[], levels: readonly string[]): string {
  const spans: string[] = [];
  let first: string | undefined;
  for (const [at, level] of ladder.entries()) {
    if (!levels.includes(level)) continue;
    first ??= level;
    const next = ladder[at + 1];
    if (next !== undefined && levels.includes(next)) continue;
    spans.push(first === level ? level : `${first}-${level}`);
    first = undefined;
  }
  return spans.join(" ");
}
