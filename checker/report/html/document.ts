/*
 * The HTML document around the page: everything in one file, nothing from outside, and a policy that forbids the browser to ask for more.
 */

/** What esbuild has made of checker/page, with the hashes (base64 of SHA-256) by which the policy knows it. */
export interface PageBundle {
  readonly script: string;
  readonly style: string;
  readonly scriptHash: string;
  readonly styleHash: string;
}

/** What the browser may do with the page: run this script, use this style, and nothing else. `connect`: ask the server that it came from. */
export function contentSecurityPolicy({ scriptHash, styleHash }: PageBundle, connect: boolean): string {
  const allowed = [`script-src 'sha256-${scriptHash}'`, `style-src 'sha256-${styleHash}'`, "img-src data:", ...(connect ? ["connect-src 'self'"] : [])];
  return ["default-src 'none'", ...allowed, "base-uri 'none'", "form-action 'none'"].join("; ");
}

/** The document; `blocks` are data for the page by their element's id. */
export function htmlDocument(title: string, page: PageBundle, blocks: ReadonlyMap<string, unknown>, connect: boolean = false): string {
  const data = [...blocks].map(([id, value]) => `<script type="application/json" id="${escapeText(id)}">${embedded(value)}</script>\n`).join("");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(page, connect)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">
<title>${escapeText(title)}</title>
<style>${page.style}</style>
</head>
<body>
<div id="page"><noscript>This report needs JavaScript; it comes with its own and loads nothing.</noscript></div>
${data}<script>${page.script}</script>
</body>
</html>
`;
}

/** Three ways that meet: what the checker walks. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#4a6fd0" stroke-width="2" stroke-linecap="round"><path d="M3 2v3c0 3 5 3 5 6v3M13 2v3c0 3-5 3-5 6"/></svg>`;

/** JSON that stays in its script element whatever the data says, and that also a JavaScript parser would read the same. */
export function embedded(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
