import type { Selection } from "allways";
import { variants as variant } from "../../model/index.ts";
import type { parameters } from "./parameters.ts";
import { scenarioNames } from "./scenarios.ts";

/** What `allways check p2pdma` runs: every version in every small scenario, and each knob where it can matter. */
export const matrix: readonly Selection<typeof parameters>[] = [
  { variant, scenario: scenarioNames.filter((name) => name !== "everything") },
  { variant, scenario: ["mmap", "two-pages", "gup-fast", "gup-remap", "fork", "driver", "unbind", "unbind-gup"], failBudget: 1 },
  { variant, scenario: "mmap", failBudget: 2 },
  { variant, scenario: ["gup-fast", "gup-remap", "unbind-gup"], failBudget: 1, tlbFlush: "noipi" },
  { variant, scenario: "gup-consumer", tlbFlush: "noipi" },
  { variant, scenario: "unbind", preemptible: false },
  { variant, scenario: "mmap", failBudget: [0, 1], debugVm: true },
  { variant, scenario: "consumer", debugVm: true },
  { variant, scenario: "gup-fast", secretmem: true },
];
