/**
 * Break a text at spaces into lines of at most `width` characters; a word that is longer than a line is cut. Lines after the
 * first are indented by `hanging` blanks.
 */
export function wrap(text: string, width: number, hanging = 0): string[] {
  return pack(text.split(/\s+/u).filter((word) => word !== ""), " ", width, hanging);
}

/** Put items side by side with a separator, as many as fit into each line; the separator's trailing blanks are dropped at a line's end. */
export function pack(items: readonly string[], separator: string, width: number, hanging = 0): string[] {
  const lines: string[] = [];
  let line = "";
  for (const [position, item] of items.entries()) {
    const last = position === items.length - 1;
    const needed = last ? item : item + separator.trimEnd();
    if (line.trim() !== "" && line.length + separator.length + needed.length > width) {
      lines.push(line + separator.trimEnd());
      line = " ".repeat(hanging);
    } else if (line.trim() !== "") line += separator;
    line += item;
    while (line.length > width && width > hanging) {
      lines.push(line.slice(0, width));
      line = " ".repeat(hanging) + line.slice(width);
    }
  }
  if (line.trim() !== "" || lines.length === 0) lines.push(line);
  return lines;
}

/** Indent every line. */
export function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(by) + line));
}
