import { choice, flag, integer, type ConfigOf } from "allways";
import { variants } from "../../model/index.ts";
import { scenarioNames } from "./scenarios.ts";

export const parameters = {
  variant: choice("the kernel version: V0 v6.2, V1 the seed patch alone, V2 v6.15, V2h with two of the 2026 fixes, V3 v7.0, V4 and V5 candidates", {
    values: variants,
    default: "V3",
  }),
  scenario: choice("which processes run together", { values: scenarioNames, default: "mmap" }),
  tlbFlush: choice("whether a TLB flush waits for lockless page-table walkers", { values: ["ipi", "noipi"], default: "ipi" }),
  debugVm: flag("CONFIG_DEBUG_VM: VM_WARN_ON and VM_BUG_ON exist", { default: false }),
  preemptible: flag("a task can be preempted for a grace period within the free path", { default: true }),
  secretmem: flag("CONFIG_SECRETMEM: GUP-fast looks at the folio's mapping", { default: false }),
  failBudget: integer("how many page-table allocations may fail", { from: 0, to: 2, default: 0 }),
  pages: integer("pages of a BAR; 0: as many as the scenario says", { from: 0, to: 3, default: 0 }),
  mms: integer("address spaces; 0: as many as the scenario says", { from: 0, to: 4, default: 0 }),
  threads: integer("threads that call GUP, where the scenario has one", { from: 1, to: 8, default: 1 }),
  bars: integer("BARs; 0: as many as the scenario says", { from: 0, to: 2, default: 0 }),
} as const;

export type P2pdmaConfig = ConfigOf<typeof parameters>;
