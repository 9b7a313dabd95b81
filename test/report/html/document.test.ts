import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { pageBundle } from "../../../checker/cli/page-bundle.ts";
import { embedded, htmlDocument } from "../../../checker/report/html/document.ts";

const nasty = "</script><script>alert(1)</script><!-- <script> ]]> & \u2028 \u2029 \" ' \\";

describe("data in the page", () => {
  it("cannot leave its script element, and reads back the same", () => {
    const text = embedded({ nasty, [nasty]: 1 });
    expect(text).not.toMatch(/[<>&\u2028\u2029]/u);
    expect(JSON.parse(text)).toEqual({ nasty, [nasty]: 1 });
  });

  it("is the only thing that data adds: the document has the same elements whatever it says", () => {
    const elements = (data: string): readonly string[] => [...htmlDocument(data, page, new Map([["report", data]])).matchAll(/<\/?[a-z!][^\s>]*/giu)].map(([tag]) => tag);
    expect(elements(nasty)).toEqual(elements("harmless"));
  });
});

const page = pageBundle();
const text = htmlDocument("refcount", page, new Map([["report", {}]]));

describe("the document", () => {
  it("lets the browser run its own script and style and load nothing", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/u.exec(text)?.[1] ?? "";
    const [, script = ""] = /<script>(.*)<\/script>/su.exec(text) ?? [];
    const [, style = ""] = /<style>(.*?)<\/style>/su.exec(text) ?? [];
    const hash = (of: string): string => createHash("sha256").update(of).digest("base64");
    expect(policy.split("; ")).toEqual(["default-src 'none'", `script-src 'sha256-${hash(script)}'`, `style-src 'sha256-${hash(style)}'`, "img-src data:", "base-uri 'none'", "form-action 'none'"]);
  });

  it("names no address outside of itself", () => {
    const names = new Set([...text.matchAll(/(?:https?:)?\/\/[\w.-]+\.[\w/.-]+/gu)].map(([address]) => address));
    // Names of XML vocabularies, which nobody fetches.
    expect([...names].filter((address) => !address.startsWith("http://www.w3.org/"))).toEqual([]);
    expect(text.match(/@import|url\((?!#)[^)]*\)/u)?.[0]).toBeUndefined();
  });

  it("holds script and style whole: nothing in them ends their element", () => {
    expect(/<\/script|<!--/iu.exec(page.script)).toBeNull();
    expect(/<\/style/iu.exec(page.style)).toBeNull();
  });
});
