import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as allways from "../../checker/index.ts";
import { root } from "./blocks.ts";
import { examplesUnder, run, typecheck } from "./doc-examples.ts";

/*
 * Every @example in a doc comment is a program: it runs with what the package exports in scope, and `expression; // value` in it is true.
 */

const examples = examplesUnder("checker");

describe("examples in doc comments", () => {
  it.each(examples)("$at", async (example) => {
    for (const { statement, found, stated } of await run(example)) expect({ [statement]: found }).toEqual({ [statement]: stated });
  });

  it("have types", () => {
    expect(typecheck(examples)).toBe("");
  });
});

describe("what the package exports", () => {
  /** A table of texts. */
  const withoutExample = "messages";
  const sources = readdirSync(join(root, "checker"), { recursive: true, encoding: "utf8" }).filter((file) => /^(?:language|run)\/.*\.ts$/u.test(file));
  const text = sources.map((file) => readFileSync(join(root, "checker", file), "utf8")).join("\n");

  it.each(Object.keys(allways).filter((name) => name !== withoutExample))("%s has an example", (name) => {
    const comment = new RegExp(String.raw`/\*\*((?:(?!\*/)[^])*)\*/\nexport (?:const|class|(?:async )?function) ${name}\b`, "u").exec(text)?.[1];
    expect(comment).toContain("@example");
  });
});
