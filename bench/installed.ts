import { spawnSync } from "node:child_process";

/** The first line that a program prints about its version; nothing if it is not installed. */
export function versionOf(program: string, ...args: string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined) return undefined;
  return `${stdout}\n${stderr}`
    .split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "");
}

/** Why a contender that needs these programs cannot run, if so. */
export function missing(...programs: readonly string[]): string | undefined {
  const absent = programs.filter((program) => spawnSync(program, ["--version"]).error !== undefined);
  return absent.length === 0 ? undefined : `not installed: ${absent.join(", ")}`;
}
