/*
 * Records what is expected of fs-dax, in specs/fs-dax/golden.ts: every scenario at every level of the ladder. To be run after a change of
 * the model that is meant to change verdicts or counts; the difference is then to be read line by line.
 *
 *   npx esbuild test/specs/record-fs-dax.ts --bundle --platform=node --format=esm --packages=external \
 *     --alias:allways=./checker/index.ts --outfile=node_modules/.cache/record-fs-dax.mjs
 *   node node_modules/.cache/record-fs-dax.mjs
 */
import { writeFileSync } from "node:fs";
import { configurations, type Selection } from "../../checker/language/spec.ts";
import type { Config, Parameters } from "../../checker/language/parameter.ts";
import { checkSpec } from "../../checker/run/check.ts";
import { libraryHost } from "../../checker/run/host.ts";
import { levels } from "../../model/index.ts";
import spec from "../../specs/fs-dax.ts";
import { scenarioNames } from "../../specs/fs-dax/scenarios.ts";

/** What was found, as the end of a row; and the levels at which it was found. */
const rows: { readonly scenario: string; readonly found: string; readonly levels: string[] }[] = [];
for (const scenario of scenarioNames) {
  for (const patchLevel of levels) {
    for (const config of configurations(spec.parameters, [{ scenario, patchLevel } as unknown as Selection<Parameters>])) {
      const found = await run(config);
      const last = rows.at(-1);
      if (last?.scenario === scenario && last.found === found) last.levels.push(patchLevel);
      else rows.push({ scenario, found, levels: [patchLevel] });
    }
  }
}

const lines = [
  'import type { GoldenRow } from "./rows.ts";',
  "",
  "/** What each scenario violates at each level, and its states, transitions and depth. Recorded by test/specs/record-fs-dax.ts. */",
  "export const golden: readonly GoldenRow[] = [",
  ...rows.map(({ scenario, found, levels: same }) => `  ["${scenario}", [${same.map((level) => `"${level}"`).join(", ")}], ${found}],`),
  "];",
  "",
];
// The script runs from node_modules/.cache.
writeFileSync(new URL("../../specs/fs-dax/golden.ts", import.meta.url), lines.join("\n"));

async function run(config: Config): Promise<string> {
  const [result] = await checkSpec(spec, [config], {}, libraryHost, () => {});
  if (result === undefined || "error" in result) throw result?.error ?? new Error("no result");
  if (!result.exhaustive) throw new Error(`not exhaustive: ${JSON.stringify(config)}`);
  const violated = result.properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);
  console.log(config["scenario"], config["patchLevel"], result.states, violated.join(" "));
  return `"${violated.join(" ")}", ${result.states}, ${result.transitions}, ${result.depth}`;
}
