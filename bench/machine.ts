import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { versionOf } from "./installed.ts";
import { jar } from "./peers/tlc.ts";

/** The machine and the programs, one line each. */
export function machine(): readonly string[] {
  const processors = cpus();
  const peers = [versionOf("spin", "-V"), versionOf("rumur", "--version"), versionOf("gcc", "--version"), ...(jar === undefined ? [] : [versionOf("java", "-version"), versionOf("java", "-cp", jar, "tlc2.TLC")])];
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? "unknown"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`,
    `Node ${process.version}; ${peers.filter((version) => version !== undefined).join("; ")}`,
    `Allways at ${revision()}`,
  ];
}

/** What else the machine has to do, roughly: running processes, averaged over 1, 5 and 15 minutes. */
export function load(): string {
  return loadavg()
    .map((value) => value.toFixed(2))
    .join(" ");
}

function revision(): string {
  try {
    const git = (...args: string[]): string => execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    const changed = git("status", "--porcelain", "--untracked-files=no", "--", "checker", "model", "specs") === "" ? "" : ", with changes";
    return `${git("rev-parse", "--short", "HEAD")}${changed}`;
  } catch {
    return "an unknown revision";
  }
}
