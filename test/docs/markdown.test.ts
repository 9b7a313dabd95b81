import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { commands } from "../../checker/cli/commands.ts";
import { exitCodes } from "../../checker/cli/options.ts";
import { codeBlocks, rewriteBlock, root, type CodeBlock } from "./blocks.ts";
import { Reader } from "./reader.ts";

/*
 * Every code block of the pages for readers is run: files are written, commands are called, outputs compared. A block of another kind fails.
 * Where the command prints something else on purpose: UPDATE_DOCS=1 npx vitest run test/docs writes the outputs anew, for you to read.
 */

describe.each(["README.md", "docs/tutorial.md", "docs/reports.md"])("%s", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const reader = new Reader();
  afterAll(() => reader.leave());

  it.each(codeBlocks(page))("line $line", async (block) => {
    const found = await reader.follow(block);
    update(block, found);
    expect(found).toBe(block.text);
  });

  it("has TypeScript without errors", async () => {
    expect(await reader.typecheck()).toBe("");
  });

  it("names npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/\bnpm (?:run (?<script>\w+)|test\b)/gu)].map(({ groups }) => groups?.["script"] ?? "test");
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it("links to what exists", () => {
    const links = [...text.matchAll(/\]\((?<link>[^)#:]+)(?:#[^)]*)?\)/gu)].map(({ groups }) => groups?.["link"] ?? "");
    expect(links.filter((link) => !existsSync(join(root, page, "..", link)))).toEqual([]);
  });
});

describe("README.md", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");

  it("lists every command", () => {
    const expected = Object.entries(commands).map(([name, { operands }]) => `\`${`allways ${name} ${operands}`.trim()}\``);
    expect(expected.filter((call) => !readme.includes(call))).toEqual([]);
  });

  it("lists every exit code", () => {
    const expected = exitCodes.map(([code, about]) => `| ${code} | ${about} |`);
    expect(readme).toContain(expected.join("\n"));
  });
});

function update(block: CodeBlock, text: string): void {
  if (process.env["UPDATE_DOCS"] === "1" && text !== block.text) rewriteBlock(block, text);
}
