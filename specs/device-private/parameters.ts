import { choice, flag, type ConfigOf, type Selection } from "allways";
import { devicePrivateLevels, drivers } from "../../model/index.ts";
import { scenarioNames } from "./scenarios.ts";

export type PrivateLevel = keyof typeof devicePrivateLevels;
const levels = Object.keys(devicePrivateLevels) as readonly PrivateLevel[] as readonly [PrivateLevel, ...PrivateLevel[]];

export const parameters = {
  patchLevel: choice("V60 v6.0, V0 v6.14, P1 to P19 the series, V15 to V19 releases, V26 linux-next of 2026, M1 to M4 candidates", { values: levels, default: "V26" }),
  scenario: choice("which processes run together", { values: scenarioNames, default: "migrate" }),
  driver: choice("how the driver knows that a page of its memory is free", { values: drivers, default: "free-list" }),
  size: choice("what maps a page of the device", { values: ["pte", "pmd"], default: "pte" }),
  preemptible: flag("a task that repeats its fault can be preempted", { default: true }),
} as const;

export type DevicePrivateConfig = ConfigOf<typeof parameters>;

/** What `allways check device-private` runs: the levels that differ. */
export const matrix: readonly Selection<typeof parameters>[] = [
  { patchLevel: ["V60", "V0", "V15", "V19", "V26"], scenario: scenarioNames },
  { patchLevel: ["M2", "M3", "M4"], scenario: ["migrate", "reuse", "evict-two-faults", "remove", "remove-migrate", "coherent-remove"] },
  { patchLevel: ["V19", "V26", "M1"], scenario: ["two-faults", "shared"], size: "pmd" },
  { patchLevel: ["V0", "V15", "V19", "V26", "M1"], scenario: "drain", size: ["pte", "pmd"], preemptible: false },
  { patchLevel: ["V0", "V15", "V19", "V26"], scenario: "reuse", driver: ["buffer-object", "get_page", "try_get_page"] },
];
