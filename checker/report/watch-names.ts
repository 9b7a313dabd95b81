import { namesOf } from "../trace/expression-names.ts";

/*
 * Headings for the expressions that are watched along a trace: as short as tells them apart. The whole expression stands under the diagram, among the
 * parts of the property that are to blame.
 */

/**
 * A name for each expression: `_refcount`, `references`, `thread0.at("inside")`.
 *
 * @param paths what the places of the state are called in the same diagram: these are called so, and nothing else is
 */
export function watchNames(texts: readonly string[], paths: ReadonlyMap<string, string>): readonly string[] {
  const taken = new Set(paths.values());
  const names = texts.map((text) => {
    const known = paths.get(text) ?? paths.get(/^[\w$]+\.(?<path>[\w$.]+)$/u.exec(text)?.groups?.["path"] ?? "");
    return known === undefined ? namesOf(text).filter((name) => name === text || !taken.has(name)) : [known];
  });
  const chosen = names.map(() => 0);
  for (;;) {
    const found = names.map((each, at) => each[chosen[at] ?? 0] ?? "");
    const ambiguous = found.flatMap((name, at) => (found.indexOf(name) === found.lastIndexOf(name) || (chosen[at] ?? 0) + 1 >= (names[at]?.length ?? 0) ? [] : [at]));
    if (ambiguous.length === 0) return found;
    for (const at of ambiguous) chosen[at] = (chosen[at] ?? 0) + 1;
  }
}
