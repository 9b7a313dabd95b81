import { spawn } from "node:child_process";
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "../command.ts";
import { scratchFolder } from "../scratch.ts";
import { callsOf, root, transcript, type Call, type CodeBlock } from "./blocks.ts";

const typescript = join(root, "node_modules/typescript/bin/tsc");

const installs = "it installs; a reader of this test starts with what it leaves behind";
/** Commands that pages show and this reader does not run, and why. */
const notRun: ReadonlyMap<string, string> = new Map([
  ["mkdir races && cd races", installs],
  ["npm init -y", installs],
  ["npm install ../allways", installs],
  ["npm ci && npm run check p2pdma", "it installs, and then takes a while; test/specs checks p2pdma"],
  ["npm ci && npm test", "it installs, and then runs this test"],
]);

/** What a terminal shows, in the order in which it is written there. */
interface Shown {
  readonly output: string;
  readonly exitCode: number | null;
}

/** Somebody who follows a page from top to bottom, in a folder as `npm init -y` and `npm install ../allways` leave it. */
export class Reader {
  readonly #folder: string = scratchFolder("docs");
  readonly #command = new Command();
  /** Of the last command. */
  #exitCode: number | null = null;

  constructor() {
    this.#write("package.json", JSON.stringify({ name: "races", version: "1.0.0", type: "commonjs" }));
    this.#write("tsconfig.json", JSON.stringify({ compilerOptions: { module: "preserve", strict: true, noEmit: true } }));
    mkdirSync(join(this.#folder, "node_modules"));
    symlinkSync(root, join(this.#folder, "node_modules/allways"));
    for (const tested of ["vitest", "fast-check"]) symlinkSync(join(root, "node_modules", tested), join(this.#folder, "node_modules", tested));
  }

  /**
   * Do what the page says: write a file, change a declaration in one, call commands.
   *
   * @returns the text that the block should have.
   * @throws Error if a reader would not know what to do with this block.
   */
  async follow(block: CodeBlock): Promise<string> {
    const { language, text } = block;
    const { title, replaces, in: file, excerpt } = block.attributes;
    if (language === "console") return transcript(await this.#callAll(callsOf(block)));
    if (language === "json" && title !== undefined) {
      this.#write(title, text);
      JSON.parse(text);
    } else if (language === "ts" && title !== undefined) {
      this.#write(title, text);
      this.#keep(block);
    } else if (language === "ts" && replaces !== undefined && file !== undefined) {
      this.#replace(replaces, file, text);
      this.#keep(block);
    } else if (language === "ts" && excerpt !== undefined) {
      requireExcerpt(text, excerpt);
    } else {
      throw new Error("this block can be neither written nor run: give it a title, or what it replaces in which file, or the file that it is an excerpt of");
    }
    return text;
  }

  /** What TypeScript says of the specs as they were after each block, with the reader's tsconfig.json. */
  async typecheck(): Promise<string> {
    return (await this.#run([typescript, "-p", "."])).output;
  }

  leave(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #callAll(calls: readonly Call[]): Promise<readonly Call[]> {
    const called: Call[] = [];
    for (const { command } of calls) called.push({ command, output: timeless(await this.#call(command)).trimEnd() });
    return called;
  }

  async #call(command: string): Promise<string> {
    if (command === "echo $?") return String(this.#exitCode);
    if (notRun.has(command)) return "";
    const [first, ...rest] = words(command.replace(/^npx /u, ""));
    if (first !== "allways" && first !== "node") throw new Error(`"${command}" is not run: teach the reader to, or say why not`);
    const { output, exitCode } = first === "allways" ? await this.#allways(rest) : await this.#run(rest);
    this.#exitCode = exitCode;
    return output;
  }

  async #allways(args: readonly string[]): Promise<Shown> {
    const { written, exitCode } = await this.#command.call({ args, cwd: this.#folder });
    return { output: written.map(([, text]) => text).join(""), exitCode };
  }

  async #run(args: readonly string[]): Promise<Shown> {
    // One file for both streams, as on a terminal: two pipes would lose the order.
    const file = join(this.#folder, "node_modules", "terminal.txt");
    const terminal = openSync(file, "w");
    try {
      const child = spawn(process.execPath, args, { cwd: this.#folder, env: { PATH: process.env["PATH"] ?? "" }, stdio: ["ignore", terminal, terminal] });
      const exitCode = await new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
      return { output: readFileSync(file, "utf8"), exitCode };
    } finally {
      closeSync(terminal);
    }
  }

  #write(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), text);
  }

  /** Put a declaration in the place of the one with the same name. */
  #replace(name: string, file: string, declaration: string): void {
    const lines = readFileSync(join(this.#folder, file), "utf8").split("\n");
    const from = lines.findIndex((line) => line.trimStart().startsWith(`const ${name} = `));
    const indent = /^ */u.exec(lines[from] ?? "")?.[0] ?? "";
    const to = lines.findIndex((line, at) => at >= from && line.startsWith(indent) && line[indent.length] !== " " && line.endsWith(";"));
    if (from < 0 || to < 0) throw new Error(`${file} declares no ${name}`);
    const indented = declaration.trimEnd().split("\n").map((line) => (line === "" ? "" : indent + line));
    this.#write(file, [...lines.slice(0, from), ...indented, ...lines.slice(to + 1)].join("\n"));
  }

  /** Put a copy of the specs aside, for the type check. */
  #keep({ line }: CodeBlock): void {
    const folder = join(this.#folder, `line-${line}`);
    mkdirSync(folder);
    for (const file of readdirSync(this.#folder)) if (file.endsWith(".ts")) copyFileSync(join(this.#folder, file), join(folder, file));
  }
}

/** Words as a shell splits them; double quotes keep blanks. */
function words(command: string): readonly string[] {
  return [...command.matchAll(/"([^"]*)"|\S+/gu)].map(([word, quoted]) => quoted ?? word);
}

/** Times differ from run to run; pages show them all as 0.0 s. */
function timeless(text: string): string {
  return text.replaceAll(/\b\d+(?:\.\d+)? s\b/gu, "0.0 s");
}

/** The text must stand in the file, whatever the indentation; a line `// ...` stands for any lines. */
function requireExcerpt(text: string, file: string): void {
  const flat = (of: string): string => of.split("\n").map((line) => line.trim()).join("\n");
  let rest = flat(readFileSync(join(root, file), "utf8"));
  for (const part of flat(text).split("// ...\n")) {
    const at = rest.indexOf(part);
    if (at < 0) throw new Error(`${file} does not contain, or not in this order:\n${part}`);
    rest = rest.slice(at + part.length);
  }
}
