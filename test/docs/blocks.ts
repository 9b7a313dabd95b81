import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A fenced block of a Markdown page. */
export interface CodeBlock {
  readonly page: string;
  /** The line of its opening fence, counted from 1. */
  readonly line: number;
  readonly language: string;
  /** `title="lock.ts"` and the like, after the language. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A command of a console block, and what the page says that it prints. */
export interface Call {
  readonly command: string;
  readonly output: string;
}

/** All fenced blocks, in order. Fences stand at the start of a line. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  const lines = readFileSync(join(root, page), "utf8").split("\n");
  const blocks: CodeBlock[] = [];
  for (let open = 0; open < lines.length; open++) {
    const fence = /^```(?<language>\S*)(?<rest>.*)$/u.exec(lines[open] ?? "")?.groups;
    if (fence === undefined) continue;
    const close = lines.indexOf("```", open + 1);
    if (close < 0) throw new Error(`${page}:${open + 1}: this block does not end`);
    const attributes = Object.fromEntries([...(fence["rest"] ?? "").matchAll(/(\w+)="([^"]*)"/gu)].map(([, name = "", value = ""]) => [name, value]));
    blocks.push({ page, line: open + 1, language: fence["language"] ?? "", attributes, text: joined(lines.slice(open + 1, close)) });
    open = close;
  }
  return blocks;
}

/** The calls of a console block: `$ command` lines, each followed by what it prints. */
export function callsOf(block: CodeBlock): readonly Call[] {
  const [before, ...parts] = `\n${block.text}`.split("\n$ ");
  if (before !== "") throw new Error('a console block starts with "$ command"');
  return parts.map((part) => {
    const [command = "", ...output] = part.trimEnd().split("\n");
    return { command, output: output.join("\n") };
  });
}

export function transcript(calls: readonly Call[]): string {
  return joined(calls.flatMap(({ command, output }) => [`$ ${command}`, ...(output === "" ? [] : [output])]));
}

/** Put a new text into the page. Finds the block by its text, since others above it may have grown. */
export function rewriteBlock({ page, language, text }: CodeBlock, by: string): void {
  const path = join(root, page);
  const block = (inside: string): string => `\`\`\`${language}\n${inside}\`\`\`\n`;
  writeFileSync(path, readFileSync(path, "utf8").replace(block(text), () => block(by)));
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
