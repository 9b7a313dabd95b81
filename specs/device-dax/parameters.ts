import { choice, type ConfigOf, type Selection } from "allways";
import { deviceDaxLevels } from "../../model/index.ts";
import { scenarioNames } from "./scenarios.ts";

export type DaxLevel = keyof typeof deviceDaxLevels;
const levels = Object.keys(deviceDaxLevels) as readonly DaxLevel[] as readonly [DaxLevel, ...DaxLevel[]];

export const parameters = {
  patchLevel: choice("V0 v6.14, P1 to P19 the series, V15 to V19 releases, V26 linux-next of 2026, D1 and D2 candidates", { values: levels, default: "V26" }),
  scenario: choice("which processes run together", { values: scenarioNames, default: "map" }),
  size: choice("the alignment of the device: what maps its memory", { values: ["pte", "pmd", "pud"], default: "pte" }),
  tlbFlush: choice("whether a TLB flush waits for lockless page-table walkers", { values: ["ipi", "noipi"], default: "noipi" }),
} as const;

export type DeviceDaxConfig = ConfigOf<typeof parameters>;

/**
 * What `allways check device-dax` runs: the levels that differ, each with a size in which they do. Any other combination has a recorded
 * verdict, too; a level that changes nothing here has that of the level before it.
 */
export const matrix: readonly Selection<typeof parameters>[] = [
  { patchLevel: ["V0", "P19", "V26", "D1", "D2"], scenario: scenarioNames },
  { patchLevel: "P15", scenario: scenarioNames, size: "pud" },
  { patchLevel: ["P18", "V26"], scenario: scenarioNames, size: "pmd" },
  { patchLevel: ["V0", "V26"], scenario: ["pin-fast", "unbind-pin-fast"], tlbFlush: "ipi" },
];
