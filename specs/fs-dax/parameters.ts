import { choice, type ConfigOf, type Selection } from "allways";
import { fsDaxLevels } from "../../model/index.ts";
import { scenarioNames } from "./scenarios.ts";

export type FsDaxLevel = keyof typeof fsDaxLevels;
const levels = Object.keys(fsDaxLevels) as readonly FsDaxLevel[] as readonly [FsDaxLevel, ...FsDaxLevel[]];

export const parameters = {
  patchLevel: choice("V0 v6.14, P1 to P19 the series, V15 to V19 releases, V26 linux-next of 2026, F1 to F10 candidates", { values: levels, default: "V26" }),
  scenario: choice("which processes run together", { values: scenarioNames, default: "truncate" }),
} as const;

export type FsDaxConfig = ConfigOf<typeof parameters>;

/**
 * What `allways check fs-dax` runs: the levels that change most, and three more where they change something. Every other level has recorded verdicts, too; `allways ladder fs-dax` runs them
 * all.
 */
export const matrix: readonly Selection<typeof parameters>[] = [
  { patchLevel: ["V0", "P6", "P18", "V16", "V26", "F10"], scenario: scenarioNames },
  { patchLevel: ["P1", "P2"], scenario: ["fuse", "unmapped"] },
  { patchLevel: "P5", scenario: ["two-inodes", "entry-queue"] },
];
