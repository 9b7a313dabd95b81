import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PageBundle } from "../report/html/document.ts";
import { pageFolder } from "./own-package.ts";

/** The page of the HTML report as the package's build has bundled it. */
export function pageBundle(): PageBundle {
  const [script, style] = ["page.js", "page.css"].map((file) => readFileSync(join(pageFolder, file), "utf8").trim()) as [string, string];
  return { script, style, scriptHash: hash(script), styleHash: hash(style) };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
