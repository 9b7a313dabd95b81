import type { Selection } from "allways";
import { variants as variant } from "../../model/index.ts";
import type { parameters } from "./parameters.ts";
import { scenarioNames } from "./scenarios.ts";

/**
 * What `allways check p2pdma` runs: every version in every small scenario, and each knob where it changes a verdict. Any other
 * combination has a recorded verdict, too.
 */
export const matrix: readonly Selection<typeof parameters>[] = [
  { variant, scenario: scenarioNames.filter((name) => name !== "everything") },
  { variant, scenario: ["mmap", "two-pages", "gup-fast", "fork", "driver", "unbind"], failBudget: 1 },
  { variant, scenario: "mmap", failBudget: 1, debugVm: true },
  { variant, scenario: "gup-remap", failBudget: 1, tlbFlush: "noipi" },
  { variant, scenario: "unbind-gup", tlbFlush: "noipi" },
  { variant: ["V0", "V1", "V2"], scenario: "unbind", preemptible: false },
  { variant: ["V0", "V5"], scenario: "consumer", debugVm: true },
  { variant: ["V0", "V3"], scenario: "gup-fast", secretmem: true },
];
