/**
 * Break a text at spaces into lines of at most `width` characters; a word that is longer than a line is cut. Lines after the
 * first are indented by `hanging` blanks.
 */
export function wrap(text: string, width: number, hanging = 0): string[] {
  const lines: string[] = [];
  let line = "";
  let blank = "";
  for (const word of text.split(/\s+/u).filter((part) => part !== "")) {
    if (line.length + blank.length + word.length > width && blank !== "") {
      lines.push(line);
      line = " ".repeat(hanging);
    } else line += blank;
    line += word;
    while (line.length > width && width > hanging) {
      lines.push(line.slice(0, width));
      line = " ".repeat(hanging) + line.slice(width);
    }
    blank = " ";
  }
  return [...lines, line];
}

/**
 * Put items side by side with a separator, as many as fit into each line; the separator's trailing blanks are dropped at a line's
 * end. An item that is longer than a line is broken at its blanks, its further lines indented.
 */
export function pack(items: readonly string[], separator: string, width: number, hanging = 0): string[] {
  const lines: string[] = [];
  let line = "";
  for (const [position, item] of items.entries()) {
    const whole = position === items.length - 1 ? item : item + separator.trimEnd();
    const joined = line === "" ? whole : `${line}${separator.slice(separator.trimEnd().length)}${whole}`;
    if (joined.length <= width) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const broken = whole.length <= width ? [whole] : wrap(whole, width, hanging);
    lines.push(...broken.slice(0, -1));
    line = broken.at(-1) ?? "";
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}

/** Indent every line. */
export function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(by) + line));
}
