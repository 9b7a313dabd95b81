import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { flagLock, shell } from "./shell.ts";

it("bundles a spec with what it imports, next to the packages that it uses", async () => {
  const { folder, file, run } = shell();
  file("node_modules/few/package.json", '{ "name": "few", "version": "1.0.0", "type": "module", "exports": "./index.js" }');
  file("node_modules/few/index.js", "export const few = 3;\n");
  file("src/sizes.ts", 'import { few } from "few";\nexport const size: number = few;\n');
  file("src/lock.ts", flagLock.replace('import {', 'import { size } from "./sizes.ts";\nimport {').replace("default: 2", "default: size"));
  const { stdout, exitCode } = await run("check src/lock.ts --set atomic=true --reporter json");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).runs[0].config).toEqual({ processes: 3, atomic: true });
  const cache = join(folder, "node_modules/.cache/allways");
  expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([expect.stringMatching(/^lock-[0-9a-f]{16}\.mjs$/u)]);
});

it("uses the running package even if the spec's folder has another copy", async () => {
  const { file, run } = shell();
  file("node_modules/allways/package.json", '{ "name": "allways", "version": "0.0.0", "type": "module", "exports": "./index.js" }');
  file("node_modules/allways/index.js", 'throw new Error("a second copy");\n');
  file("lock.ts", flagLock);
  expect((await run("check lock.ts --set atomic=true")).exitCode).toBe(0);
});

it("takes JavaScript too", async () => {
  const { file, run } = shell();
  file("lock.mjs", flagLock);
  expect((await run("check lock.mjs --set atomic=true")).exitCode).toBe(0);
});
