import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { transformSync } from "esbuild";
import * as allways from "../../checker/index.ts";
import { scratchFolder } from "../scratch.ts";
import { root } from "./blocks.ts";

/** The code of an `@example` in a doc comment. */
export interface Example {
  /** `checker/language/types.ts:98`, its first line. */
  readonly at: string;
  readonly file: string;
  readonly code: string;
}

/** A statement with what it gives as a comment: `[...Page]; // ["page0", "page1"]`. */
export interface Claim {
  readonly statement: string;
  readonly found: unknown;
  readonly stated: unknown;
}

const claim = /^(?!(?:const|let|import|export|return|throw|if|for|while|function|class|type|interface)\b)(?<statement>[^\s/}].*); \/\/ (?<value>.+)$/u;
const imported = /^import \{(?<names>[^}]+)\} from "(?<from>[^"]+)";$/u;

/** All examples under a folder. */
export function examplesUnder(folder: string): readonly Example[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.sort().flatMap((file) => examplesIn(join(folder, file)));
}

function examplesIn(file: string): readonly Example[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/^ *\* @example\n(?<lines>(?: *\*(?! @|\/).*\n)+)/gmu)].map(({ index, groups }) => ({
    at: `${file}:${text.slice(0, index).split("\n").length + 1}`,
    file,
    code: (groups?.["lines"] ?? "").replaceAll(/^ *\* ?/gmu, ""),
  }));
}

/** Run an example with all that the package exports in scope, and collect what it states. */
export async function run({ file, code }: Example): Promise<readonly Claim[]> {
  const claims: Claim[] = [];
  const lines = code.split("\n").map((line) => {
    const { names, from } = imported.exec(line)?.groups ?? {};
    if (from !== undefined) return `const {${names}} = await load("${from}");`;
    const { statement, value } = claim.exec(line)?.groups ?? {};
    return statement === undefined ? line : `claim(${JSON.stringify(statement)}, (${statement}), (${value}));`;
  });
  const { code: script } = transformSync(lines.join("\n"), { loader: "ts", target: "es2023" });
  const scope: Readonly<Record<string, unknown>> = {
    ...allways,
    claim: (statement: string, found: unknown, stated: unknown) => claims.push({ statement, found, stated }),
    load: (from: string) => import(/* @vite-ignore */ moduleOf(file, from)) as Promise<unknown>,
  };
  // A block, so that an example can name things as the package does.
  await new AsyncFunction(...Object.keys(scope), `{ ${script} }`)(...Object.values(scope));
  return claims;
}

const AsyncFunction = (async () => {}).constructor as new (...text: readonly string[]) => (...values: readonly unknown[]) => Promise<unknown>;

/** A file beside the one that has the example, or a package. */
function moduleOf(file: string, from: string): string {
  return from.startsWith(".") ? resolve(root, dirname(file), from) : from;
}

/** What TypeScript says of all examples together, as strict as it is with the package. */
export function typecheck(examples: readonly Example[]): string {
  const folder = scratchFolder("examples");
  try {
    const compilerOptions = { rootDir: "/", rewriteRelativeImportExtensions: false, noUnusedLocals: false, typeRoots: [join(root, "node_modules/@types")] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, include: ["*.ts"] }));
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    for (const example of examples) writeFileSync(join(folder, `${example.at.replaceAll(/\W/gu, "-")}.ts`), asModule(example));
    return spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."], { cwd: folder, encoding: "utf8" }).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With the imports that it needs. */
function asModule({ file, code }: Example): string {
  const lines = code.split("\n");
  const given = new Set(lines.flatMap((line) => imported.exec(line)?.groups?.["names"]?.split(",").map((name) => name.trim()) ?? []));
  const names = Object.keys(allways).filter((name) => !given.has(name));
  const types = ["Index", "StateOf"].filter((type) => code.includes(`${type}<`)).map((type) => `type ${type}`);
  const located = lines.map((line) => line.replace(imported, (_, inside: string, from: string) => `import {${inside}} from "${moduleOf(file, from)}";`));
  return [`import { ${[...names, ...types].join(", ")} } from "allways";`, ...located, "export {};"].join("\n");
}
