/** A fault that is put into the checker on purpose: one text in one file becomes another. */
export interface Fault {
  /** What the checker then does wrong, as a sentence without a full stop. */
  readonly wrong: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly text: string;
  readonly instead: string;
  /** Files of tests, one of which must notice. The fastest one that is likely to comes first. */
  readonly tests: readonly string[];
}

/**
 * The file's content with the fault in it.
 *
 * @throws Error if the text does not stand exactly once in it: the checker has changed, and the fault must follow.
 */
export function injected({ wrong, file, text, instead }: Fault, content: string): string {
  const [before, after, ...more] = content.split(text);
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`"${wrong}" cannot be injected: ${file} has this text ${more.length === 0 ? "no more" : "several times"}:\n${text}`);
  return before + instead + after;
}
