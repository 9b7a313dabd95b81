import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { injected } from "./fault.ts";
import { faults } from "./faults.ts";

/* A fault whose text has gone is injected no more: whoever changes the line changes the fault. Whether a test notices, npm run faults finds out. */

test.each(faults.map((fault) => [fault.wrong, fault] as const))("can still be injected: %s", (_, fault) => {
  const content = readFileSync(fault.file, "utf8");
  expect(injected(fault, content)).not.toBe(content);
  expect(fault.tests.filter((file) => !existsSync(file))).toEqual([]);
});

test("docs/faults.md has a row for each", () => {
  const page = readFileSync("docs/faults.md", "utf8");
  expect(faults.filter(({ wrong, file }) => !page.includes(`| ${wrong} | ${file} | `)).map(({ wrong }) => wrong)).toEqual([]);
});
