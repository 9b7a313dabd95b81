import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Command, textOf } from "../command.ts";
import { root } from "./blocks.ts";

/*
 * Every race on the pages of findings is what its command prints. UPDATE_DOCS=1 npx vitest run test/docs writes them anew, for you to read.
 */

const pages = ["docs/findings.md", "docs/findings-fs-dax.md", "docs/findings-device-memory.md"].map((page) => join(root, page));
const command = new Command();
const race = /^`allways (?<call>check \S+ .* --format commit)`\n\n```\n(?<drawn>[^`]*)```$/gmu;

/** What a command draws, without the line above it and the indentation of a commit message. */
async function draw(call: string): Promise<string> {
  const args = call.split(" ").map((word) => word.replaceAll('"', ""));
  const lines = textOf(await command.call({ args, cwd: root }), "stdout").trimEnd().split("\n");
  const drawn = lines.slice(lines.indexOf("") + 1);
  // Ready to be pasted into a commit message: git and mail leave such lines as they are.
  expect(lines.filter((line) => line.length > 75 || /[^ -~]/u.test(line))).toEqual([]);
  expect(drawn.filter((line) => line !== "" && !line.startsWith("    "))).toEqual([]);
  return `${drawn.map((line) => line.slice(4)).join("\n")}\n`;
}

const races = pages.flatMap((page) => [...readFileSync(page, "utf8").matchAll(race)].map(({ groups = {} }) => ({ page, ...(groups as { call: string; drawn: string }) })));

test.each(pages)("%s has its races", (page) => {
  expect(races.filter((each) => each.page === page).length).toBeGreaterThan(5);
});

test.each(races)("$call", async ({ page, call, drawn }) => {
  const found = await draw(call);
  if (process.env["UPDATE_DOCS"] === "1" && found !== drawn) writeFileSync(page, readFileSync(page, "utf8").replace(`\`allways ${call}\`\n\n\`\`\`\n${drawn}`, () => `\`allways ${call}\`\n\n\`\`\`\n${found}`));
  expect(found).toBe(drawn);
});
